// Polls: the audience picks among options and sees what the others think.
#pragma once

#include "core/element/property.h"

#include <algorithm>
#include <tuple>

namespace icmp::element {

inline QList<Option> twoEmptyOptions()
{
    return {Option{OptionId{1}, {}}, Option{OptionId{2}, {}}};
}

// One pick among 2–20 options.
struct SinglePoll {
    static constexpr std::string_view key = "poll.single";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Poll");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "One answer");
    static constexpr const char *hue = "poll";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    QList<Option> options = twoEmptyOptions();
    bool changeable = false;

    friend bool operator==(const SinglePoll &, const SinglePoll &) = default;

    static constexpr auto properties()
    {
        return std::tuple{property("question", QT_TRANSLATE_NOOP("Element", "Question"),
                                   &SinglePoll::question, shortText()),
                          property("options", QT_TRANSLATE_NOOP("Element", "Options"), &SinglePoll::options,
                                   Bounds{2, 20}.translated()),
                          property("changeable", QT_TRANSLATE_NOOP("Element", "Answers can be changed"),
                                   &SinglePoll::changeable)};
    }

    AnswerRules answerRules() const { return {options, 1, 1, changeable, {}, 0}; }
};

// Several picks among 2–20 options.
struct MultiPoll {
    static constexpr std::string_view key = "poll.multi";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Multiple choice");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Several answers");
    static constexpr const char *hue = "poll";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    QList<Option> options = twoEmptyOptions();
    qint64 picksMin = 1;
    qint64 picksMax = 2;
    bool changeable = false;

    friend bool operator==(const MultiPoll &, const MultiPoll &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("question", QT_TRANSLATE_NOOP("Element", "Question"), &MultiPoll::question, shortText()),
            property("options", QT_TRANSLATE_NOOP("Element", "Options"), &MultiPoll::options,
                     Bounds{2, 20}.translated()),
            property("picksMin", QT_TRANSLATE_NOOP("Element", "Least picks"), &MultiPoll::picksMin,
                     Bounds{}.range(1, 20)),
            property("picksMax", QT_TRANSLATE_NOOP("Element", "Most picks"), &MultiPoll::picksMax,
                     Bounds{}.range(1, 20)),
            property("changeable", QT_TRANSLATE_NOOP("Element", "Answers can be changed"),
                     &MultiPoll::changeable)};
    }

    AnswerRules answerRules() const { return {options, int(picksMin), int(picksMax), changeable, {}, 0}; }

    QList<Finding> findings() const
    {
        if (picksMin > picksMax || picksMax > options.size())
            return {
                {QStringLiteral("picks-impossible"), Severity::Error, QStringLiteral("picksMax"),
                 QStringLiteral("Least picks, most picks and the number of options do not fit together.")}};
        return {};
    }
};

} // namespace icmp::element
