// A leaderboard: who has the most points of the event.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

struct Leaderboard {
    static constexpr std::string_view key = "leaderboard";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Leaderboard");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Who has the most points");
    static constexpr const char *hue = "ad";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Board;

    QString heading;
    qint64 top = 10;

    friend bool operator==(const Leaderboard &, const Leaderboard &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("heading", QT_TRANSLATE_NOOP("Element", "Heading"), &Leaderboard::heading, shortText()),
            property("top", QT_TRANSLATE_NOOP("Element", "Places"), &Leaderboard::top,
                     Bounds{}.range(1, 20))};
    }

    // How many places it shows.
    qint64 boardRules() const { return top; }

    QList<Finding> findings() const
    {
        if (heading.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("heading"),
                     QStringLiteral("The leaderboard has no heading.")}};
        return {};
    }
};

} // namespace icmp::element
