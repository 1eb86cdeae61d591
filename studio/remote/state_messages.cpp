#include "studio/remote/state_messages.h"

#include <QJsonArray>

namespace icmp::remote {

namespace {

constexpr int listMax = 100; // the server sends at most 50 answers, 30 words, 20 places

QList<Word> wordsFrom(const QJsonValue &value, QLatin1String textKey)
{
    QList<Word> list;
    const QJsonArray array = value.toArray();
    for (const auto item : array) {
        if (list.size() >= listMax)
            break;
        const QJsonObject json = item.toObject();
        list.append({json.value(textKey).toString(), json.value(QLatin1String("n")).toInteger()});
    }
    return list;
}

} // namespace

QList<qint64> numbersFrom(const QJsonValue &value)
{
    QList<qint64> list;
    const QJsonArray array = value.toArray();
    for (const auto item : array)
        list.append(item.toInteger());
    return list;
}

Tally tallyFrom(const QJsonObject &message, qint64 nowMs)
{
    const QJsonObject d = message.value(QLatin1String("d")).toObject();
    Tally tally;
    tally.version = message.value(QLatin1String("v")).toInteger();
    tally.answers = d.value(QLatin1String("n")).toInteger();
    tally.counts = numbersFrom(d.value(QLatin1String("c")));
    // "s" is a slider's sum or a prediction's stakes; "b" a ranking's points.
    const QJsonValue s = d.value(QLatin1String("s"));
    tally.points = s.isArray() ? numbersFrom(s) : numbersFrom(d.value(QLatin1String("b")));
    tally.sum = s.toInteger();
    tally.approved = wordsFrom(d.value(QLatin1String("top")), QLatin1String("tx"));
    tally.words = wordsFrom(d.value(QLatin1String("words")), QLatin1String("w"));
    tally.final = message.value(QLatin1String("fin")).toBool();
    tally.stale = message.value(QLatin1String("stale")).toBool();
    tally.receivedAtMs = nowMs;
    return tally;
}

Stock stockFrom(const QJsonObject &d)
{
    return {d.value(QLatin1String("left")).toInteger(), d.value(QLatin1String("of")).toInteger()};
}

Leaderboard leaderboardFrom(const QJsonObject &d)
{
    Leaderboard board;
    board.viewers = d.value(QLatin1String("n")).toInteger();
    const QJsonArray top = d.value(QLatin1String("top")).toArray();
    for (const auto item : top) {
        if (board.top.size() >= listMax)
            break;
        const QJsonObject json = item.toObject();
        board.top.append(
            {json.value(QLatin1String("p")).toString(), json.value(QLatin1String("pts")).toInteger()});
    }
    return board;
}

} // namespace icmp::remote
