// JSON of the small values that projects and edits are made of: one write and one read for each.
#pragma once

#include "core/project/edit_field.h"

#include <QJsonArray>
#include <QJsonValue>

namespace icmp::project {

QJsonValue write(const QString &value);
QJsonValue write(qint64 value);
QJsonValue write(bool value);
QJsonValue write(const QStringList &value);
QJsonValue write(const QJsonObject &value);
QJsonValue write(const QJsonValue &value);
QJsonValue write(MediaTime value); // flicks
QJsonValue write(const FrameRate &value);
QJsonValue write(const Box &value);
QJsonValue write(const Clip &value);
QJsonValue write(const Marker &value);
QJsonValue write(const Asset &value);
QJsonValue write(TrackKind value);
QJsonValue write(Sharing value);
QJsonValue write(Edge value);
QJsonValue write(Ripple value);

// Each writes `out` only on success; place is relative to the value.
// refuses  WrongType, BadNumber, OutOfRange, TooLong, TooMany, BadText, NegativeLength
Result<void> read(const QJsonValue &json, QString &out);
Result<void> read(const QJsonValue &json, qint64 &out);
Result<void> read(const QJsonValue &json, bool &out);
Result<void> read(const QJsonValue &json, QStringList &out);
Result<void> read(const QJsonValue &json, QJsonObject &out);
Result<void> read(const QJsonValue &json, QJsonValue &out);
Result<void> read(const QJsonValue &json, MediaTime &out);
Result<void> read(const QJsonValue &json, FrameRate &out);
Result<void> read(const QJsonValue &json, Box &out);
Result<void> read(const QJsonValue &json, Clip &out);
Result<void> read(const QJsonValue &json, Marker &out);
Result<void> read(const QJsonValue &json, Asset &out);
Result<void> read(const QJsonValue &json, TrackKind &out);
Result<void> read(const QJsonValue &json, Sharing &out);
Result<void> read(const QJsonValue &json, Edge &out);
Result<void> read(const QJsonValue &json, Ripple &out);

template <class Kind>
QJsonValue write(Id<Kind> id)
{
    return id.value;
}

template <class Kind>
Result<void> read(const QJsonValue &json, Id<Kind> &out)
{
    qint64 value = 0;
    if (auto done = read(json, value); !done)
        return done;
    if (value < 0 || value > idMax)
        return refuse(RefusalCode::OutOfRange, {}, QStringLiteral("Not an id."));
    out = Id<Kind>{value};
    return {};
}

inline constexpr int idsInEditMax = 200'000;

template <class Kind>
QJsonValue write(const QList<Id<Kind>> &ids)
{
    QJsonArray array;
    for (const auto id : ids)
        array.append(id.value);
    return array;
}

template <class Kind>
Result<void> read(const QJsonValue &json, QList<Id<Kind>> &out)
{
    if (!json.isArray())
        return refuse(RefusalCode::WrongType, {}, QStringLiteral("A list of ids is expected."));
    const QJsonArray array = json.toArray();
    if (array.size() > idsInEditMax)
        return refuse(RefusalCode::TooMany);
    QList<Id<Kind>> ids;
    ids.reserve(array.size());
    for (const auto item : array) {
        Id<Kind> id;
        if (auto done = read(item, id); !done)
            return done;
        ids.append(id);
    }
    out = ids;
    return {};
}

} // namespace icmp::project
