// Base32 of RFC 4648 section 6 without padding: for what people read aloud or type, and for ids.
#pragma once

#include <QByteArray>
#include <QString>
#include <optional>

namespace icmp {

// Capitals A–Z and 2–7.
QString toBase32(const QByteArray &bytes);
// Accepts small letters, spaces, hyphens and "=" at the end. Nothing on any other character, or when the last
// character carries bits that no byte needs.
std::optional<QByteArray> fromBase32(const QString &text);

} // namespace icmp
