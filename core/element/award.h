// Badges and quests: earned once by a viewer who did enough.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

template <>
struct Rows<AwardCondition> {
    static constexpr ChoiceRow rows[] = {{"answers", QT_TRANSLATE_NOOP("Element", "Answers given")},
                                         {"right", QT_TRANSLATE_NOOP("Element", "Right answers")},
                                         {"points", QT_TRANSLATE_NOOP("Element", "Points")}};
};

constexpr Bounds awardCount()
{
    return Bounds{}.range(1, 1'000'000'000);
}
constexpr Bounds awardReward()
{
    return Bounds{}.range(0, 1'000'000).in(QT_TRANSLATE_NOOP("Element", "points"));
}

// A mark of honour.
struct Badge {
    static constexpr std::string_view key = "badge";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Badge");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Earned once");
    static constexpr const char *hue = "ad";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Award;

    QString heading;
    QString text;
    ImageRef image;
    AwardCondition condition = AwardCondition::Answers;
    qint64 count = 1;
    qint64 reward = 0;

    friend bool operator==(const Badge &, const Badge &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("heading", QT_TRANSLATE_NOOP("Element", "Heading"), &Badge::heading, shortText()),
            property("text", QT_TRANSLATE_NOOP("Element", "Text"), &Badge::text, longText()),
            property("image", QT_TRANSLATE_NOOP("Element", "Picture"), &Badge::image),
            property("condition", QT_TRANSLATE_NOOP("Element", "For"), &Badge::condition),
            property("count", QT_TRANSLATE_NOOP("Element", "At least"), &Badge::count, awardCount()),
            property("reward", QT_TRANSLATE_NOOP("Element", "Reward"), &Badge::reward, awardReward())};
    }

    AwardRules awardRules() const { return {condition, count, reward, false}; }

    QList<Finding> findings() const
    {
        if (heading.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("heading"),
                     QStringLiteral("The badge has no heading.")}};
        return {};
    }
};

// A goal on the way to which the viewer sees how far it is.
struct Quest {
    static constexpr std::string_view key = "quest";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Quest");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A goal with progress");
    static constexpr const char *hue = "reaction";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Award;

    QString heading;
    QString text;
    AwardCondition condition = AwardCondition::Answers;
    qint64 count = 1;
    qint64 reward = 0;

    friend bool operator==(const Quest &, const Quest &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("heading", QT_TRANSLATE_NOOP("Element", "Heading"), &Quest::heading, shortText()),
            property("text", QT_TRANSLATE_NOOP("Element", "Text"), &Quest::text, longText()),
            property("condition", QT_TRANSLATE_NOOP("Element", "For"), &Quest::condition),
            property("count", QT_TRANSLATE_NOOP("Element", "At least"), &Quest::count, awardCount()),
            property("reward", QT_TRANSLATE_NOOP("Element", "Reward"), &Quest::reward, awardReward())};
    }

    AwardRules awardRules() const { return {condition, count, reward, true}; }

    QList<Finding> findings() const
    {
        if (heading.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("heading"),
                     QStringLiteral("The quest has no heading.")}};
        return {};
    }
};

} // namespace icmp::element
