#include "studio/live/model/tally_rows.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace icmp::live {

using remote::EventMirror;
using remote::Tally;

namespace {

constexpr double halfScaleUntil = 0.48; // bars stand for 0–50 % until an option passes this

QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("TallyView", text, comment, n);
}

QString number(qint64 value)
{
    return QLocale().toString(value);
}

QString percent(double part)
{
    return QLocale().toString(part * 100, 'f', 1) + QStringLiteral(" %");
}

QStringList optionTexts(const element::Element &element)
{
    QStringList texts;
    const QJsonArray options = element::fieldValue(element, QStringLiteral("options")).toArray();
    for (const auto option : options)
        texts.append(option.toObject().value(QLatin1String("text")).toString());
    return texts;
}

QString letter(qsizetype index)
{
    return QString(QChar(u'A' + char16_t(index % 26)));
}

struct Column {
    QList<qint64> values;
    qint64 whole = 0; // what 100 % is
};

// Bars of `column`, marked by letter; the leader is the largest above 0.
QList<TallyRow> bars(const QStringList &texts, const Column &column)
{
    QList<TallyRow> rows;
    const auto at = [&](qsizetype i) { return i < column.values.size() ? column.values.at(i) : qint64(0); };
    qint64 most = 0;
    for (qsizetype i = 0; i < texts.size(); ++i)
        most = std::max(most, at(i));
    const double whole = double(std::max<qint64>(1, column.whole));
    const double scale = double(most) / whole > halfScaleUntil ? 1.0 : 0.5;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const double share = double(at(i)) / whole;
        TallyRow row;
        row.mark = letter(i);
        row.text = texts.at(i).isEmpty() ? tr("Option %1").arg(i + 1) : texts.at(i);
        row.part = std::min(1.0, share / scale);
        row.share = percent(share);
        row.count = number(at(i));
        row.leads = most > 0 && at(i) == most;
        rows.append(row);
    }
    return rows;
}

qint64 sumOf(const QList<qint64> &values)
{
    qint64 sum = 0;
    for (const qint64 value : values)
        sum += value;
    return sum;
}

void fillChoice(TallyTable &table, const element::Element &element, const Tally &tally)
{
    table.countHead = tr("Votes");
    table.rows = bars(optionTexts(element), {tally.counts, tally.answers});
    const auto rules = element::answerRules(element);
    for (qsizetype i = 0; rules && i < table.rows.size() && i < rules->options.size(); ++i)
        table.rows[i].right = rules->right.contains(rules->options.at(i).id);
}

void fillRank(TallyTable &table, const element::Element &element, const Tally &tally)
{
    table.countHead = tr("Points");
    table.extraHead = tr("First");
    table.rows = bars(optionTexts(element), {tally.points, sumOf(tally.points)});
    for (qsizetype i = 0; i < table.rows.size(); ++i)
        table.rows[i].extra = number(i < tally.counts.size() ? tally.counts.at(i) : 0);
}

void fillSlider(TallyTable &table, const element::Element &element, const Tally &tally)
{
    const auto field = [&](const char *key) {
        return element::fieldValue(element, QLatin1String(key)).toInteger();
    };
    const qint64 least = field("min");
    const qint64 step = std::max<qint64>(1, field("step"));
    const qint64 values = std::max<qint64>(1, (field("max") - least) / step + 1);
    const qint64 buckets = std::min<qint64>(20, values);
    QStringList texts;
    // Value index i lies in bucket floor(i·buckets/values); so bucket b begins at ceil(b·values/buckets).
    const auto firstOf = [&](qint64 bucket) { return (bucket * values + buckets - 1) / buckets; };
    for (qint64 b = 0; b < buckets; ++b) {
        const qint64 from = least + firstOf(b) * step;
        const qint64 to = least + (firstOf(b + 1) - 1) * step;
        texts.append(from == to ? number(from) : tr("%1 to %2").arg(number(from), number(to)));
    }
    table.countHead = tr("Votes");
    table.rows = bars(texts, {tally.counts, tally.answers});
    for (TallyRow &row : table.rows)
        row.mark.clear();
    if (tally.answers > 0)
        table.note = tr("mean %1").arg(QLocale().toString(double(tally.sum) / double(tally.answers), 'f', 1));
}

