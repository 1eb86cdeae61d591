// The server's side of RTMP: what an encoder says, and everything that is not that.
#include "server/integration/ingest/flv.h"

#include <QTest>
#include <QtEndian>
#include <random>

using namespace icmp::ingest;

namespace {

// Chunks as FFmpeg and OBS make them.
QByteArray chunks(quint8 id, quint8 type, quint32 time, const QByteArray &payload, int size = 128)
{
    QByteArray head(12, '\0');
    head[0] = char(id);
    head[1] = char(time >> 16);
    head[2] = char(time >> 8);
    head[3] = char(time);
    head[4] = char(payload.size() >> 16);
    head[5] = char(payload.size() >> 8);
    head[6] = char(payload.size());
    head[7] = char(type);
    head[8] = 1;
    QByteArray bytes = head;
    for (qsizetype at = 0; at < payload.size() || at == 0; at += size) {
        if (at > 0)
            bytes += char(0xc0 | id);
        bytes += payload.mid(at, size);
    }
    return bytes;
}

QByteArray command(const QJsonArray &values)
{
    return chunks(3, 20, 0, writeAmf(values));
}

QByteArray hello()
{
    return QByteArray(1, 3) + QByteArray(1536, 'a') + QByteArray(1536, 'b');
}

QByteArray conversation(const QString &key)
{
    return hello() +
           command({QStringLiteral("connect"), 1,
                    QJsonObject{{QStringLiteral("app"), QStringLiteral("live")},
                                {QStringLiteral("tcUrl"),
                                 QStringLiteral("rtmp://127.0.0.1/live") + QString(200, u'x')}}}) +
           command({QStringLiteral("releaseStream"), 2, QJsonValue(), key}) +
           command({QStringLiteral("createStream"), 4, QJsonValue()}) +
           command({QStringLiteral("publish"), 5, QJsonValue(), key, QStringLiteral("live")});
}

const QByteArray settings = QByteArray::fromHex("1700000000") + QByteArray(300, 's');
const QByteArray keyPicture = QByteArray::fromHex("1701000000") + QByteArray(70'000, 'k');
const QByteArray picture = QByteArray::fromHex("2701000000") + QByteArray(900, 'p');

} // namespace

class RtmpSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEncoderPublishesInPiecesOfAnySize_data()
    {
        QTest::addColumn<int>("step");
        for (const int step : {1, 7, 128, 1'537, 1'000'000})
            QTest::addRow("%d", step) << step;
    }
    void anEncoderPublishesInPiecesOfAnySize()
    {
        QFETCH(int, step);
        RtmpSession session;
        QList<RtmpEvent> events;
        QByteArray output;
        const auto feed = [&](const QByteArray &bytes) {
            for (qsizetype at = 0; at < bytes.size(); at += step) {
                QVERIFY(session.feed(bytes.mid(at, step)));
                events += session.takeEvents();
                output += session.takeOutput();
            }
        };
        feed(conversation(QStringLiteral("sk-abc?x=1")));
        QCOMPARE(events.size(), 1);
        QCOMPARE(events.first().kind, RtmpEvent::Kind::Publish);
        QCOMPARE(events.first().key, QStringLiteral("sk-abc"));
        QVERIFY(output.contains("NetConnection.Connect.Success"));
        QVERIFY(!output.contains("Publish.Start"));
        // Nothing is media before the key was good.
        feed(chunks(6, 9, 0, picture));
        QCOMPARE(events.size(), 1);
        session.accept();
        output += session.takeOutput();
        QVERIFY(output.contains("NetStream.Publish.Start"));
        feed(chunks(6, 9, 0, settings) + chunks(6, 9, 40, keyPicture) +
             chunks(6, 9, 0x1000040 & 0xffffff, picture));
        QCOMPARE(events.size(), 4);
        QCOMPARE(events.at(2).payload, keyPicture);
        QCOMPARE(events.at(2).timeMs, 40u);
        feed(command({QStringLiteral("deleteStream"), 6, QJsonValue(), 1}));
        QCOMPARE(events.last().kind, RtmpEvent::Kind::Ended);
    }

    void aWrongKeyIsToldWhy()
    {
        RtmpSession session;
        QVERIFY(session.feed(conversation(QStringLiteral("wrong"))));
        session.refuse(QStringLiteral("The stream key is not known."));
        QVERIFY(session.takeOutput().contains("The stream key is not known."));
        session.takeEvents();
        QVERIFY(session.feed(chunks(6, 9, 0, picture)));
        QVERIFY(session.takeEvents().isEmpty());
    }

    void whatIsNoRtmpEndsTheSession_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        const QString begins = QStringLiteral("begins as something else"),
                      header = QStringLiteral("continues nothing"), type = QStringLiteral("of type ");
        const QByteArray begin = hello();
        QTest::newRow("http") << QByteArray("GET / HTTP/1.1\r\n\r\n") << begins;
        QTest::newRow("tls") << QByteArray::fromHex("160301") << begins;
        QTest::newRow("continues nothing")
            << begin + QByteArray(1, char(0xc3)) + QByteArray(200, 'x') << header;
        QTest::newRow("too long") << begin + QByteArray::fromHex("06000000ffffff0901000000") << header;
        QTest::newRow("chunk size 0") << begin + chunks(2, 1, 0, QByteArray(4, '\0')) << type + u'1';
        QTest::newRow("chunk size short") << begin + chunks(2, 1, 0, QByteArray(2, '\1')) << type + u'1';
        QTest::newRow("unknown type") << begin + chunks(3, 77, 0, "x") << type + QStringLiteral("77");
        QTest::newRow("command without values")
            << begin + chunks(3, 20, 0, "") << type + QStringLiteral("20");
        QTest::newRow("deep") << begin + chunks(3, 20, 0,
                                                QByteArray::fromHex("0300017803000178030001780300017803000178"
                                                                    "0300017803000178030001780300017803000178"
                                                                    "0300017803000178"))
                              << type + QStringLiteral("20");
        QByteArray many = begin;
        for (int id = 3; id < 30; ++id)
            many += chunks(quint8(id), 9, 0, QByteArray(500, 'm')).left(12 + 128);
        QTest::newRow("many streams") << many << QStringLiteral("chunk streams");
    }
    void whatIsNoRtmpEndsTheSession()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        RtmpSession session;
        QVERIFY(!session.feed(bytes));
        QVERIFY2(session.trouble().contains(why), qPrintable(session.trouble()));
    }

