// Reading times out of what FFmpeg writes, and never more than is there.
#include "server/integration/fragment_reader.h"
#include "server/integration/media_words.h"
#include "server/integration/recording.h"
#include "tests/support/places.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::integration;

class FragmentReaderTest : public QObject {
    Q_OBJECT

    QByteArray m_film;

    static QByteArray run(const QString &program, const QStringList &words)
    {
        QProcess process;
        process.start(program, words);
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    // The live encoding of 6 s, as the channel gets it.
    void initTestCase()
    {
        QStringList words{QStringLiteral("-f"), QStringLiteral("lavfi"),
                          QStringLiteral("-i"), QStringLiteral("testsrc=s=320x180:r=25:d=6"),
                          QStringLiteral("-f"), QStringLiteral("lavfi"),
                          QStringLiteral("-i"), QStringLiteral("sine=sample_rate=48000:d=6")};
        const QByteArrayList order = feedOrder("flv", Handling::Encode).arguments;
        for (qsizetype i = order.indexOf("-c:v"); i < order.size(); ++i) {
            if (order[i] == "-map") {
                ++i;
                continue;
            }
            words.append(QString::fromLatin1(order[i]));
        }
        m_film = run(QStringLiteral("ffmpeg"), words);
        QVERIFY(m_film.size() > 10'000);
    }

    void everyFragmentBeginsWithAKeyPictureAndTellsItsTime()
    {
        FragmentReader reader;
        QList<Fragment> fragments;
        for (qsizetype at = 0; at < m_film.size(); at += 1'000) {
            QVERIFY(reader.feed(m_film.mid(at, 1'000)));
            fragments += reader.takeFragments();
        }
        const auto opening = reader.takeOpening();
        QVERIFY(opening && opening->bytes.mid(4, 4) == "ftyp");
        QCOMPARE(opening->codecs, (QByteArrayList{"avc1", "mp4a"}));
        QVERIFY(opening->plainPicture);
        QCOMPARE(opening->width, 320);
        QCOMPARE(fragments.size(), 6);
        for (qsizetype i = 0; i < fragments.size(); ++i) {
            QVERIFY(fragments[i].key);
            QVERIFY2(qAbs(fragments[i].durationUs - 1'000'000) < 45'000,
                     qPrintable(QString::number(fragments[i].durationUs)));
            QVERIFY2(qAbs(fragments[i].startUs - i * 1'000'000) < 45'000,
                     qPrintable(QString::number(fragments[i].startUs)));
            QCOMPARE(fragments[i].times.size(), 2);
        }
    }

    void noiseIsRefusedOrReadButNeverBreaksIt()
    {
        const quint32 seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        int refused = 0;
        for (int round = 0; round < 2'000; ++round) {
            QByteArray bytes = m_film.left(40'000);
            for (int i = 0; i < 6; ++i)
                bytes[qsizetype(random() % 3'000)] = char(random());
            FragmentReader reader;
            refused += !reader.feed(bytes);
        }
        QVERIFY(refused > 100);
    }

    void aBoxThatClaimsTooMuchIsRefused()
    {
        FragmentReader reader;
        const auto fed = reader.feed(QByteArray::fromHex("7fffffff6d6f6f76"));
        QVERIFY(!fed);
        QCOMPARE(fed.error().code, RefusalCode::TooLong);
    }

    // An encoder that came back: two runs, whose times both begin at 0, are one film of their sum.
    void aRecordingGoesOnOverRuns()
    {
        QTemporaryDir folder;
        FragmentReader reader;
        QVERIFY(reader.feed(m_film));
        const Opening opening = *reader.takeOpening();
        const QList<Fragment> fragments = reader.takeFragments();
        auto recording = Recording::begin(folder.path(), QStringLiteral("1"), opening);
        QVERIFY(recording);
        for (int run = 0; run < 2; ++run) {
            QVERIFY((*recording)->fits(opening));
            (*recording)->continueWith(fragments);
            for (const Fragment &fragment : fragments)
                QVERIFY((*recording)->append(fragment));
        }
        const FinishedRecording finished = (*recording)->finish();
        const auto json = QJsonDocument::fromJson(
            run(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-f"), QStringLiteral("mp4"),
                 QStringLiteral("-count_packets"), QStringLiteral("-show_entries"),
                 QStringLiteral("stream=nb_read_packets:format=duration"), QStringLiteral("-of"),
                 QStringLiteral("json"), finished.path}));
        QCOMPARE(json[QLatin1String("streams")][0][QLatin1String("nb_read_packets")].toString(),
                 QStringLiteral("300"));
        const double seconds = json[QLatin1String("format")][QLatin1String("duration")].toString().toDouble();
        QVERIFY2(qAbs(seconds - 12) < 0.2, qPrintable(QString::number(seconds)));
    }
};

QTEST_GUILESS_MAIN(FragmentReaderTest)
#include "fragment_reader_test.moc"
