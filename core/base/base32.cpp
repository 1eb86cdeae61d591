#include "core/base/base32.h"

namespace icmp {

namespace {

constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int valueOf(QChar c)
{
    const QChar upper = c.toUpper();
    if (upper >= u'A' && upper <= u'Z')
        return upper.unicode() - u'A';
    return c >= u'2' && c <= u'7' ? c.unicode() - u'2' + 26 : -1;
}

} // namespace

QString toBase32(const QByteArray &bytes)
{
    QString text;
    unsigned buffer = 0;
    int bits = 0;
    for (const char byte : bytes) {
        buffer = buffer << 8 | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 5; bits -= 5)
            text += QLatin1Char(digits[buffer >> (bits - 5) & 31]);
        buffer &= 31;
    }
    if (bits > 0)
        text += QLatin1Char(digits[buffer << (5 - bits) & 31]);
    return text;
}

std::optional<QByteArray> fromBase32(const QString &text)
{
    QByteArray bytes;
    unsigned buffer = 0;
    int bits = 0;
    bool padded = false;
    for (const QChar c : text) {
        if (c == u' ' || c == u'-')
            continue;
        padded = padded || c == u'=';
        if (c == u'=')
            continue;
        const int value = c.unicode() < 128 ? valueOf(c) : -1;
        if (value < 0 || padded)
            return std::nullopt;
        buffer = buffer << 5 | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(buffer >> bits & 255);
        }
        buffer &= (1U << bits) - 1;
    }
    if (bits >= 5 || buffer != 0)
        return std::nullopt;
    return bytes;
}

} // namespace icmp
