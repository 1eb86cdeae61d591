#include "studio/media/wire/message.h"

#include <algorithm>

namespace icmp::media {

QJsonObject Request::toJson(quint64 number, int slot) const
{
    return {{QStringLiteral("n"), qint64(number)},  {QStringLiteral("verb"), int(verb)},
            {QStringLiteral("slot"), slot},         {QStringLiteral("time"), time.flicks},
            {QStringLiteral("width"), box.width()}, {QStringLiteral("height"), box.height()},
            {QStringLiteral("count"), count}};
}

QSize fitted(QSize source, QSize box)
{
    const QSize limit = box.isEmpty() ? frameSizeMax : box.boundedTo(frameSizeMax);
    if (source.width() <= limit.width() && source.height() <= limit.height())
        return source.expandedTo({1, 1});
    const qint64 w = source.width();
    const qint64 h = source.height();
    // Rounded to the nearest pixel in integers, so that studio and worker agree.
    if (w * limit.height() >= h * limit.width())
        return QSize(limit.width(), int((h * limit.width() + w / 2) / w)).expandedTo({1, 1});
    return QSize(int((w * limit.height() + h / 2) / h), limit.height()).expandedTo({1, 1});
}

Result<void> checkFrame(const FrameHeader &header, quint64 number, QSize box, qint64 room)
{
    const QSize limit = box.isEmpty() ? frameSizeMax : box.boundedTo(frameSizeMax);
    if (header.magic != FrameHeader::magicValue || header.number != quint32(number))
        return refuse(RefusalCode::BadDocument, QStringLiteral("frame"));
    if (header.width < 1 || header.height < 1 || header.width > limit.width() ||
        header.height > limit.height())
        return refuse(RefusalCode::BadDocument, QStringLiteral("size"));
    const qint64 needed = qint64(header.stride) * header.height;
    if (header.stride < header.width * 4 || header.stride % 4 != 0 || header.payloadBytes != needed ||
        needed > room - FrameHeader::bytes)
        return refuse(RefusalCode::BadDocument, QStringLiteral("stride"));
    if (header.startFlicks >= header.endFlicks || header.index < 0)
        return refuse(RefusalCode::BadDocument, QStringLiteral("time"));
    return {};
}

}  // namespace icmp::media
