// Any bytes as what a confined FFmpeg writes, which reads what strangers send: nothing may crash or outgrow
// its limits, the same bytes mean the same however they are cut, and every place told lies inside its
// fragment.
#include <cstdint>
#include <cstdlib>

#include "server/integration/fragment_reader.h"

using namespace icmp;
using namespace icmp::integration;

namespace {

QByteArray readAll(const QByteArray &bytes, qsizetype piece)
{
    FragmentReader reader;
    bool good = true;
    for (qsizetype at = 0; at < bytes.size() && good; at += piece)
        good = reader.feed(bytes.mid(at, piece)).has_value();
    QByteArray story = good ? "good" : "bad";
    if (const auto opening = reader.takeOpening())
        story += opening->bytes + opening->codecs.join(',') + QByteArray::number(opening->width);
    for (const Fragment &fragment : reader.takeFragments()) {
        if (fragment.bytes.size() > fragmentBytesMax + headerBoxBytesMax)
            std::abort();
        for (const TimeField &time : fragment.times) {
            if (time.at < 0 || time.at + (time.wide ? 8 : 4) > fragment.bytes.size())
                std::abort();
        }
        story += QByteArray::number(fragment.startUs) + ':' + QByteArray::number(fragment.durationUs) + ':' +
                 QByteArray::number(fragment.key) + fragment.bytes;
    }
    return story;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const QByteArray whole = readAll(bytes, std::max<qsizetype>(1, bytes.size()));
    if (readAll(bytes, 7) != whole || readAll(bytes, 1'000) != whole)
        std::abort();
    return 0;
}
