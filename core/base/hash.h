// Digests: content addresses, chains, keyed pseudonyms.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace icmp {

inline constexpr int sha256Bytes = 32;
inline constexpr int chainBytes = 16; // of a journal record; 128 bits against accidents and edits

QByteArray sha256(QByteArrayView bytes);
// 64 lower-case hex digits, as content is named in addresses and files.
QString sha256Hex(QByteArrayView bytes);
bool isSha256Hex(const QString &text);
QByteArray hmacSha256(const QByteArray &key, QByteArrayView bytes);
// First chainBytes of SHA-256(previous ‖ body); the first record follows an empty `previous`.
QByteArray chained(const QByteArray &previous, QByteArrayView body);
// Compares without telling by its time where the first difference is.
bool equalInConstantTime(QByteArrayView a, QByteArrayView b);
// base64url without padding, RFC 4648 section 5.
QString toBase64Url(const QByteArray &bytes);
QByteArray fromBase64Url(const QString &text); // empty when the text is not base64url

} // namespace icmp
