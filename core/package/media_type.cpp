#include "core/package/package.h"

#include <algorithm>

namespace icmp::package {

namespace {

bool isMp4(const QByteArray &head)
{
    return head.size() >= 12 && head.mid(4, 4) == "ftyp";
}

bool isWebm(const QByteArray &head)
{
    return head.startsWith("\x1A\x45\xDF\xA3");
}

bool isPng(const QByteArray &head)
{
    return head.startsWith("\x89PNG\r\n\x1A\n");
}

bool isJpeg(const QByteArray &head)
{
    return head.startsWith("\xFF\xD8\xFF");
}

bool isGif(const QByteArray &head)
{
    return head.startsWith("GIF87a") || head.startsWith("GIF89a");
}

bool isRiff(const QByteArray &head)
{
    return head.startsWith("RIFF") && head.mid(8, 4) == "WEBP";
}

bool isAvif(const QByteArray &head)
{
    return isMp4(head) && (head.mid(8, 4) == "avif" || head.mid(8, 4) == "avis" || head.mid(8, 4) == "mif1");
}

bool isJson(const QByteArray &head)
{
    return head.startsWith('{');
}

struct TypeRow {
    const char *type;
    bool (*fits)(const QByteArray &head);
};

// SVG is missing on purpose: it can run scripts on our origin.
constexpr TypeRow rows[] = {{"video/mp4", isMp4},   {"video/webm", isWebm},      {"image/png", isPng},
                            {"image/jpeg", isJpeg}, {"image/gif", isGif},        {"image/webp", isRiff},
                            {"image/avif", isAvif}, {"application/json", isJson}};

const TypeRow *rowOf(const QString &type)
{
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const TypeRow &r) { return type == QLatin1String(r.type); });
    return row == std::end(rows) ? nullptr : row;
}

} // namespace

bool isAllowedType(const QString &type)
{
    return rowOf(type) != nullptr;
}

bool looksLike(const QString &type, const QByteArray &head)
{
    const TypeRow *row = rowOf(type);
    return row && row->fits(head);
}

} // namespace icmp::package
