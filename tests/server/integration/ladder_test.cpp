// Ladders of published films, made by the confined FFmpeg itself.
#include "server/integration/ladder.h"
#include "tests/support/places.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::integration;

namespace {

constexpr int patienceMs = 100'000; // ladders are of low priority, and the machine may be busy
const QString film = QString(64, u'a');
const QString other = QString(64, u'b');

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class LadderTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QStringList m_notes;
    int m_places = 0;

    std::unique_ptr<Ladder> ladder(const QString &folder)
    {
        return std::make_unique<Ladder>(
            MediaPrograms{QFile::encodeName(test::builtPath(QStringLiteral("bin/icmp-server")))}, folder,
            [this](const QString &sentence) { m_notes.append(sentence); });
    }
    QString place() { return m_folder.filePath(QString::number(++m_places)); }
    // Two seconds of a film, by plain FFmpeg.
    QString makeFilm(const QString &name, const QStringList &more)
    {
        const QString path = m_folder.filePath(name);
        QProcess::execute(QStringLiteral("ffmpeg"),
                          QStringList{QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-f"),
                                      QStringLiteral("lavfi"), QStringLiteral("-i"),
                                      QStringLiteral("testsrc=s=320x182:r=5:d=2")} +
                              more +
                              QStringList{QStringLiteral("-preset"), QStringLiteral("ultrafast"),
                                          QStringLiteral("-pix_fmt"), QStringLiteral("yuv420p"), path});
        return path;
    }
    bool comesTo(const Ladder &made, const QString &which, LadderState state)
    {
        return QTest::qWaitFor([&] { return made.progress(which).state == state; }, patienceMs);
    }

private Q_SLOTS:
    void init() { m_notes.clear(); }

    void aFilmBecomesAPlaylistThatPlays()
    {
        const QString path =
            makeFilm(QStringLiteral("sound.mp4"),
                     {QStringLiteral("-f"), QStringLiteral("lavfi"), QStringLiteral("-i"),
                      QStringLiteral("sine=duration=2"), QStringLiteral("-c:a"), QStringLiteral("aac")});
        const auto made = ladder(place());
        QVERIFY(made->isEmpty());
        QVERIFY(!made->isDone(film));
        made->enqueue({film, path, 182, 2'000});
        made->enqueue({film, path, 182, 2'000}); // on its way already
        QVERIFY(comesTo(*made, film, LadderState::Done));
        QVERIFY2(m_notes.isEmpty(), qPrintable(m_notes.join(u'\n')));
        QCOMPARE(made->progress(film).percent, 100);
        QCOMPARE(made->progress(film).heights, (QList<int>{182}));
        const QByteArray master = read(made->pathOf(film, QStringLiteral("master.m3u8")));
        QVERIFY2(master.contains("182.m3u8") && master.contains("mp4a"), master.constData());
        const QByteArray one = read(made->pathOf(film, QStringLiteral("182.m3u8")));
        QVERIFY2(one.contains("#EXT-X-ENDLIST") && one.contains("182-00000.m4s"), one.constData());
        QVERIFY(!made->pathOf(film, QStringLiteral("182-init.mp4")).isEmpty());
        QProcess probe;
        probe.start(QStringLiteral("ffprobe"),
                    {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                     QStringLiteral("stream=codec_name,height"), QStringLiteral("-of"),
                     QStringLiteral("csv=p=0"), made->pathOf(film, QStringLiteral("182.m3u8"))});
        QVERIFY(probe.waitForFinished(patienceMs));
        const QByteArray streams = probe.readAllStandardOutput();
        QVERIFY2(streams.contains("h264,182") && streams.contains("aac"), streams.constData());
    }

    void onlyItsOwnFilesAreGivenOut()
    {
        const QString folder = place();
        QDir().mkpath(folder + u'/' + film);
        for (const char *name : {"done", "order.json", "master.m3u8", "182.m3u8"}) {
            QFile file(folder + u'/' + film + u'/' + QLatin1String(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const auto made = ladder(folder);
        QVERIFY(!made->pathOf(film, QStringLiteral("master.m3u8")).isEmpty());
        QCOMPARE(made->progress(film).heights, (QList<int>{182}));
        for (const char *name : {"done", "order.json", "../a", "", "720.m3u8", "182.m3u8/..", "182.m3u8\n"})
            QVERIFY2(made->pathOf(film, QLatin1String(name)).isEmpty(), name);
        QVERIFY(made->pathOf(other, QStringLiteral("master.m3u8")).isEmpty());
        QVERIFY(made->pathOf(QStringLiteral("../") + film, QStringLiteral("master.m3u8")).isEmpty());
    }

    void aFilmWithoutSoundHasALadderToo()
    {
        const auto made = ladder(place());
        made->enqueue({film, makeFilm(QStringLiteral("mute.mp4"), {}), 182, 2'000});
        QVERIFY(comesTo(*made, film, LadderState::Done));
        QVERIFY(!read(made->pathOf(film, QStringLiteral("master.m3u8"))).contains("mp4a"));
    }

    void whatIsNoFilmFailsWithASentenceAndTheNextIsMade()
    {
        QFile file(m_folder.filePath(QStringLiteral("no film")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("not a film at all") > 0);
        file.close();
        const auto made = ladder(place());
        made->enqueue({film, file.fileName(), 182, 2'000});
        made->enqueue({other, makeFilm(QStringLiteral("good.mp4"), {}), 182, 2'000});
        QVERIFY(comesTo(*made, other, LadderState::Done));
        QCOMPARE(made->progress(film).state, LadderState::Failed);
        QCOMPARE(m_notes.size(), 1);
        QVERIFY2(m_notes.first().contains("could not be made into an HLS ladder"),
                 qPrintable(m_notes.first()));
        QVERIFY(!made->isDone(film) && made->isDone(other));
    }

    void whatAStopInterruptedBeginsAgain()
    {
        const QString folder = place(), path = makeFilm(QStringLiteral("again.mp4"), {});
        {
            const auto made = ladder(folder);
            made->enqueue({film, path, 182, 2'000});
            made->stop();
            QVERIFY(!made->isDone(film));
        }
        const auto made = ladder(folder);
        QVERIFY(!made->isEmpty() && !made->isDone(film));
        made->resume();
        QVERIFY(comesTo(*made, film, LadderState::Done));
    }
};

QTEST_GUILESS_MAIN(LadderTest)
#include "ladder_test.moc"
