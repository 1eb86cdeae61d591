// The live programme over the wire: looped, by RTMP and by SRT, with wrong keys, killed processes, encoders
// that come back, recordings, and the ladder of a published film.
#include "tests/flow/demo_server.h"

#include <QDir>
#include <QRegularExpression>

using namespace icmp;
using namespace icmp::test;

namespace {

const QString ffmpeg = QStringLiteral("ffmpeg");

// An encoder in front of a camera: moving picture and tone, one key picture a second.
class Encoder {
public:
    explicit Encoder(const QStringList &destination, const QString &codec = QStringLiteral("libx264"))
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(ffmpeg, QStringList{QStringLiteral("-v"),
                                            QStringLiteral("error"),
                                            QStringLiteral("-re"),
                                            QStringLiteral("-f"),
                                            QStringLiteral("lavfi"),
                                            QStringLiteral("-i"),
                                            QStringLiteral("testsrc=s=320x180:r=25"),
                                            QStringLiteral("-f"),
                                            QStringLiteral("lavfi"),
                                            QStringLiteral("-i"),
                                            QStringLiteral("sine=sample_rate=48000"),
                                            QStringLiteral("-c:v"),
                                            codec,
                                            QStringLiteral("-preset"),
                                            QStringLiteral("ultrafast"),
                                            QStringLiteral("-tune"),
                                            QStringLiteral("zerolatency"),
                                            QStringLiteral("-g"),
                                            QStringLiteral("25"),
                                            QStringLiteral("-pix_fmt"),
                                            QStringLiteral("yuv420p"),
                                            QStringLiteral("-c:a"),
                                            QStringLiteral("aac")} +
                                    destination);
    }
    ~Encoder() { stop(); }

    void stop()
    {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
    // Its exit code once it gave up.
    int ended() { return m_process.waitForFinished(patienceMs) ? m_process.exitCode() : 0; }

private:
    QProcess m_process;
};

// Only the FFmpeg of a live channel is told this; others make films and ladders.
constexpr const char *liveWord = "-flush_packets";

// Children that have this word on their command line.
QList<qint64> processesOf(qint64 parent, const QByteArray &word)
{
    QList<qint64> found;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(name)),
            words(QStringLiteral("/proc/%1/cmdline").arg(name));
        if (!stat.open(QIODevice::ReadOnly) || !words.open(QIODevice::ReadOnly))
            continue;
        const QByteArray text = stat.readAll();
        const QByteArrayList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
        if (fields.value(1).toLongLong() == parent && words.readAll().split('\0').contains(word))
            found.append(name.toLongLong());
    }
    return found;
}

// Why the segments of a playlist do not follow one another as a player needs them; empty: they do.
QString gapIn(const QByteArray &text)
{
    static const QRegularExpression segment(
        QStringLiteral("(#EXT-X-DISCONTINUITY\n)?(#EXT-X-MAP\\S+\n)?#EXT-X-PROGRAM-DATE-TIME:(\\S+)\n"
                       "#EXTINF:([0-9.]+),\n([0-9]+)\\.m4s"));
    qint64 endMs = 0, number = 0;
    bool first = true;
    for (auto found = segment.globalMatch(QString::fromUtf8(text)); found.hasNext(); first = false) {
        const auto match = found.next();
        const qint64 startMs =
            QDateTime::fromString(match.captured(3), Qt::ISODateWithMs).toMSecsSinceEpoch();
        const QString place = match.captured(5);
        const bool fresh = !match.captured(1).isEmpty();
        if (!first && place.toLongLong() != number + 1)
            return QStringLiteral("a number is left out before ") + place;
        if (!first && startMs < endMs - 2)
            return QStringLiteral("time goes back before ") + place;
        if (!first && !fresh && startMs > endMs + 10)
            return QStringLiteral("time is left out without a discontinuity before ") + place;
        if (!first && fresh == match.captured(2).isEmpty())
            return QStringLiteral("a discontinuity has no opening of its own before ") + place;
        number = place.toLongLong();
        endMs = startMs + qint64(match.captured(4).toDouble() * 1'000);
    }
    return first ? QStringLiteral("there is no segment") : QString();
}

// What the kernel says of a process's confinement.
bool isConfined(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    const QByteArray text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
    return text.contains("NoNewPrivs:\t1\n") && text.contains("Seccomp:\t2\n");
}

} // namespace

class ProgrammeTest : public QObject {
    Q_OBJECT

    DemoServer m_server;
    QString m_creator;
    QTemporaryDir m_folder;

