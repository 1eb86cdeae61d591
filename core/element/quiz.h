// A quiz question: some options are right, and right answers earn points.
#pragma once

#include "core/element/poll.h"

namespace icmp::element {

struct Quiz {
    static constexpr std::string_view key = "quiz";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Quiz");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Right answers earn points");
    static constexpr const char *hue = "quiz";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    QList<Option> options = twoEmptyOptions();
    RightOptions right;
    qint64 points = 10;
    qint64 speedBonus = 0;
    QString explanation;

    friend bool operator==(const Quiz &, const Quiz &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("question", QT_TRANSLATE_NOOP("Element", "Question"), &Quiz::question, shortText()),
            property("options", QT_TRANSLATE_NOOP("Element", "Options"), &Quiz::options,
                     Bounds{2, 20}.translated()),
            property("right", QT_TRANSLATE_NOOP("Element", "Right answers"), &Quiz::right,
                     Bounds{0, 20}.secret()),
            property("points", QT_TRANSLATE_NOOP("Element", "Points"), &Quiz::points,
                     Bounds{}.range(0, 100'000)),
            property("speedBonus", QT_TRANSLATE_NOOP("Element", "Speed bonus"), &Quiz::speedBonus,
                     Bounds{}.range(0, 100'000).in(QT_TRANSLATE_NOOP("Element", "points at once"))),
            property("explanation", QT_TRANSLATE_NOOP("Element", "Explanation"), &Quiz::explanation,
                     longText().secret().helped(
                         QT_TRANSLATE_NOOP("Element", "Shown when the right answer is told.")))};
    }

    AnswerRules answerRules() const
    {
        const int picks = right.ids.size() > 1 ? int(right.ids.size()) : 1;
        AnswerRules rules{options, 1, picks, false, right.ids, points};
        rules.speedBonus = speedBonus;
        return rules;
    }

    QList<Finding> findings() const
    {
        if (right.ids.isEmpty())
            return {{QStringLiteral("quiz-no-answer"), Severity::Error, QStringLiteral("right"),
                     QStringLiteral("No option is marked as right.")}};
        for (const OptionId id : right.ids) {
            if (std::none_of(options.begin(), options.end(), [id](const Option &o) { return o.id == id; }))
                return {{QStringLiteral("quiz-no-answer"), Severity::Error, QStringLiteral("right"),
                         QStringLiteral("An option marked as right no longer exists.")}};
        }
        return {};
    }
};

} // namespace icmp::element
