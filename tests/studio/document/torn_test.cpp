// Damaged files: cut, flipped, doubled, mixed up. Never a crash or a loop; a valid state, told when it is not
// the newest.
//
// ICMP_FLIPS and ICMP_CUTS set how many samples are tried (60 and 40 in the ordinary check).
#include "studio/document/file/file_lock.h"
#include "studio/document/file/sqlite.h"
#include "tests/studio/document/kept_file.h"

#include <QDir>

using namespace icmp;
using namespace icmp::document;
using namespace icmp::test;

namespace {

int environmentNumber(const char *name, int otherwise)
{
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
}

} // namespace

class TornTest : public QObject {
    Q_OBJECT

    Desk m_desk;
    QSet<QString> m_states; // hashes of every state the file ever had
    QString m_newest;
    QByteArray m_whole;       // the closed file
    QByteArray m_base, m_wal; // the same moment, before the WAL went into the file
    QByteArray m_foreignWal;
    int m_read = 0, m_refused = 0, m_told = 0;

    // Puts the bytes in place and opens them, twice: the second time must find the same.
    void open(const QByteArray &bytes, const QByteArray &wal, const QByteArray &what)
    {
        const QString path = m_desk.path(QStringLiteral("t/t.icmp"));
        QDir(m_desk.path(QStringLiteral("t"))).removeRecursively();
        QDir(m_desk.folder.path()).mkdir(QStringLiteral("t"));
        QVERIFY(writeBytes(path, bytes));
        if (!wal.isEmpty())
            QVERIFY(writeBytes(path + QStringLiteral("-wal"), wal));
        QString hash;
        {
            auto document = Document::open(m_desk.around(), path);
            if (!document) {
                ++m_refused;
                QVERIFY2(!document.error().what.isEmpty(), what);
                QVERIFY2(!document.error().advice.isEmpty(), what + ": " + document.error().what.toUtf8());
                QVERIFY2(bytesOf(path) == bytes, what); // a file that is refused is left as it was
                return;
            }
            hash = (*document)->hash();
            ++m_read;
            QVERIFY2(m_states.contains(hash), what);
            const OpenReport report = (*document)->openReport();
            QVERIFY2(!(*document)->isReadOnly(), what + ": " + report.sentence.toUtf8());
            m_told += report.sentence.isEmpty() ? 0 : 1;
            if (hash != m_newest)
                QVERIFY2(!report.sentence.isEmpty() || !wal.isEmpty(), what);
            if (!report.damagedCopy.isEmpty())
                QCOMPARE(bytesOf(report.damagedCopy), bytes);
            const int undos = (*document)->undoCount();
            QCOMPARE((*document)->undo(undos), undos);
            QCOMPARE((*document)->redo(undos), undos);
        }
        auto again = Document::open(m_desk.around(), path);
        QVERIFY2(again, what);
        QVERIFY2((*again)->hash() == hash, what);
        QVERIFY2((*again)->openReport().sentence.isEmpty(),
                 what + ": " + (*again)->openReport().sentence.toUtf8());
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString path = m_desk.path(QStringLiteral("a.icmp"));
        {
            auto document = m_desk.fresh(QStringLiteral("a.icmp"), 1, 40);
            RandomEdits edits(21);
            m_states.insert(document->hash());
            for (int i = 0; i < 120; ++i) {
                edit(*document, edits, 1);
                m_states.insert(document->hash());
                if (i == 60) {
                    QVERIFY(
                        outcomeOf([&](auto done) { document->saveVersion(QStringLiteral("half"), done); }));
                    m_base = bytesOf(path);
                }
                if (i % 20 == 0)
                    QVERIFY(document->flush());
            }
            m_newest = document->hash();
            QVERIFY(document->flush());
            m_wal = bytesOf(path + QStringLiteral("-wal"));
            QVERIFY(!m_wal.isEmpty());
            QCOMPARE(bytesOf(path), m_base);
        }
        m_whole = bytesOf(path);
        auto other = m_desk.fresh(QStringLiteral("b.icmp"), 2, 40);
        RandomEdits edits(22);
        edit(*other, edits, 50);
        QVERIFY(other->flush());
        m_foreignWal = bytesOf(m_desk.path(QStringLiteral("b.icmp-wal")));
    }

    void theWholeFileOpensWithoutAWord()
    {
        m_told = 0;
        open(m_whole, {}, "whole");
        open(m_base, m_wal, "base and WAL");
        QCOMPARE(m_told, 0);
    }

    void aCutFileGivesAStateOrARefusal()
    {
        const int cuts = environmentNumber("ICMP_CUTS", 40);
        for (int i = 0; i < cuts; ++i) {
            const qsizetype at = m_whole.size() * i / cuts;
            open(m_whole.left(at), {}, "file cut at " + QByteArray::number(at));
            if (QTest::currentTestFailed())
                return;
        }
    }