    QString address(const QString &rest) const
    {
        return QStringLiteral("/v1/events/%1/%2").arg(m_server.event(), rest);
    }
    QByteArray playlist()
    {
        return m_server.ask("GET", QStringLiteral("/live/%1/index.m3u8").arg(m_server.event())).body;
    }
    bool hasSegments(int count, int discontinuities = 0)
    {
        return QTest::qWaitFor(
            [&] {
                const QByteArray text = playlist();
                return text.count("#EXTINF") >= count &&
                       text.count("#EXT-X-DISCONTINUITY\n") >= discontinuities;
            },
            3 * patienceMs);
    }
    QJsonObject programme()
    {
        return m_server.ask("GET", address(QStringLiteral("programme")), {}, m_creator).json();
    }
    int ingestPort(const char *kind) const
    {
        return m_server.told.value(QLatin1String("ingest")).toObject().value(QLatin1String(kind)).toInt();
    }
    QStringList rtmp(const QString &key) const
    {
        return {QStringLiteral("-f"), QStringLiteral("flv"),
                QStringLiteral("rtmp://127.0.0.1:%1/live/%2").arg(ingestPort("rtmp")).arg(key)};
    }
    QStringList srt(const QString &key, const QString &passphrase) const
    {
        return {
            QStringLiteral("-f"), QStringLiteral("mpegts"),
            QStringLiteral("srt://127.0.0.1:%1?streamid=%2%3")
                .arg(ingestPort("srt"))
                .arg(key, passphrase.isEmpty() ? QString() : QStringLiteral("&passphrase=") + passphrase)};
    }
    QByteArray log()
    {
        QFile file(m_server.logPath);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString newKey(bool passphrase = false, QString *made = nullptr)
    {
        const auto told = m_server.post(address(QStringLiteral("programme/key")),
                                        {{QStringLiteral("passphrase"), passphrase}}, m_creator);
        if (made)
            *made = told.json().value(QLatin1String("passphrase")).toString();
        return told.json().value(QLatin1String("streamKey")).toString();
    }
    // What ffprobe makes of a file of the window, together with its opening.
    QByteArray codecsOf(const QByteArray &text)
    {
        const auto named = [&](const char *pattern) {
            const auto found =
                QRegularExpression(QString::fromLatin1(pattern)).match(QString::fromUtf8(text));
            return m_server.ask("GET", QStringLiteral("/live/%1/%2").arg(m_server.event(), found.captured(1)))
                .body;
        };
        QFile file(m_folder.filePath(QStringLiteral("piece.mp4")));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(named("MAP:URI=\"([^\"]+)\"") + named("\n([0-9]+\\.m4s)"));
        file.close();
        QProcess probe;
        probe.start(QStringLiteral("ffprobe"),
                    {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                     QStringLiteral("stream=codec_name"), QStringLiteral("-of"), QStringLiteral("csv=p=0"),
                     file.fileName()});
        probe.waitForFinished(patienceMs);
        return probe.readAllStandardOutput().simplified();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.logPath = m_folder.filePath(QStringLiteral("log"));
        QVERIFY(m_server.start({QStringLiteral("--rtmp-port"), QStringLiteral("0"),
                                QStringLiteral("--srt-port"), QStringLiteral("0")}));
        m_creator = m_server.signIn(QStringLiteral("creator"));
        QVERIFY(!m_creator.isEmpty());
        QVERIFY(ingestPort("rtmp") > 0 && ingestPort("srt") > 0);
    }

    void cleanup()
    {
        QCOMPARE(m_server.ask("DELETE", address(QStringLiteral("programme")), {}, m_creator).status, 200);
        QVERIFY(QTest::qWaitFor([this] { return playlist().contains("no-programme"); }, patienceMs));
    }

    void aFilmLoopedIsALiveChannelThatSurvivesItsFfmpeg()
    {
        const QString event = QStringLiteral("/v1/events/") + m_server.event();
        QVERIFY(!m_server.ask("GET", event).json().contains(QLatin1String("stream")));
        QCOMPARE(m_server
                     .post(address(QStringLiteral("programme")),
                           {{QStringLiteral("loop"), QStringLiteral("film")}})
                     .status,
                 401);
        const auto attached = m_server.post(address(QStringLiteral("programme")),
                                            {{QStringLiteral("loop"), QStringLiteral("film")}}, m_creator);
        QCOMPARE(attached.status, 200);
        QVERIFY(hasSegments(4));
        QCOMPARE(m_server.ask("GET", event)
                     .json()
                     .value(QLatin1String("stream"))
                     .toObject()
                     .value(QLatin1String("hls")),
                 QJsonValue(QStringLiteral("/live/%1/index.m3u8").arg(m_server.event())));
        const auto told = m_server.ask("GET", QStringLiteral("/live/%1/index.m3u8").arg(m_server.event()));
        QCOMPARE(told.headers.value("content-type"), QByteArray("application/vnd.apple.mpegurl"));
        QCOMPARE(told.headers.value("access-control-allow-origin"), QByteArray("*"));
        QVERIFY(told.headers.value("cache-control").contains("s-maxage=1"));
        QCOMPARE(told.body.count("#EXT-X-PROGRAM-DATE-TIME"), told.body.count("#EXTINF"));
        QCOMPARE(codecsOf(told.body), QByteArray("h264 aac"));
        QCOMPARE(
            m_server.ask("GET",
                         QStringLiteral("/live/%1/..%2Ficmp.db").arg(m_server.event(), QStringLiteral("%")))
                    .status /
                100,
            4);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/live/%1/1.m4s").arg(m_server.event())).status, 404);
        const QList<qint64> before = processesOf(m_server.pid(), liveWord);
        QCOMPARE(before.size(), 1);
        QVERIFY(isConfined(before.first()) && !isConfined(m_server.pid()));
        ::kill(pid_t(before.first()), SIGKILL);
        QVERIFY(hasSegments(6, 1));
        const QList<qint64> after = processesOf(m_server.pid(), liveWord);
        QVERIFY(after.size() == 1 && after != before);
        QVERIFY(programme().value(QLatin1String("up")).toBool());
        QVERIFY(programme().value(QLatin1String("restarts")).toInteger() >= 1);
        const QByteArray metrics = m_server.ask("GET", QStringLiteral("/metrics")).body;
        QVERIFY(metrics.contains("icmp_programme_up 1\n") &&
                metrics.contains("icmp_programme_restarts_total 1\n"));
        QVERIFY(log().contains("FFmpeg ended with 137"));
    }

    void onlyWhoHasTheKeyPublishesByRtmp()
    {
        QCOMPARE(
            m_server.post(address(QStringLiteral("programme")), {{QStringLiteral("ingest"), true}}, m_creator)
                .status,
            200);
        const QString key = newKey();
        QVERIFY(key.startsWith(QLatin1String("sk-")));
        QVERIFY(Encoder(rtmp(QStringLiteral("sk-wrong"))).ended() != 0);
        // The front tells the server after it told the encoder.
        QTRY_VERIFY_WITH_TIMEOUT(
            log().contains("An encoder at 127.0.0.1 was turned away: the stream key is not known."),
            patienceMs);
        QVERIFY(!log().contains(key.toLatin1()));
        {
            Encoder encoder(rtmp(key));
            QVERIFY(hasSegments(3));
            QVERIFY(!programme().value(QLatin1String("encoding")).toBool());
            QCOMPARE(codecsOf(playlist()), QByteArray("h264 aac"));
            // Its FFmpeg dies; the encoder notices nothing.
            const QList<qint64> running = processesOf(m_server.pid(), liveWord);
            QCOMPARE(running.size(), 1);
            ::kill(pid_t(running.first()), SIGKILL);
            QVERIFY(hasSegments(6, 1));
        }
        // Comes back: the same channel goes on.
        const QByteArray first = playlist().split('\n').value(4);
        Encoder again(rtmp(key));
        QVERIFY(hasSegments(8, 2));
        const QByteArray window = playlist();
        QCOMPARE(window.split('\n').value(4), first);
        QVERIFY2(gapIn(window).isEmpty(), qPrintable(gapIn(window) + u'\n' + QString::fromUtf8(window)));
        // A rotated key ends who showed the old one.
        const QString other = newKey();
        QVERIFY(!other.isEmpty() && other != key);
        QVERIFY(again.ended() != 0);
        QVERIFY(Encoder(rtmp(key)).ended() != 0);
        // The key is nowhere in the server's files, only its hash.
        QProcess find;
        find.start(QStringLiteral("grep"), {QStringLiteral("-rlF"), QStringLiteral("-e"), key,
                                            QStringLiteral("-e"), other, m_server.folder()});
        QVERIFY(find.waitForFinished(patienceMs));
        QCOMPARE(find.readAllStandardOutput(), QByteArray());
        // Without a key nobody publishes.
        QCOMPARE(m_server.ask("DELETE", address(QStringLiteral("programme/key")), {}, m_creator).status, 200);
        QVERIFY(!programme().value(QLatin1String("hasKey")).toBool());
        QVERIFY(Encoder(rtmp(other)).ended() != 0);
        QVERIFY(m_server
                    .ask("DELETE", address(QStringLiteral("programme/key")), {},
                         m_server.signIn(QStringLiteral("producer")))
                    .status == 403);
    }

    void theIngestFrontIsStartedAgain()
    {
        QCOMPARE(
            m_server.post(address(QStringLiteral("programme")), {{QStringLiteral("ingest"), true}}, m_creator)
                .status,
            200);
        const QString key = newKey();
        const QList<qint64> front = processesOf(m_server.pid(), "ingest");
        QCOMPARE(front.size(), 1);
        QVERIFY(isConfined(front.first()));
        ::kill(pid_t(front.first()), SIGKILL);
        QVERIFY(
            QTest::qWaitFor([&] { return processesOf(m_server.pid(), "ingest").size() == 1; }, patienceMs));
        std::unique_ptr<Encoder> encoder;
        QVERIFY(QTest::qWaitFor(
            [&] {
                if (playlist().count("#EXTINF") >= 2)
                    return true;
                if (!encoder)
                    encoder = std::make_unique<Encoder>(rtmp(key));
                return false;
            },
            3 * patienceMs));
    }

    void srtNeedsKeyAndPassphrase()
    {
        QCOMPARE(
            m_server.post(address(QStringLiteral("programme")), {{QStringLiteral("ingest"), true}}, m_creator)
                .status,
            200);
        QString passphrase;
        const QString key = newKey(true, &passphrase);
        QVERIFY(passphrase.size() >= 10);
        QVERIFY(Encoder(srt(QStringLiteral("sk-wrong"), passphrase)).ended() != 0);
        QVERIFY(Encoder(srt(key, QStringLiteral("not the passphrase"))).ended() != 0);
        QVERIFY(Encoder(srt(key, {})).ended() != 0);
        Encoder encoder(srt(key, passphrase));
        QVERIFY(hasSegments(3));
        QCOMPARE(codecsOf(playlist()), QByteArray("h264 aac"));
        QVERIFY(!programme().value(QLatin1String("encoding")).toBool());
    }

    // MPEG-2 is what browsers do not play.
    void otherCodecsAreEncodedAnew()
    {
        QCOMPARE(
            m_server.post(address(QStringLiteral("programme")), {{QStringLiteral("ingest"), true}}, m_creator)
                .status,
            200);
        Encoder encoder(srt(newKey(), {}), QStringLiteral("mpeg2video"));
        QVERIFY(hasSegments(3));
        QCOMPARE(codecsOf(playlist()), QByteArray("h264 aac"));
        QVERIFY(programme().value(QLatin1String("encoding")).toBool());
    }

    void aRecordingBecomesAFilm()
    {
        QCOMPARE(
            m_server.post(address(QStringLiteral("programme")), {{QStringLiteral("ingest"), true}}, m_creator)
                .status,
            200);
        const auto recordings = [this] {
            return m_server.ask("GET", address(QStringLiteral("recordings")), {}, m_creator)
                .json()
                .value(QLatin1String("recordings"))
                .toArray();
        };
        const qsizetype before = recordings().size();
        Encoder encoder(rtmp(newKey()));
        QVERIFY(hasSegments(4));
        QCOMPARE(m_server.post(address(QStringLiteral("recordings")), {}, m_creator).status, 202);
        QVERIFY(QTest::qWaitFor([&] { return recordings().size() > before; }, patienceMs));
        const QJsonObject film = recordings().first().toObject();
        const auto got = m_server.ask("GET", film.value(QLatin1String("url")).toString());
        QCOMPARE(got.status, 200);
        QCOMPARE(got.headers.value("content-type"), QByteArray("video/mp4"));
        QCOMPARE(got.body.size(), film.value(QLatin1String("bytes")).toInteger());
        // The index lies in front, as players want it.
        QVERIFY(got.body.indexOf("moov") < got.body.indexOf("mdat"));
        QVERIFY(!got.body.contains("moof"));
        // The film can be shown as the event's loop.
        QCOMPARE(m_server
                     .post(address(QStringLiteral("programme")),
                           {{QStringLiteral("loop"), film.value(QLatin1String("object")).toString()}},
                           m_creator)
                     .status,
                 200);
    }

    void everythingEndsWithTheServer()
    {
        QCOMPARE(m_server
                     .post(address(QStringLiteral("programme")),
                           {{QStringLiteral("loop"), QStringLiteral("film")}}, m_creator)
                     .status,
                 200);
        QVERIFY(hasSegments(1));
        QList<qint64> children =
            processesOf(m_server.pid(), liveWord) + processesOf(m_server.pid(), "ingest");
        QCOMPARE(children.size(), 2);
        m_server.kill9();
        QVERIFY(QTest::qWaitFor(
            [&] {
                return std::all_of(children.begin(), children.end(), [](qint64 pid) {
                    return !QFile::exists(QStringLiteral("/proc/%1/exe").arg(pid)) ||
                           QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(pid)).isEmpty();
                });
            },
            patienceMs));
        // The channel is there again after a start, and the recording that was cut off became a film.
        QVERIFY(m_server.start({QStringLiteral("--rtmp-port"), QStringLiteral("0"),
                                QStringLiteral("--srt-port"), QStringLiteral("0")}));
        QVERIFY(hasSegments(2));
        QVERIFY(QTest::qWaitFor([&] { return log().contains("is the film"); }, patienceMs));
    }
};

QTEST_GUILESS_MAIN(ProgrammeTest)
#include "programme_test.moc"
