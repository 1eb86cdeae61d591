// The channels of one server: how many there may be, and what is told of those that are not.
#include "server/integration/programme.h"
#include "tests/support/fake_clock.h"
#include "tests/support/places.h"

#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::integration;

class ProgrammeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thereAreOnlySoManyChannels()
    {
        QTemporaryDir folder;
        test::FakeClock clock;
        std::mutex mutex;
        QStringList notes;
        Programme programme({{},
                             {},
                             clock,
                             folder.path(),
                             [&](const QString &sentence) {
                                 const std::lock_guard lock(mutex);
                                 notes.append(sentence);
                             },
                             {}});
        QVERIFY(programme.start());
        for (int n = 0; n < channelsMax; ++n)
            QVERIFY(programme.takeIngest(QString::number(n)));
        QVERIFY(programme.takeIngest(QStringLiteral("0"))); // the same again is no other
        QVERIFY(!programme.takeIngest(QStringLiteral("more")));
        QVERIFY(!programme.isAttached(QStringLiteral("more")));
        {
            const std::lock_guard lock(mutex);
            QCOMPARE(notes, (QStringList{QStringLiteral(
                                "Programme of more: There are 16 live channels already; end one.")}));
        }
        programme.detach(QStringLiteral("0"));
        QVERIFY(!programme.isAttached(QStringLiteral("0")));
        QVERIFY(programme.takeIngest(QStringLiteral("more")));
    }

    void whatIsNotThereIsEmpty()
    {
        QTemporaryDir folder;
        test::FakeClock clock;
        Programme programme({{}, {}, clock, folder.path(), [](const QString &) {}, {}});
        QVERIFY(programme.playlist(QStringLiteral("ev_a")).isEmpty());
        QVERIFY(programme.takeIngest(QStringLiteral("ev_a")));
        QVERIFY(programme.playlist(QStringLiteral("ev_a")).isEmpty());
        QVERIFY(programme.mediaPath(QStringLiteral("ev_a"), "1.m4s").isEmpty());
        QVERIFY(programme.mediaPath(QStringLiteral("ev_a"), "").isEmpty());
        QVERIFY(!programme.figures(QStringLiteral("ev_a"))->up);
        QVERIFY(!programme.figures(QStringLiteral("ev_b")));
    }

    // A second front at the same port says why it does not stand.
    void aTakenPortIsASentence()
    {
        QTemporaryDir folder;
        test::FakeClock clock;
        const MediaPrograms programs{QFile::encodeName(test::builtPath(QStringLiteral("bin/icmp-server")))};
        const auto note = [](const QString &) {};
        Programme first({programs, {QStringLiteral("127.0.0.1"), 0, {}}, clock, folder.path(), note, {}});
        const auto ports = first.start();
        QVERIFY2(ports, ports ? "" : qPrintable(ports.error().what));
        Programme second(
            {programs, {QStringLiteral("127.0.0.1"), ports->rtmp, {}}, clock, folder.path(), note, {}});
        const auto refused = second.start();
        QVERIFY(!refused);
        QVERIFY2(refused.error().what.contains(QLatin1String("RTMP cannot listen at 127.0.0.1 port ")),
                 qPrintable(refused.error().what));
    }
};

QTEST_GUILESS_MAIN(ProgrammeTest)
#include "programme_test.moc"
