// Polls whose answer is more than a pick: an order, a value, a text.
#pragma once

#include "core/element/poll.h"

namespace icmp::element {

inline constexpr qint64 sliderValuesMax = 1'001; // 0 – 100 % in steps of 0.1
inline constexpr qint64 sliderBoundMax = 1'000'000'000;
inline constexpr qint64 answerTextMax = 200; // a sentence; what is longer is not read on a card

// All of 2–10 options in the viewer's order, the best first.
struct RankPoll {
    static constexpr std::string_view key = "poll.rank";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Ranking");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Options in order");
    static constexpr const char *hue = "poll";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    QList<Option> options = twoEmptyOptions();
    bool changeable = false;

    friend bool operator==(const RankPoll &, const RankPoll &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("question", QT_TRANSLATE_NOOP("Element", "Question"), &RankPoll::question, shortText()),
            property("options", QT_TRANSLATE_NOOP("Element", "Options"), &RankPoll::options,
                     Bounds{2, 10}.translated()),
            property("changeable", QT_TRANSLATE_NOOP("Element", "Answers can be changed"),
                     &RankPoll::changeable)};
    }

    AnswerRules answerRules() const
    {
        const int all = int(options.size());
        return {options, all, all, changeable, {}, 0, AnswerKind::Ranking};
    }
};

// One value of a scale.
struct SliderPoll {
    static constexpr std::string_view key = "poll.slider";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Slider");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A value on a scale");
    static constexpr const char *hue = "poll";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    qint64 min = 0;
    qint64 max = 10;
    qint64 step = 1;
    QString minLabel;
    QString maxLabel;
    bool changeable = false;

    friend bool operator==(const SliderPoll &, const SliderPoll &) = default;

    static constexpr auto properties()
    {
        constexpr Bounds bound = Bounds{}.range(-sliderBoundMax, sliderBoundMax);
        return std::tuple{property("question", QT_TRANSLATE_NOOP("Element", "Question"),
                                   &SliderPoll::question, shortText()),
                          property("min", QT_TRANSLATE_NOOP("Element", "Least"), &SliderPoll::min, bound),
                          property("max", QT_TRANSLATE_NOOP("Element", "Most"), &SliderPoll::max, bound),
                          property("step", QT_TRANSLATE_NOOP("Element", "Step"), &SliderPoll::step,
                                   Bounds{}.range(1, sliderBoundMax)),
                          property("minLabel", QT_TRANSLATE_NOOP("Element", "Label of the least"),
                                   &SliderPoll::minLabel, shortText()),
                          property("maxLabel", QT_TRANSLATE_NOOP("Element", "Label of the most"),
                                   &SliderPoll::maxLabel, shortText()),
                          property("changeable", QT_TRANSLATE_NOOP("Element", "Answers can be changed"),
                                   &SliderPoll::changeable)};
    }

    AnswerRules answerRules() const
    {
        AnswerRules rules{{}, 1, 1, changeable, {}, 0, AnswerKind::Value};
        rules.scale = {min, max, step};
        return rules;
    }

    QList<Finding> findings() const
    {
        const qint64 values = Scale{min, max, step}.values();
        if (values < 2 || values > sliderValuesMax || (max - min) % step != 0)
            return {{QStringLiteral("scale-impossible"), Severity::Error, QStringLiteral("max"),
                     QStringLiteral("The scale needs 2 to 1,001 values, and the most must be one of them.")}};
        return {};
    }
};

// A short text of the viewer's own; others see it once a producer approved it.
struct TextPoll {
    static constexpr std::string_view key = "poll.text";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Free text");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Words of the audience");
    static constexpr const char *hue = "poll";
    static constexpr bool answerable = true;
    static constexpr CardForm card = CardForm::Question;

    QString question;
    qint64 lengthMax = answerTextMax;

    friend bool operator==(const TextPoll &, const TextPoll &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("question", QT_TRANSLATE_NOOP("Element", "Question"), &TextPoll::question, shortText()),
            property("lengthMax", QT_TRANSLATE_NOOP("Element", "Longest answer"), &TextPoll::lengthMax,
                     Bounds{}.range(1, answerTextMax).in(QT_TRANSLATE_NOOP("Element", "characters")))};
    }

    AnswerRules answerRules() const
    {
        AnswerRules rules{{}, 0, 0, false, {}, 0, AnswerKind::Text};
        rules.textLengthMax = lengthMax;
        return rules;
    }
};

} // namespace icmp::element