void fillText(TallyTable &table, const Tally &tally)
{
    table.countHead = tr("Sent");
    qint64 most = 1;
    for (const remote::Word &answer : tally.approved)
        most = std::max(most, answer.count);
    for (qsizetype i = 0; i < tally.approved.size(); ++i) {
        const remote::Word &answer = tally.approved.at(i);
        table.rows.append({QString::number(i + 1),
                           answer.text,
                           double(answer.count) / double(most),
                           {},
                           number(answer.count),
                           {},
                           false,
                           false});
    }
    QStringList words;
    for (const remote::Word &word : tally.words.mid(0, 6))
        words.append(word.text);
    if (!words.isEmpty())
        table.note = tr("often: %1").arg(words.join(QStringLiteral(", ")));
    table.empty = tr("No answer was approved yet.");
}

void fillPrediction(TallyTable &table, const element::Element &element, const Tally &tally)
{
    const qint64 pool = sumOf(tally.points);
    table.unit = tally.answers == 1 ? tr("backer") : tr("backers");
    table.note = tr("pool %1 points").arg(number(pool));
    table.countHead = tr("Points");
    table.extraHead = tr("Backers");
    table.rows = bars(optionTexts(element), {tally.points, pool});
    for (qsizetype i = 0; i < table.rows.size(); ++i)
        table.rows[i].extra = number(i < tally.counts.size() ? tally.counts.at(i) : 0);
}

void fillReactions(TallyTable &table, const element::Element &element, const QList<qint64> &totals)
{
    const QStringList emoji = optionTexts(element);
    table.figure = number(sumOf(totals));
    table.unit = sumOf(totals) == 1 ? tr("reaction") : tr("reactions");
    table.countHead = tr("Taps");
    table.rows = bars(emoji, {totals, sumOf(totals)});
    for (qsizetype i = 0; i < table.rows.size(); ++i) {
        table.rows[i].mark = emoji.at(i);
        table.rows[i].text.clear();
    }
}

void fillLeaderboard(TallyTable &table, const remote::Leaderboard *board)
{
    table.figure = number(board ? board->viewers : 0);
    table.unit = board && board->viewers == 1 ? tr("viewer with points") : tr("viewers with points");
    table.countHead = tr("Points");
    table.empty = tr("Nobody has points yet.");
    if (!board || board->top.isEmpty())
        return;
    const double most = double(std::max<qint64>(1, board->top.first().points));
    for (qsizetype i = 0; i < board->top.size(); ++i) {
        const remote::Place &place = board->top.at(i);
        table.rows.append({QString::number(i + 1),
                           tr("viewer %1").arg(place.viewer),
                           double(place.points) / most,
                           {},
                           number(place.points),
                           {},
                           i == 0,
                           false});
    }
}

void fillStock(TallyTable &table, const element::Element &element, const std::optional<remote::Stock> &told)
{
    const qint64 declared = element::fieldValue(element, QStringLiteral("stock")).toInteger();
    const remote::Stock stock = told.value_or(remote::Stock{declared, declared});
    if (stock.of <= 0) {
        table.empty = tr("Its stock is not counted.");
        return;
    }
    table.figure = number(stock.left);
    table.unit = tr("of %1 left").arg(number(stock.of));
    const double part = std::clamp(double(stock.left) / double(stock.of), 0.0, 1.0);
    table.rows.append({{}, tr("In stock"), part, percent(part), number(stock.left), {}, false, false});
}

} // namespace

bool hasTally(const element::Element &element)
{
    return element::answerRules(element) || element::boardRules(element) || element::stockRules(element) ||
           !element::reactionRules(element).isEmpty();
}

TallyTable tallyTable(const element::Element &element, const QString &iid, const EventMirror &mirror)
{
    TallyTable table;
    if (!hasTally(element)) {
        table.empty = tr("The audience only looks at it; there is nothing to count.");
        return table;
    }
    if (!element::reactionRules(element).isEmpty()) {
        fillReactions(table, element, mirror.reactions(iid));
        return table;
    }
    if (element::boardRules(element)) {
        fillLeaderboard(table, mirror.leaderboard(iid));
        return table;
    }
    if (element::stockRules(element)) {
        fillStock(table, element, mirror.stock(iid));
        return table;
    }
    const Tally *told = mirror.tally(iid);
    const Tally tally = told ? *told : Tally{};
    table.figure = number(tally.answers);
    table.unit = tally.answers == 1 ? tr("answer") : tr("answers");
    switch (element::answerRules(element)->kind) {
    case element::AnswerKind::Ranking:
        fillRank(table, element, tally);
        break;
    case element::AnswerKind::Value:
        fillSlider(table, element, tally);
        break;
    case element::AnswerKind::Text:
        fillText(table, tally);
        break;
    case element::AnswerKind::Stake:
        fillPrediction(table, element, tally);
        break;
    case element::AnswerKind::Picks:
        fillChoice(table, element, tally);
        break;
    }
    return table;
}

} // namespace icmp::live
