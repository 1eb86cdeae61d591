#include "server/live/tallies.h"

#include <QJsonArray>
#include <algorithm>

namespace icmp::live {

namespace {

using session::Run;
using session::State;

QJsonArray numbers(const QList<qint64> &list)
{
    QJsonArray array;
    for (const qint64 number : list)
        array.append(number);
    return array;
}

// The most frequent ones, then by the alphabet.
QJsonArray mostFrequent(const QHash<QString, qint64> &counted, const QHash<QString, QString> &shown,
                        const char *key, int most)
{
    QList<std::pair<qint64, QString>> order;
    for (auto it = counted.begin(); it != counted.end(); ++it)
        order.append({-it.value(), it.key()});
    std::sort(order.begin(), order.end());
    QJsonArray array;
    for (qsizetype i = 0; i < std::min<qsizetype>(most, order.size()); ++i)
        array.append(QJsonObject{{QLatin1String(key), shown.value(order.at(i).second, order.at(i).second)},
                                 {QStringLiteral("n"), -order.at(i).first}});
    return array;
}

QStringList wordsOf(const QString &text)
{
    QStringList words;
    QString word;
    for (const QChar c : text + u' ') {
        if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate()) {
            word += c;
        } else if (!word.isEmpty()) {
            words.append(word);
            word.clear();
        }
    }
    return words;
}

void addTexts(const Run &run, QJsonObject &content)
{
    QHash<QString, qint64> texts, words;
    QHash<QString, QString> shown;
    for (const QString &text : run.approved) {
        const QString folded = text.simplified().toCaseFolded();
        ++texts[folded];
        if (!shown.contains(folded))
            shown.insert(folded, text.simplified());
        for (const QString &word : wordsOf(folded))
            ++words[word];
    }
    content.insert(QStringLiteral("top"), mostFrequent(texts, shown, "tx", approvedTextsToldMax));
    content.insert(QStringLiteral("words"), mostFrequent(words, {}, "w", wordsToldMax));
}

} // namespace

QJsonObject tallyContent(const State &state, ClipId id)
{
    const event::Counts counts = session::countsOf(state, id);
    QJsonObject content{{QStringLiteral("n"), counts.answers}};
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    const auto kind = rules ? rules->kind : element::AnswerKind::Picks;
    if (kind == element::AnswerKind::Text) {
        addTexts(state.run(id), content);
        return content;
    }
    content.insert(QStringLiteral("c"), numbers(counts.perOption));
    if (kind == element::AnswerKind::Ranking)
        content.insert(QStringLiteral("b"), numbers(counts.weights));
    else if (kind == element::AnswerKind::Stake)
        content.insert(QStringLiteral("s"), numbers(counts.weights));
    else if (kind == element::AnswerKind::Value)
        content.insert(QStringLiteral("s"), counts.sum);
    return content;
}

QJsonObject tallyJson(const State &state, ClipId id)
{
    return {{QStringLiteral("v"), state.run(id).tallyVersion},
            {QStringLiteral("d"), tallyContent(state, id)},
            {QStringLiteral("fin"), state.run(id).phase == session::Phase::Final}};
}

std::optional<QJsonObject> stockContent(const State &state, ClipId id)
{
    const auto *element = state.element(id);
    const auto whole = element ? element::stockRules(*element) : std::nullopt;
    const std::optional<qint64> left = state.run(id).stock;
    if (!whole || (*whole == 0 && !left))
        return std::nullopt;
    const qint64 now = left.value_or(*whole);
    return QJsonObject{{QStringLiteral("left"), now}, {QStringLiteral("of"), std::max(*whole, now)}};
}

QJsonObject reactContent(const State &state, ClipId id, const QList<qint64> &taps)
{
    QList<qint64> totals = session::countsOf(state, id).perOption;
    for (qsizetype i = 0; i < std::min(totals.size(), taps.size()); ++i)
        totals[i] += taps.at(i);
    return {{QStringLiteral("c"), numbers(totals)}};
}

QJsonObject boardContent(const QList<session::Place> &ranking, qint64 top)
{
    QJsonArray places;
    for (const session::Place &place : ranking.mid(0, top))
        places.append(QJsonObject{{QStringLiteral("p"), place.voter.left(pseudonymToldMax)},
                                  {QStringLiteral("pts"), place.points}});
    return {{QStringLiteral("top"), places}, {QStringLiteral("n"), ranking.size()}};
}

QJsonObject meJson(const State &state, const QString &voter, std::optional<qint64> rank)
{
    QJsonObject answers;
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        const auto answer = it->answers.constFind(voter);
        if (answer == it->answers.constEnd())
            continue;
        QJsonArray choice;
        for (const int index : answer->choice)
            choice.append(qint64(index));
        QJsonObject own{{QStringLiteral("ch"), choice},
                        {QStringLiteral("n"), answer->n},
                        {QStringLiteral("round"), it->round},
                        {QStringLiteral("rev"), it->rev}};
        if (!answer->text.isEmpty())
            own.insert(QStringLiteral("tx"), answer->text);
        if (answer->stake > 0)
            own.insert(QStringLiteral("stake"), answer->stake);
        answers.insert(it.key().toText(), own);
    }
    QJsonObject me{{QStringLiteral("v"), state.seq},
                   {QStringLiteral("pts"), session::pointsOf(state, voter)},
                   {QStringLiteral("answers"), answers}};
    if (rank)
        me.insert(QStringLiteral("rank"), *rank);
    QJsonArray badges;
    QJsonObject quests;
    for (const ClipId id : state.awards) {
        const auto rules = *element::awardRules(*state.element(id));
        const bool earned = state.awarded.value(id).contains(voter);
        if (!rules.goal && earned)
            badges.append(id.toText());
        if (rules.goal && (earned || session::phaseOf(state, id) == session::Phase::Open))
            quests.insert(id.toText(),
                          QJsonObject{{QStringLiteral("have"),
                                       std::min(rules.count, session::progressOf(state, rules, voter))},
                                      {QStringLiteral("need"), rules.count},
                                      {QStringLiteral("done"), earned}});
    }
    if (!badges.isEmpty())
        me.insert(QStringLiteral("badges"), badges);
    if (!quests.isEmpty())
        me.insert(QStringLiteral("quests"), quests);
    return me;
}

QJsonObject textJson(qint64 id, const session::TextAnswer &text)
{
    constexpr const char *states[] = {"held", "approved", "refused"};
    return {{QStringLiteral("id"), QString::number(id)},
            {QStringLiteral("voter6"), text.voter.left(pseudonymToldMax)},
            {QStringLiteral("tx"), text.text},
            {QStringLiteral("state"), QLatin1String(states[static_cast<size_t>(text.verdict)])}};
}

QJsonObject heldTexts(const State &state)
{
    QJsonObject all;
    for (auto run = state.runs.begin(); run != state.runs.end(); ++run) {
        QJsonArray held;
        for (auto it = run->texts.end(); it != run->texts.begin() && held.size() < heldTextsToldMax;) {
            --it;
            if (it->verdict == session::Verdict::Held)
                held.prepend(textJson(it.key(), *it));
        }
        if (!held.isEmpty())
            all.insert(run.key().toText(), held);
    }
    return all;
}

} // namespace icmp::live
