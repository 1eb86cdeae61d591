// Values of properties to and from JSON, with their limits. One overload for each kind of property.
#pragma once

#include "core/element/property.h"

#include <QJsonValue>

namespace icmp::element {

enum class FieldKind;

// Text without control characters other than line feeds. refuses  TooLong, BadText
Result<QString> checkedText(const QString &text, const Bounds &bounds);

QJsonValue encode(const QString &value);
QJsonValue encode(qint64 value);
QJsonValue encode(bool value);
QJsonValue encode(const QList<Option> &value);
QJsonValue encode(const RightOptions &value);
QJsonValue encode(const Link &value);
QJsonValue encode(const ImageRef &value);
QJsonValue encode(const Money &value);

// Each writes `out` only on success.
// refuses  WrongType, OutOfRange, TooLong, TooMany, TooFew, BadText, NameTaken (two options with one id)
Result<void> decode(const QJsonValue &json, const Bounds &bounds, QString &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, qint64 &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, bool &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, QList<Option> &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, RightOptions &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, Link &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, ImageRef &out);
Result<void> decode(const QJsonValue &json, const Bounds &bounds, Money &out);

} // namespace icmp::element
