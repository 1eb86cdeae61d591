// With a live picture over the wire: each viewer's own answering window, playheads that are made up, and the
// HLS ladder of a film that is published.
#include "tests/flow/demo_server.h"

using namespace icmp;
using namespace icmp::test;

namespace {

constexpr qint64 openForMs = 3'000;
constexpr qint64 maxDelayMs = 4'000;
constexpr int ladderPatienceMs = 200'000; // of low priority, and the machine may be busy

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

void waitUntil(qint64 ms)
{
    while (nowMs() < ms)
        QTest::qWait(20);
}

} // namespace

class WindowTest : public QObject {
    Q_OBJECT

    DemoServer m_server;
    QString m_creator, m_producer;
    QString m_poll;
    qint64 m_atMs = 0, m_untilMs = 0;

    QString address(const QString &rest) const
    {
        return QStringLiteral("/v1/events/%1/%2").arg(m_server.event(), rest);
    }
    // A viewer who has come in.
    std::unique_ptr<Line> viewer(const QString &device)
    {
        auto line =
            std::make_unique<Line>(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        if (!line->isUp())
            return nullptr;
        line->say(helloMessage(m_server.event(), m_server.token(device), device));
        return line->take(QStringLiteral("snap")).isEmpty() ? nullptr : std::move(line);
    }
    QJsonObject voted(Line &line, const QString &key, qint64 pt, int option = 0)
    {
        QJsonObject message = voteMessage(m_poll, option, key);
        QJsonObject vote = message.value(QLatin1String("vote")).toObject();
        vote.insert(QStringLiteral("pt"), pt);
        message.insert(QStringLiteral("vote"), vote);
        line.say(message);
        return line.take(QStringLiteral("ack"));
    }
    QString status(const QJsonObject &ack) const { return ack.value(QLatin1String("st")).toString(); }
    bool hasWindow()
    {
        for (const auto item : m_server.ask("GET", address(QStringLiteral("snapshot")))
                                   .json()
                                   .value(QLatin1String("items"))
                                   .toArray()) {
            const QJsonObject element = item.toObject();
            if (element.value(QLatin1String("iid")).toString() != m_poll)
                continue;
            m_atMs = element.value(QLatin1String("at")).toObject().value(QLatin1String("pdt")).toInteger();
            m_untilMs =
                element.value(QLatin1String("until")).toObject().value(QLatin1String("pdt")).toInteger();
        }
        return m_atMs > 0 && m_untilMs == m_atMs + openForMs;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_creator = m_server.signIn(QStringLiteral("creator"));
        m_producer = m_server.signIn(QStringLiteral("producer"));
        QVERIFY(!m_creator.isEmpty() && !m_producer.isEmpty());
        for (const auto element : m_server.told.value(QLatin1String("elements")).toArray()) {
            if (m_poll.isEmpty() &&
                element.toObject().value(QLatin1String("type")).toString() == u"poll.single")
                m_poll = element.toObject().value(QLatin1String("id")).toString();
        }
    }

    void eachVoteBelongsToItsViewersOwnWindow()
    {
        QCOMPARE(m_server
                     .post(address(QStringLiteral("programme")),
                           {{QStringLiteral("loop"), QStringLiteral("film")},
                            {QStringLiteral("maxDelayMs"), maxDelayMs}},
                           m_creator)
                     .status,
                 200);
        QCOMPARE(m_server.command(m_producer, QStringLiteral("k1"), QStringLiteral("start")).status, 200);
        auto atOnce = viewer(QStringLiteral("at-once")), forger = viewer(QStringLiteral("forger")),
             delayed = viewer(QStringLiteral("delayed")), early = viewer(QStringLiteral("early"));
        QVERIFY(atOnce && forger && delayed && early);
        QCOMPARE(m_server
                     .post(address(QStringLiteral("commands")),
                           {{QStringLiteral("key"), QStringLiteral("k2")},
                            {QStringLiteral("command"), QStringLiteral("open")},
                            {QStringLiteral("element"), m_poll},
                            {QStringLiteral("openForMs"), openForMs}},
                           m_producer)
                     .status,
                 200);
        QVERIFY(hasWindow());
        // The card's second path carries the same window.
        QVERIFY(QTest::qWaitFor(
            [this] {
                return m_server.ask("GET", QStringLiteral("/live/%1/index.m3u8").arg(m_server.event()))
                    .body.contains("#EXT-X-DATERANGE:ID=\"" + m_poll.toLatin1() + '.');
            },
            patienceMs));
        // Not yet in a picture that is before the question.
        QCOMPARE(status(voted(*early, QStringLiteral("e1"), m_atMs - 1'000)), QStringLiteral("not_open"));
        // Nobody's picture is ahead of the live edge.
        QCOMPARE(status(voted(*early, QStringLiteral("e2"), nowMs() + 10'000)), QStringLiteral("late"));
        QCOMPARE(status(voted(*atOnce, QStringLiteral("a1"), nowMs())), QStringLiteral("counted"));
        // Says now where its picture is, and something else once the window is over for it.
        QCOMPARE(status(voted(*forger, QStringLiteral("f1"), nowMs() - 100)), QStringLiteral("counted"));
        waitUntil(m_untilMs + 700);
        const QJsonObject forged = voted(*forger, QStringLiteral("f2"), m_atMs + 300, 1);
        QCOMPARE(status(forged), QStringLiteral("denied"));
        QCOMPARE(
            forged.value(QLatin1String("why")).toString(forged.value(QLatin1String("reason")).toString()),
            QStringLiteral("The claimed playhead does not fit this session."));
        QCOMPARE(status(voted(*forger, QStringLiteral("f3"), nowMs(), 1)), QStringLiteral("late"));
        // Whose picture is 2 s behind has its whole window, although it is over at the live edge.
        QCOMPARE(status(voted(*delayed, QStringLiteral("d1"), nowMs() - 2'000)), QStringLiteral("counted"));
        // After the longest delay it is over for everybody, whatever is claimed.
        waitUntil(m_untilMs + maxDelayMs + 600);
        const QString over = status(voted(*early, QStringLiteral("e3"), m_atMs + 100));
        QVERIFY2(over == u"late" || over == u"closed", qPrintable(over));
        QTRY_COMPARE_WITH_TIMEOUT(m_server.result(m_poll, m_producer).value(QLatin1String("n")).toInteger(),
                                  3, patienceMs);
        QCOMPARE(m_server.ask("DELETE", address(QStringLiteral("programme")), {}, m_creator).status, 200);
    }

    void aPublishedFilmGetsALadder()
    {
        const QString ladder = address(QStringLiteral("ladder"));
        QCOMPARE(m_server.ask("GET", ladder).json().value(QLatin1String("state")).toString(),
                 QStringLiteral("none"));
        const QString show = m_server.ask("GET", QStringLiteral("/v1/shows"), {}, m_creator)
                                 .json()
                                 .value(QLatin1String("shows"))
                                 .toArray()
                                 .at(0)
                                 .toObject()
                                 .value(QLatin1String("show"))
                                 .toString();
        const QJsonObject version = m_server.ask("GET", QStringLiteral("/v1/shows/") + show, {}, m_creator)
                                        .json()
                                        .value(QLatin1String("versions"))
                                        .toArray()
                                        .at(0)
                                        .toObject();
        QCOMPARE(m_server
                     .post(QStringLiteral("/v1/shows/%1/versions").arg(show),
                           {{QStringLiteral("key"), QStringLiteral("again")},
                            {QStringLiteral("root"), version.value(QLatin1String("root"))},
                            {QStringLiteral("private"), version.value(QLatin1String("private"))},
                            {QStringLiteral("base"), version.value(QLatin1String("version"))},
                            {QStringLiteral("dryRun"), false}},
                           m_creator)
                     .status,
                 201);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return m_server.ask("GET", ladder).json().value(QLatin1String("state")).toString() == u"done";
            },
            ladderPatienceMs));
        const QJsonObject done = m_server.ask("GET", ladder).json();
        QCOMPARE(done.value(QLatin1String("percent")).toInt(), 100);
        QCOMPARE(done.value(QLatin1String("heights")).toArray(), (QJsonArray{360}));
        const QString master = m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event())
                                   .json()
                                   .value(QLatin1String("hls"))
                                   .toString();
        QVERIFY2(master.startsWith(QLatin1String("/film/")), qPrintable(master));
        const auto told = m_server.ask("GET", master);
        QCOMPARE(told.headers.value("content-type"), QByteArray("application/vnd.apple.mpegurl"));
        QVERIFY2(told.body.contains("\n360.m3u8"), told.body.constData());
        // A player's way from the master to the last segment, by FFmpeg's own.
        QProcess probe;
        probe.start(QStringLiteral("ffprobe"),
                    {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-count_packets"),
                     QStringLiteral("-select_streams"), QStringLiteral("v:0"),
                     QStringLiteral("-show_entries"),
                     QStringLiteral("stream=codec_name,height,nb_read_packets"), QStringLiteral("-of"),
                     QStringLiteral("csv=p=0"), m_server.http() + master});
        QVERIFY(probe.waitForFinished(3 * patienceMs));
        const QList<QByteArray> stream = probe.readLine().trimmed().split(',');
        QCOMPARE(stream.mid(0, 2), (QList<QByteArray>{"h264", "360"}));
        QVERIFY2(stream.value(2).toInt() >= 20 * 24, stream.value(2).constData());
        QCOMPARE(m_server
                     .ask("GET",
                          QString(master).replace(QLatin1String("master.m3u8"), QLatin1String("order.json")))
                     .status,
                 404);
    }
};

QTEST_GUILESS_MAIN(WindowTest)
#include "window_test.moc"
