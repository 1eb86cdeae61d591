// What FFmpeg is confined to, tried by a probe under the very same confinement.
#include "core/base/strict_json.h"
#include "server/integration/media_process.h"
#include "tests/support/places.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace icmp;
using namespace icmp::integration;

class ConfinementTest : public QObject {
    Q_OBJECT

    struct Told {
        QByteArray output;
        QByteArray said;
        std::optional<int> status;
    };

    // Runs `program` confined to one folder; waits for its end.
    static void run(const QByteArray &program, MediaOrder order, Told &told)
    {
        MediaProcess::Handlers handlers;
        handlers.output = [&told](const QByteArray &bytes) { told.output += bytes; };
        handlers.ended = [&told](int status, const QByteArray &said) {
            told.status = status;
            told.said = said;
        };
        const MediaPrograms programs{test::builtPath(QStringLiteral("bin/icmp-server")).toLocal8Bit(),
                                     program};
        const auto process = MediaProcess::start(programs, std::move(order), -1, std::move(handlers));
        QVERIFY(process);
        QVERIFY(QTest::qWaitFor([&told] { return told.status.has_value(); }, 30'000));
    }

private Q_SLOTS:
    void onlyItsOwnFolderAndThreadsAreLeftToIt()
    {
        QTemporaryDir own, other;
        QFile secret(other.filePath(QStringLiteral("secret")));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("key") == 3);
        secret.close();
        MediaOrder order;
        order.confinement.writable = QFile::encodeName(own.path());
        order.arguments = {order.confinement.writable, QFile::encodeName(secret.fileName()),
                           QFile::encodeName(other.path())};
        Told told;
        run(test::builtPath(QStringLiteral("tests/confinement_probe")).toLocal8Bit(), order, told);
        QVERIFY2(told.status == 0, told.said.constData());
        const auto answers = parseJsonObject(told.output);
        QVERIFY2(answers, told.output.constData());
        const QStringList works{QStringLiteral("writeOwn"), QStringLiteral("readOwn"),
                                QStringLiteral("removeOwn"), QStringLiteral("thread")};
        QCOMPARE(answers->size(), 23);
        for (auto it = answers->begin(); it != answers->end(); ++it)
            QVERIFY2(it->toString() == (works.contains(it.key()) ? u"allowed" : u"denied"),
                     qPrintable(it.key()));
        QVERIFY(secret.exists());
    }

    // The probe can fail: without confinement the same things are allowed.
    void withoutConfinementTheProbeIsAllowed()
    {
        QTemporaryDir own, other;
        QFile secret(other.filePath(QStringLiteral("secret")));
        QVERIFY(secret.open(QIODevice::WriteOnly));
        QProcess probe;
        probe.start(test::builtPath(QStringLiteral("tests/confinement_probe")),
                    {own.path(), secret.fileName(), other.path()});
        QVERIFY(probe.waitForFinished());
        // It became /bin/true, so nothing was flushed: exactly what the other test would notice.
        QCOMPARE(probe.exitCode(), 0);
        QVERIFY(!secret.exists());
    }

    void aFileThatIsNotNamedIsNotReadByFfmpegEither()
    {
        QTemporaryDir folder;
        QFile::copy(test::sourcePath(QStringLiteral("resources/samples/film.mp4")),
                    folder.filePath(QStringLiteral("a.mp4")));
        const QByteArray film = QFile::encodeName(folder.filePath(QStringLiteral("a.mp4")));
        for (const bool named : {true, false}) {
            MediaOrder order;
            if (named)
                order.confinement.readable = {film};
            order.arguments = {"-v",        "error", "-protocol_whitelist",
                               "file,pipe", "-i",    "file:" + film,
                               "-frames:v", "1",     "-f",
                               "null",      "-"};
            Told told;
            run("/usr/bin/ffmpeg", order, told);
            QVERIFY2((told.status == 0) == named, told.said.constData());
            if (!named)
                QVERIFY2(told.said.contains("Permission denied"), told.said.constData());
        }
    }

    void anAddressIsNotOpened()
    {
        MediaOrder order;
        order.arguments = {"-v", "error", "-i", "tcp://127.0.0.1:9"};
        Told told;
        run("/usr/bin/ffmpeg", order, told);
        QVERIFY(told.status != 0);
        QVERIFY2(told.said.contains("Operation not permitted"), told.said.constData());
    }
};

QTEST_GUILESS_MAIN(ConfinementTest)
#include "confinement_test.moc"
