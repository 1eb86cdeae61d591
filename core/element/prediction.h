// A prediction: viewers stake points on an outcome, and those who were right share the pool.
#pragma once

#include "core/element/poll.h"

namespace icmp::element {

inline constexpr qint64 stakePointsMax = 1'000'000;

struct Prediction {
    static constexpr std::string_view key = "prediction";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Prediction");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Points on an outcome");
    static constexpr const char *hue = "prediction";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    QList<Option> options = twoEmptyOptions();
    qint64 stakeMin = 10;
    qint64 stakeMax = 1'000;
    qint64 lockAfterS = 0;

    friend bool operator==(const Prediction &, const Prediction &) = default;

    static constexpr auto properties()
    {
        constexpr const char *points = QT_TRANSLATE_NOOP("Element", "points");
        return std::tuple{
            property("question", QT_TRANSLATE_NOOP("Element", "Question"), &Prediction::question,
                     shortText()),
            property("options", QT_TRANSLATE_NOOP("Element", "Outcomes"), &Prediction::options,
                     Bounds{2, 10}.translated()),
            property("stakeMin", QT_TRANSLATE_NOOP("Element", "Least stake"), &Prediction::stakeMin,
                     Bounds{}.range(1, stakePointsMax).in(points)),
            property("stakeMax", QT_TRANSLATE_NOOP("Element", "Highest stake"), &Prediction::stakeMax,
                     Bounds{}.range(1, stakePointsMax).in(points)),
            property("lockAfterS", QT_TRANSLATE_NOOP("Element", "Locks after"), &Prediction::lockAfterS,
                     Bounds{}
                         .range(0, 24 * 3'600)
                         .in(QT_TRANSLATE_NOOP("Element", "s"))
                         .helped(QT_TRANSLATE_NOOP("Element", "0 when it locks with its window.")))};
    }

    AnswerRules answerRules() const
    {
        AnswerRules rules{options, 1, 1, false, {}, 0, AnswerKind::Stake};
        rules.stakeMin = stakeMin;
        rules.stakeMax = stakeMax;
        rules.lockAfterMs = lockAfterS * 1'000;
        return rules;
    }

    QList<Finding> findings() const
    {
        if (stakeMin > stakeMax)
            return {{QStringLiteral("stakes-impossible"), Severity::Error, QStringLiteral("stakeMax"),
                     QStringLiteral("The least stake is above the highest one.")}};
        return {};
    }
};

} // namespace icmp::element
