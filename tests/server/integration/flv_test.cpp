// What FFmpeg reads of an encoder's messages: whole FLV tags, beginning at any key picture.
#include "server/integration/ingest/flv.h"

#include <QTest>
#include <random>

using namespace icmp::ingest;

namespace {

struct Tag {
    quint8 type = 0;
    quint32 timeMs = 0;
    QByteArray payload;
};

// Reads FLV by its specification; nothing when the lengths do not add up.
std::optional<QList<Tag>> tagsOf(QByteArray bytes)
{
    QList<Tag> tags;
    if (bytes.startsWith("FLV"))
        bytes.remove(0, 13);
    const auto number = [&](qsizetype at, int size) {
        quint32 value = 0;
        for (int i = 0; i < size; ++i)
            value = value << 8 | quint8(bytes[at + i]);
        return value;
    };
    while (!bytes.isEmpty()) {
        if (bytes.size() < 15)
            return std::nullopt;
        const qsizetype size = qsizetype(number(1, 3));
        if (bytes.size() < 15 + size || number(11 + size, 4) != quint32(11 + size))
            return std::nullopt;
        tags.append({quint8(bytes[0]), number(4, 3) | number(7, 1) << 24, bytes.mid(11, size)});
        bytes.remove(0, 15 + size);
    }
    return tags;
}

RtmpEvent media(quint8 type, quint32 time, const QByteArray &payload)
{
    return {RtmpEvent::Kind::Media, {}, type, time, payload};
}

const QByteArray pictureSettings = QByteArray::fromHex("1700000000") + "avcC";
const QByteArray soundSettings = QByteArray::fromHex("af00") + "asc";
const QByteArray keyPicture = QByteArray::fromHex("1701000000") + "key";
const QByteArray picture = QByteArray::fromHex("2701000000") + "pic";
const QByteArray sound = QByteArray::fromHex("af01") + "aac";

} // namespace

class FlvTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aReaderHearsTheSettingsBeforeTheFirstKeyPicture()
    {
        FlvFeed flv;
        const QByteArray about = writeAmf({QStringLiteral("@setDataFrame"), QStringLiteral("onMetaData"),
                                           QJsonObject{{QStringLiteral("width"), 320}}});
        for (const RtmpEvent &before :
             {media(18, 0, about), media(9, 0, pictureSettings), media(8, 0, soundSettings),
              media(8, 10, sound), media(9, 20, picture)})
            QVERIFY(flv.take(before).isEmpty());
        const auto tags = tagsOf(flv.take(media(9, 40, keyPicture)));
        QVERIFY(tags);
        QCOMPARE(tags->size(), 4);
        QCOMPARE(tags->at(0).payload, about.mid(16)); // without the words "@setDataFrame"
        QCOMPARE(tags->at(1).payload, pictureSettings);
        QCOMPARE(tags->at(2).payload, soundSettings);
        QCOMPARE(tags->at(3).payload, keyPicture);
        QCOMPARE(tags->at(3).timeMs, 40u);
        QCOMPARE(tagsOf(flv.take(media(8, 50, sound)))->first().type, quint8(8));
    }

    void timesBeyondFourHoursAreWhole()
    {
        FlvFeed flv;
        const auto tags = tagsOf(flv.take(media(9, 0x1234'5678, keyPicture)));
        QCOMPARE(tags->last().timeMs, 0x1234'5678u);
    }

    void newSettingsReachWhoReadsAlready()
    {
        FlvFeed flv;
        flv.take(media(9, 0, keyPicture));
        const QByteArray other = QByteArray::fromHex("1700000000") + "other";
        QCOMPARE(tagsOf(flv.take(media(9, 80, other)))->first().payload, other);
        flv.begin();
        const auto tags = tagsOf(flv.take(media(9, 120, keyPicture)));
        QCOMPARE(tags->first().payload, other);
    }

    void truncatedMessagesAreNoSettings()
    {
        FlvFeed flv;
        QVERIFY(flv.take(media(9, 0, {})).isEmpty());
        QVERIFY(flv.take(media(18, 0, "\x02")).isEmpty());
        QVERIFY(flv.take(media(18, 0, writeAmf({QStringLiteral("@setDataFrame")}))).isEmpty());
        QVERIFY(flv.take(media(8, 0, QByteArray(1, char(0xaf)))).isEmpty());
        // One byte that says "key picture": a tag all the same, which FFmpeg judges.
        QVERIFY(tagsOf(flv.take(media(9, 0, QByteArray(1, 0x17)))));
    }

    // Whatever an encoder sends, what FFmpeg gets are whole tags.
    void noiseStaysWholeTags()
    {
        const quint32 seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        constexpr quint8 types[] = {8, 9, 18};
        FlvFeed flv;
        int begun = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray payload(qsizetype(random() % 40), Qt::Uninitialized);
            for (char &byte : payload)
                byte = char(random());
            const QByteArray bytes = flv.take(media(types[random() % 3], quint32(random()), payload));
            QVERIFY(tagsOf(bytes));
            begun += !bytes.isEmpty();
            if (random() % 100 == 0)
                flv.begin();
        }
        QVERIFY(begun > 1'000);
    }
};

QTEST_GUILESS_MAIN(FlvTest)
#include "flv_test.moc"
