// Reactions: taps on an emoji, as many as one likes; counted, never kept one by one.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

inline QList<Option> commonEmoji()
{
    return {Option{OptionId{1}, QStringLiteral("\u2764\uFE0F")},
            Option{OptionId{2}, QStringLiteral("\U0001F44F")},
            Option{OptionId{3}, QStringLiteral("\U0001F602")}};
}

struct Reaction {
    static constexpr std::string_view key = "reaction";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Reactions");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Taps on an emoji");
    static constexpr const char *hue = "reaction";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Reactions;

    QList<Option> options = commonEmoji();

    friend bool operator==(const Reaction &, const Reaction &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("options", QT_TRANSLATE_NOOP("Element", "Emoji"), &Reaction::options, Bounds{1, 12})};
    }

    // What can be tapped.
    QList<Option> reactionRules() const { return options; }

    QList<Finding> findings() const
    {
        for (const Option &option : options) {
            if (option.text.trimmed().isEmpty() || option.text.size() > 16)
                return {{QStringLiteral("emoji-missing"), Severity::Error, QStringLiteral("options"),
                         QStringLiteral("Each reaction is one emoji.")}};
        }
        return {};
    }
};

} // namespace icmp::element
