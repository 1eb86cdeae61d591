// JSON as the project reads and writes it: integers only, no duplicate keys, bounded depth, one canonical
// form.
//
// Canonical form: UTF-8, NFC text, keys sorted by code point, no spaces, integers in shortest form, arrays in
// value order, one line feed at the end. Equal values have equal bytes on every machine and locale.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace icmp {

inline constexpr int jsonDepthMax = 64; // documents; the wire allows 32

// Parses one JSON text. Numbers must be integers within int64 and become qint64 values.
//
// refuses  BadDocument (syntax, invalid UTF-8, lone surrogate, duplicate key, deeper than depthMax, text
// after the end),
//          BadNumber (fraction, exponent, beyond int64); place is the byte offset as text
Result<QJsonValue> parseJson(const QByteArray &utf8, int depthMax = jsonDepthMax);
// The same, and the top value must be an object. refuses  WrongType beside those above
Result<QJsonObject> parseJsonObject(const QByteArray &utf8, int depthMax = jsonDepthMax);

// Canonical bytes with the line feed at the end. Doubles that hold no integer must not occur (assert).
QByteArray canonicalJson(const QJsonValue &value);
// The same without the line feed, for embedding as a line or a record.
QByteArray compactJson(const QJsonValue &value);

} // namespace icmp
