#include "core/ledger/journal.h"

#include <QTest>

using namespace icmp;
using namespace icmp::ledger;

class JournalTest : public QObject {
    Q_OBJECT

private:
    static Journal sound()
    {
        return {QStringLiteral("ev_1/7"),
                QStringLiteral("quiz"),
                pointsUnit,
                1'000,
                {{QStringLiteral("a"), -10}, {QStringLiteral("b"), 7}, {QStringLiteral("c"), 3}}};
    }

private Q_SLOTS:
    void eachRefusalHasItsCase_data()
    {
        QTest::addColumn<Journal>("journal");
        QTest::addColumn<std::optional<RefusalCode>>("code");
        const auto row = [](const char *name, auto change, std::optional<RefusalCode> code) {
            Journal journal = sound();
            change(journal);
            QTest::newRow(name) << journal << code;
        };
        using enum RefusalCode;
        row(
            "sound", [](Journal &) {}, std::nullopt);
        row(
            "no id", [](Journal &j) { j.id.clear(); }, BadText);
        row(
            "long id", [](Journal &j) { j.id = QString(journalIdMax + 1, u'x'); }, BadText);
        row(
            "longest id", [](Journal &j) { j.id = QString(journalIdMax, u'x'); }, std::nullopt);
        row(
            "a space in the kind", [](Journal &j) { j.kind = QStringLiteral("a b"); }, BadText);
        row(
            "a long unit", [](Journal &j) { j.unit = QStringLiteral("EURO"); }, BadText);
        row(
            "an account without name", [](Journal &j) { j.legs[1].account.clear(); }, BadText);
        row(
            "one leg",
            [](Journal &j) {
                j.legs = {{QStringLiteral("a"), 1}};
            },
            TooFew);
        row(
            "nothing moves", [](Journal &j) { j.legs[1].amount = 0; }, OutOfRange);
        row(
            "beyond the largest number",
            [](Journal &j) {
                j.legs = {{QStringLiteral("a"), std::numeric_limits<qint64>::max()},
                          {QStringLiteral("b"), 1},
                          {QStringLiteral("c"), std::numeric_limits<qint64>::min()}};
            },
            OutOfRange);
        row(
            "an account twice", [](Journal &j) { j.legs[2].account = QStringLiteral("b"); }, NameTaken);
        row(
            "a leg dropped", [](Journal &j) { j.legs.removeLast(); }, Unbalanced);
        row(
            "one too much", [](Journal &j) { j.legs[2].amount = 4; }, Unbalanced);
        row(
            "too many legs",
            [](Journal &j) {
                j.legs = {{QStringLiteral("source"), -legsMax}};
                for (int i = 0; i < legsMax; ++i)
                    j.legs.append({QString::number(i), 1});
            },
            TooMany);
    }

    void eachRefusalHasItsCase()
    {
        QFETCH(Journal, journal);
        QFETCH(std::optional<RefusalCode>, code);
        const auto checked = check(journal);
        QCOMPARE(checked ? std::nullopt : std::optional(checked.error().code), code);
    }

    void theCanonicalBytesAreFixed()
    {
        QCOMPARE(canonicalBytes(sound()),
                 QByteArray(R"({"at":1000,"id":"ev_1/7","kind":"quiz","legs":[["a",-10],["b",7],["c",3]],)"
                            R"("unit":"PTS"})"));
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
