// The worker as the studio sees it: requests, sandbox, death, hanging and cancelling.
#include "studio/media/media_worker.h"

#include "studio/media/wire/probe.h"
#include "tests/studio/media/test_clips.h"
#include "tests/support/places.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtEndian>
#include <csignal>
#include <cstdio>
#include <fcntl.h>

using namespace icmp;
using namespace icmp::media;

namespace {

WorkerSettings settingsOf(SandboxChoice sandbox)
{
    WorkerSettings settings;
    settings.program = icmp::test::builtPath(QStringLiteral("bin/icmp-media"));
    settings.sandbox = sandbox;
    return settings;
}

// Waits for the answer of one request.
Outcome<WorkerReply> ask(MediaWorker &worker, const Request &request, int output = -1)
{
    std::optional<Outcome<WorkerReply>> got;
    worker.request(
        request, [&](const Outcome<WorkerReply> &reply) { got = reply; }, {}, output);
    if (!QTest::qWaitFor([&] { return got.has_value(); }, 60'000))
        return fail(QStringLiteral("no answer"));
    return *got;
}

// One part of a PNG file: length, name, content, CRC.
QByteArray pngPart(const QByteArray &name, const QByteArray &content)
{
    quint32 crc = 0xFFFFFFFF;
    for (const char byte : name + content) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    QByteArray part(4, 0), sum(4, 0);
    qToBigEndian(quint32(content.size()), part.data());
    qToBigEndian(~crc, sum.data());
    return part + name + content + sum;
}

// 16,000 × 16,000 points of 8 bytes, announced in 100 bytes.
QString pictureBomb()
{
    QByteArray head(13, 0);
    qToBigEndian(quint32(16'000), head.data());
    qToBigEndian(quint32(16'000), head.data() + 4);
    head[8] = 16; // bits a channel
    head[9] = 6;  // red, green, blue, alpha
    const QByteArray bytes = QByteArray::fromHex("89504e470d0a1a0a") + pngPart("IHDR", head) +
                             pngPart("IDAT", qCompress(QByteArray(1'000, 0)).mid(4)) + pngPart("IEND", {});
    const QString path = testclips::folder() + QStringLiteral("/bomb.png");
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
}

QString clip()
{
    return testclips::make({QStringLiteral("plain.mp4"), 100, QStringLiteral("25"),
                            testclips::words("-c:v libx264 -g 25"), true});
}

} // namespace

class MediaWorkerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSandboxDeniesWhatDecodingDoesNotNeed_data()
    {
        QTest::addColumn<int>("choice");
        QTest::newRow("namespaces where the kernel gives them") << int(SandboxChoice::Automatic);
        QTest::newRow("Landlock and seccomp") << int(SandboxChoice::Landlock);
    }

    void theSandboxDeniesWhatDecodingDoesNotNeed()
    {
        QFETCH(int, choice);
        MediaWorker worker(settingsOf(SandboxChoice(choice)));
        worker.start(clip());
        const QDir temporary(QStringLiteral(P_tmpdir));
        const QStringList before = temporary.entryList({QStringLiteral("icmp-trial*")});
        const auto reply = ask(worker, {Verb::SelfTest});
        QCOMPARE(temporary.entryList({QStringLiteral("icmp-trial*")}),
                 before); // allowed or not, nothing stays
        QVERIFY2(reply, reply ? "" : qUtf8Printable(reply.error().what));
        const QJsonObject trials = reply->values;
        QCOMPARE(trials.size(), 14);
        for (auto it = trials.begin(); it != trials.end(); ++it)
            QVERIFY2(it->toString() == u"denied", qUtf8Printable(it.key()));
        const QString held = worker.hello().sandbox;
        QVERIFY2(held.endsWith(u"landlock+seccomp"), qUtf8Printable(held));
        // The fallback is chosen and told exactly when the kernel gives no namespaces.
        const bool namespaces = SandboxChoice(choice) == SandboxChoice::Automatic &&
                                QProcess::execute(QStringLiteral("bwrap"),
                                                  testclips::words("--unshare-all --ro-bind / / true")) == 0;
        QCOMPARE(held.contains(u"bubblewrap"), namespaces);
        QCOMPARE(worker.hello().descriptorsMax, 16);
    }

    void theTrialItselfFindsWhatIsAllowed()
    {
        WorkerSettings settings = settingsOf(SandboxChoice::None);
        settings.allowUnsandboxed = true;
        MediaWorker worker(settings);
        worker.start(clip());
        const QDir temporary(QStringLiteral(P_tmpdir));
        const QStringList before = temporary.entryList({QStringLiteral("icmp-trial*")});
        const auto reply = ask(worker, {Verb::SelfTest});
        QCOMPARE(temporary.entryList({QStringLiteral("icmp-trial*")}),
                 before); // allowed or not, nothing stays
        QVERIFY(reply);
        for (const char *trial : {"socket", "openRead", "fork", "execve", "memfd", "executableMemory"})
            QCOMPARE(reply->values.value(QLatin1String(trial)).toString(), QStringLiteral("allowed"));
    }

    void withoutASandboxThePersonIsAsked()
    {
        MediaWorker worker(settingsOf(SandboxChoice::None));
        QSignalSpy died(&worker, &MediaWorker::died);
        worker.start(clip());
        QVERIFY(died.wait(20'000));
        QVERIFY(MediaWorker::needsConfirmation(died.first().first().value<Failure>()));
    }

    void aFrameComesThroughSharedMemory_data() { theSandboxDeniesWhatDecodingDoesNotNeed_data(); }

    void aFrameComesThroughSharedMemory()
    {
        QFETCH(int, choice);
        MediaWorker worker(settingsOf(SandboxChoice(choice)));
        worker.start(clip());
        const auto opened = ask(worker, {Verb::Open});
        QVERIFY2(opened, opened ? "" : qUtf8Printable(opened.error().what));
        const auto probe = probeFromJson(opened->values);
        QVERIFY(probe);
        QCOMPARE(probe->frames, 100);
        QCOMPARE(probe->video->codec, QStringLiteral("h264"));
        QCOMPARE(probe->audio->codec, QStringLiteral("aac"));
        QVERIFY(probe->video->constantRate);
        const auto frame = ask(worker, {Verb::Frame, MediaTime::ofMs(2'019), {1000, 1000}});
        QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
        QCOMPARE(testclips::numberOf(frame->image), 50);
        QCOMPARE(frame->frame.index, 50);
        QCOMPARE(frame->image.size(), QSize(testclips::width, testclips::height));
        const auto small = ask(worker, {Verb::Frame, MediaTime::ofMs(960), {96, 96}});
        QVERIFY(small);
        QCOMPARE(small->image.size(), QSize(96, 54));
        QCOMPARE(testclips::numberOf(small->image), 24);
        const auto next = ask(worker, {Verb::Next});
        QVERIFY(next);
        QCOMPARE(testclips::numberOf(next->image), 25);
    }

    void aKilledWorkerIsStartedOnceMoreAndThenTheReasonIsTold_data()
    {
        theSandboxDeniesWhatDecodingDoesNotNeed_data();
    }

    void aKilledWorkerIsStartedOnceMoreAndThenTheReasonIsTold()
    {
        QFETCH(int, choice);
        MediaWorker worker(settingsOf(SandboxChoice(choice)));
        QSignalSpy died(&worker, &MediaWorker::died);
        QSignalSpy restarted(&worker, &MediaWorker::restarted);
        worker.start(clip());
        QVERIFY(ask(worker, {Verb::Open}));
        const qint64 first = worker.processId();
        QVERIFY(first > 0);
        QCOMPARE(kill(pid_t(first), SIGKILL), 0);
        const auto frame = ask(worker, {Verb::Frame, MediaTime::ofMs(400), {}});
        QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
        QCOMPARE(testclips::numberOf(frame->image), 10);
        QCOMPARE(restarted.size(), 1);
        QVERIFY(worker.processId() != first);
        QCOMPARE(kill(pid_t(worker.processId()), SIGKILL), 0);
        const auto lost = ask(worker, {Verb::Frame, MediaTime::ofMs(800), {}});
        QVERIFY(!lost);
        QVERIFY2(lost.error().what.endsWith(u'.') && !lost.error().advice.isEmpty(),
                 qUtf8Printable(lost.error().what));
        QTRY_COMPARE(died.size(), 1);
        QVERIFY(!ask(worker, {Verb::Frame, {}, {}}));
    }

    void aWorkerThatHangsIsKilled()
    {
        WorkerSettings settings = settingsOf(SandboxChoice::Automatic);
        settings.wallSecondsWithoutProgress = 1;
        MediaWorker worker(settings);
        worker.start(clip());
        QVERIFY(ask(worker, {Verb::Open}));
        QCOMPARE(kill(pid_t(worker.processId()), SIGSTOP), 0);
        const auto lost = ask(worker, {Verb::Frame, MediaTime::ofMs(400), {}});
        QVERIFY(!lost);
        QVERIFY2(lost.error().what.contains(u"without progress"), qUtf8Printable(lost.error().what));
    }

    void cancellingEndsALongTaskAndTheWorkerGoesOn()
    {
        MediaWorker worker(settingsOf(SandboxChoice::Automatic));
        worker.start(clip());
        QVERIFY(ask(worker, {Verb::Open}));
        QTemporaryDir folder;
        const int output =
            open(qPrintable(folder.filePath(QStringLiteral("out.mp4"))), O_RDWR | O_CREAT, 0600);
        std::optional<Outcome<WorkerReply>> got;
        quint64 number = 0;
        number = worker.request(
            {Verb::Render}, [&](const auto &reply) { got = reply; },
            [&](int percent) {
                if (percent == 1)
                    worker.cancel(number);
            },
            output);
        QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 60'000);
        close(output);
        QVERIFY(!*got);
        QVERIFY2(MediaWorker::isCancelled(got->error()), qUtf8Printable(got->error().what));
        QVERIFY(ask(worker, {Verb::Frame, MediaTime::ofMs(400), {}}));
    }

    // A header is enough: the picture it announces takes 2 GB, twice what a worker may have. And 10 pictures
    // are enough for a film of ten hours.
    void whatIsBeyondTheLimitsIsRefusedWithASentence_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("advice");
        QTest::newRow("memory") << pictureBomb()
                                << QStringLiteral("needs more memory than a media worker may use.")
                                << QStringLiteral("Convert it to a smaller MP4 first.");
        const QString hours = testclips::make({QStringLiteral("hours.mp4"), 10, QStringLiteral("1/3600"),
                                               testclips::words("-c:v libx264 -g 1"), false});
        QTest::newRow("ten hours")
            << hours << QStringLiteral("The file says it is 10 hours long; at most 8 are possible.")
            << QStringLiteral("Cut it into shorter parts first.");
    }
    void whatIsBeyondTheLimitsIsRefusedWithASentence()
    {
        QFETCH(QString, path);
        QFETCH(QString, what);
        QFETCH(QString, advice);
        MediaWorker worker(settingsOf(SandboxChoice::Automatic));
        worker.start(path);
        auto reply = ask(worker, {Verb::Open});
        if (reply)
            reply = ask(worker, {Verb::Frame, MediaTime(), {1'000, 1'000}});
        QVERIFY(!reply);
        QVERIFY2(reply.error().what.endsWith(what), qUtf8Printable(reply.error().what));
        QCOMPARE(reply.error().advice, advice);
    }

    void whatIsNotAFileIsRefusedWithASentence()
    {
        for (const QString &path :
             {QStringLiteral("/tmp"), QStringLiteral("/nothing/here.mp4"), QStringLiteral("/dev/null")}) {
            MediaWorker worker(settingsOf(SandboxChoice::Automatic));
            QSignalSpy died(&worker, &MediaWorker::died);
            worker.start(path);
            QVERIFY(died.wait(20'000));
            const auto why = died.first().first().value<Failure>();
            QVERIFY2(why.what.endsWith(u'.') && why.advice.endsWith(u'.'), qUtf8Printable(why.what));
        }
    }
};

QTEST_GUILESS_MAIN(MediaWorkerTest)
#include "media_worker_test.moc"
