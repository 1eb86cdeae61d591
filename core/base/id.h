// Typed identifiers: an Id<ClipTag> cannot be given where an Id<TrackTag> is wanted.
#pragma once

#include <QHash>
#include <QString>
#include <compare>
#include <optional>

namespace icmp {

inline constexpr qint64 idMax = (qint64(1) << 53) - 1; // every JSON reader keeps it exactly

// A number in 1 … idMax, unique within its project or server; 0 in a default-constructed Id names nothing.
template <class Kind>
struct Id {
    qint64 value = 0;

    friend constexpr auto operator<=>(Id, Id) = default;
    constexpr bool isValid() const { return value > 0 && value <= idMax; }
    QString toText() const { return QString::number(value); }

    // Nothing on anything but the shortest decimal digits of a valid id.
    static std::optional<Id> fromText(const QString &text)
    {
        bool ok = false;
        const Id id{text.toLongLong(&ok)};
        if (!ok || !id.isValid() || id.toText() != text)
            return std::nullopt;
        return id;
    }
};

template <class Kind>
size_t qHash(Id<Kind> id, size_t seed = 0)
{
    return ::qHash(id.value, seed);
}

using ClipId = Id<struct ClipTag>;
using TrackId = Id<struct TrackTag>;
using SceneId = Id<struct SceneTag>;
using MarkerId = Id<struct MarkerTag>;
using GroupId = Id<struct GroupTag>;
using OptionId = Id<struct OptionTag>; // unique within its element
using AccountId = Id<struct AccountTag>;

} // namespace icmp