    void aCutWalGivesAnEarlierState()
    {
        const int cuts = environmentNumber("ICMP_CUTS", 40);
        for (int i = 1; i < cuts; ++i) {
            const qsizetype at = m_wal.size() * i / cuts;
            const int refused = m_refused;
            open(m_base, m_wal.left(at), "WAL cut at " + QByteArray::number(at));
            QCOMPARE(m_refused, refused);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void flippedBitsGiveAStateOrARefusal()
    {
        const int flips = environmentNumber("ICMP_FLIPS", 60);
        std::mt19937 dice(31);
        for (int i = 0; i < flips; ++i) {
            const bool inWal = i % 3 == 0;
            QByteArray bytes = inWal ? m_wal : m_whole;
            const qsizetype at = qsizetype(dice() % size_t(bytes.size()));
            bytes[at] = char(bytes[at] ^ (1 << dice() % 8));
            const QByteArray what = (inWal ? "WAL flipped at " : "file flipped at ") + QByteArray::number(at);
            if (inWal)
                open(m_base, bytes, what);
            else
                open(bytes, {}, what);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d files read, %d refused, %d with a word", m_read, m_refused, m_told);
    }

    void aDoubledTailLosesNothing()
    {
        open(m_whole + m_whole.right(4'096 * 3), {}, "doubled tail");
        auto document = Document::open(m_desk.around(), m_desk.path(QStringLiteral("t/t.icmp")));
        QVERIFY(document);
        QCOMPARE((*document)->hash(), m_newest);
    }

    void theWalOfAnotherFileDoesNotTurnItIntoThatOne()
    {
        QVERIFY(!m_foreignWal.isEmpty());
        open(m_whole, m_foreignWal, "foreign WAL");
        auto document = Document::open(m_desk.around(), m_desk.path(QStringLiteral("t/t.icmp")));
        QVERIFY(document);
        QCOMPARE((*document)->hash(), m_newest);
    }

    void aBrokenRecordEndsThePrefixAndTheLossIsCounted()
    {
        const QString path = m_desk.path(QStringLiteral("c.icmp"));
        QString hash;
        {
            auto document = m_desk.fresh(QStringLiteral("c.icmp"), 3, 10);
            RandomEdits edits(5);
            edit(*document, edits, 30);
            hash = document->hash();
            edit(*document, edits, 12);
        }
        {
            auto file = Sqlite::open(path, SqliteMode::ReadWrite);
            QVERIFY((*file)->run("DELETE FROM snapshot WHERE seq > 0;"
                                 "UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq = 31"));
        }
        auto document = m_desk.open(QStringLiteral("c.icmp"));
        QVERIFY(document);
        QCOMPARE(document->seq(), 30);
        QCOMPARE(document->hash(), hash);
        QCOMPARE(document->openReport().editsLost, 12);
        QVERIFY(document->openReport().sentence.contains(
            QStringLiteral("cannot be read: make what is missing again.")));
        QVERIFY(QFile::exists(document->openReport().damagedCopy));
        QVERIFY(!document->isReadOnly());
        RandomEdits edits(6);
        edit(*document, edits, 3);
        document.reset();
        document = m_desk.open(QStringLiteral("c.icmp"));
        QCOMPARE(document->seq(), 33);
        QVERIFY(document->openReport().sentence.isEmpty());
    }

    void aRepairThatWasInterruptedOpensReadOnly()
    {
        const QString path = m_desk.path(QStringLiteral("d.icmp"));
        {
            auto document = m_desk.fresh(QStringLiteral("d.icmp"), 3, 10);
            RandomEdits edits(5);
            edit(*document, edits, 10);
        }
        {
            auto file = Sqlite::open(path, SqliteMode::ReadWrite);
            QVERIFY((*file)->run("DELETE FROM snapshot WHERE seq > 0; DELETE FROM journal WHERE seq = 5"));
            FileLock::take(path)->markRepair(true);
        }
        const QByteArray before = bytesOf(path);
        auto document = m_desk.open(QStringLiteral("d.icmp"));
        QVERIFY(document && document->isReadOnly());
        QVERIFY(document->openReport().sentence.endsWith(QStringLiteral(": save a copy.")));
        QCOMPARE(document->seq(), 4);
        QVERIFY(
            outcomeOf([&](auto done) { document->saveCopy(m_desk.path(QStringLiteral("e.icmp")), done); }));
        const QString hash = document->hash();
        document.reset();
        QCOMPARE(bytesOf(path), before);
        QCOMPARE(m_desk.open(QStringLiteral("e.icmp"))->hash(), hash);
    }
};

QTEST_GUILESS_MAIN(TornTest)
#include "torn_test.moc"
