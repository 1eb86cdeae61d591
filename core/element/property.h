// How an element type declares its properties: once, with label, limits and visibility. JSON, inspector form,
// validation, player manifest and the split into public and private content follow from the declaration.
#pragma once

#include "core/base/limits.h"
#include "core/base/money.h"
#include "core/element/rules.h"

#include <QList>
#include <QStringList>
#include <limits>
#include <string_view>

namespace icmp::element {

// An https address or a mailto; empty while the author has not given one.
struct Link {
    QString address;

    friend bool operator==(const Link &, const Link &) = default;
};

// SHA-256 in hex of an image among the project's assets; empty for none.
struct ImageRef {
    QString hash;

    friend bool operator==(const ImageRef &, const ImageRef &) = default;
};

// Options that are right, by id.
struct RightOptions {
    QList<OptionId> ids;

    friend bool operator==(const RightOptions &, const RightOptions &) = default;
};

enum class Visibility { Public, Private }; // Private fields stay on the server until the rules tell them

// Limits and presentation of one property. For text: characters; for lists: items; for integers: the value.
struct Bounds {
    qint64 min = 0;
    qint64 max = std::numeric_limits<qint64>::max();
    bool translatable = false;
    bool multiline = false;
    Visibility visibility = Visibility::Public;
    const char *unit = "";
    const char *help = "";

    constexpr Bounds range(qint64 least, qint64 most) const
    {
        Bounds b = *this;
        b.min = least;
        b.max = most;
        return b;
    }
    constexpr Bounds translated() const
    {
        Bounds b = *this;
        b.translatable = true;
        return b;
    }
    constexpr Bounds lines() const
    {
        Bounds b = *this;
        b.multiline = true;
        return b;
    }
    constexpr Bounds secret() const
    {
        Bounds b = *this;
        b.visibility = Visibility::Private;
        return b;
    }
    constexpr Bounds in(const char *unitText) const
    {
        Bounds b = *this;
        b.unit = unitText;
        return b;
    }
    constexpr Bounds helped(const char *text) const
    {
        Bounds b = *this;
        b.help = text;
        return b;
    }
};

constexpr Bounds shortText()
{
    return Bounds{0, limits::nameLengthMax}.translated();
}
constexpr Bounds longText()
{
    return Bounds{0, 4'000}.translated().lines();
}

template <class Owner, class Value>
struct Property {
    std::string_view key; // in files; never renamed
    const char *label;
    Value Owner::*member;
    Bounds bounds;
};

template <class Owner, class Value>
constexpr Property<Owner, Value> property(std::string_view key, const char *label, Value Owner::*member,
                                          Bounds bounds = {})
{
    return {key, label, member, bounds};
}

// An enumeration used as a property lists its values: stable key and label, in the order of the enum.
struct ChoiceRow {
    std::string_view key;
    const char *label;
};
// Specialised beside the enumeration: a static constexpr ChoiceRow rows[].
template <class Enum>
struct Rows;

// Something an author should know before publishing. Errors block it.
enum class Severity { Note, Warning, Error };
struct Finding {
    QString id; // of the rule, e.g. "quiz-no-answer"
    Severity severity = Severity::Error;
    QString field;   // key of the property, may be empty
    QString message; // one sentence
};

} // namespace icmp::element