    void noiseNeverBreaksIt()
    {
        const quint32 seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const QByteArray good =
            conversation(QStringLiteral("k")) + chunks(6, 9, 0, settings) + chunks(6, 9, 40, keyPicture);
        for (int round = 0; round < 3'000; ++round) {
            QByteArray bytes = good;
            for (int i = 0; i < 8; ++i)
                bytes[qsizetype(3'073 + random() % quint32(bytes.size() - 3'073))] = char(random());
            RtmpSession session;
            FlvFeed flv;
            bool alive = true;
            for (qsizetype at = 0; at < bytes.size() && alive; at += 4'096) {
                alive = session.feed(bytes.mid(at, 4'096));
                for (const RtmpEvent &event : session.takeEvents()) {
                    if (event.kind == RtmpEvent::Kind::Publish)
                        session.accept();
                    flv.take(event);
                }
                session.takeOutput();
            }
        }
    }

    // A reader that comes later begins with the settings and a key picture.
    void aNewReaderBeginsAtAKeyPicture()
    {
        FlvFeed flv;
        const auto media = [](quint8 type, quint32 time, const QByteArray &payload) {
            return RtmpEvent{RtmpEvent::Kind::Media, {}, type, time, payload};
        };
        QVERIFY(flv.take(media(9, 0, settings)).isEmpty());
        QVERIFY(flv.take(media(9, 0, picture)).isEmpty());
        const QByteArray first = flv.take(media(9, 40, keyPicture));
        QVERIFY(first.startsWith("FLV\x01\x05"));
        QVERIFY(first.contains(settings) && first.endsWith(keyPicture + QByteArray::fromHex("00011180")));
        QVERIFY(!flv.take(media(9, 80, picture)).isEmpty());
        flv.begin();
        QVERIFY(flv.take(media(9, 120, picture)).isEmpty());
        QVERIFY(flv.take(media(9, 160, keyPicture)).startsWith("FLV"));
    }
};

QTEST_GUILESS_MAIN(RtmpSessionTest)
#include "rtmp_session_test.moc"
