// Importing and rendering as the library dock and the publish dialog do it: every step, its progress, cancel,
// cache.
#include "studio/media/media_library.h"

#include "core/base/hash.h"
#include "studio/media/media_cache.h"
#include "studio/media/media_worker.h"
#include "tests/studio/codec/clip_table.h"
#include "tests/support/places.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace icmp;
using namespace icmp::media;

namespace {

WorkerSettings settings()
{
    WorkerSettings chosen;
    chosen.program = icmp::test::builtPath(QStringLiteral("bin/icmp-media"));
    return chosen;
}

QStringList filesIn(const QString &folder)
{
    QStringList files;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
        files << QFileInfo(it.next()).fileName();
    files.sort();
    return files;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class MediaLibraryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormIsImported_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(testclips::formatRows)); ++i)
            QTest::newRow(testclips::formatRows[i].file) << i;
    }

    void everyFormIsImported()
    {
        QFETCH(int, row);
        const auto &form = testclips::formatRows[row];
        const QString path = testclips::formatClip(form);
        QTemporaryDir folder;
        MediaLibrary library(folder.path(), settings());
        QSignalSpy imported(&library, &MediaLibrary::imported);
        QSignalSpy failed(&library, &MediaLibrary::failed);
        QSignalSpy progressed(&library, &MediaLibrary::progressed);
        const JobId job = library.import(path);
        QVERIFY(library.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!imported.isEmpty() || !failed.isEmpty(), 60'000);
        QVERIFY2(failed.isEmpty(),
                 failed.isEmpty() ? "" : qUtf8Printable(failed.first().at(1).value<Failure>().what));
        const auto media = imported.first().at(1).value<ImportedMedia>();
        QCOMPARE(imported.first().first().value<JobId>(), job);
        QCOMPARE(media.hash, sha256Hex(contentOf(path)));
        QCOMPARE(media.name, QString::fromLatin1(form.file));
        QVERIFY(media.sandbox.contains(QStringLiteral("seccomp")));
        QVERIFY(!library.proxyPath(media.hash).isEmpty());
        QCOMPARE(library.frameIndex(media.hash).count(), 60);
        QCOMPARE(library.waveform(media.hash).isEmpty(), form.sound[0] == '\0');
        QCOMPARE(library.thumbnail(media.hash, MediaTime::ofMs(500)).height(), 90);
        int before = 0;
        for (const auto &step : std::as_const(progressed)) {
            QVERIFY(step.at(1).toInt() >= before);
            before = step.at(1).toInt();
        }
        QCOMPARE(before, 100);
        QVERIFY(!library.isBusy());
        QVERIFY(library.find(media.hash));
    }

    void aSecondImportMakesNothingAnew()
    {
        QTemporaryDir folder;
        const QString path = testclips::formatClip(testclips::formatRows[0]);
        QString hash;
        QDateTime made;
        for (int round = 0; round < 2; ++round) {
            MediaLibrary library(folder.path(), settings());
            QSignalSpy imported(&library, &MediaLibrary::imported);
            QSignalSpy proxy(&library, &MediaLibrary::proxyChanged);
            library.import(path);
            QVERIFY(imported.wait(60'000));
            QCOMPARE(proxy.size(), round == 0 ? 1 : 0);
            hash = imported.first().at(1).value<ImportedMedia>().hash;
        }
        MediaLibrary library(folder.path(), settings());
        const auto found = library.find(hash);
        QVERIFY(found);
        QCOMPARE(found->probe.frames, 60);
        QVERIFY(!library.find(QStringLiteral("../../etc/passwd")));
    }

    void withoutProxiesEverythingElseIsMade()
    {
        const QString path = testclips::make({QStringLiteral("plain.mp4"), 25, QStringLiteral("25"),
                                              testclips::words("-c:v libx264 -preset ultrafast"), true});
        QTemporaryDir folder;
        MediaLibrary library(folder.path(), settings());
        library.setMakesProxies(false);
        QSignalSpy imported(&library, &MediaLibrary::imported);
        library.import(path);
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 60'000);
        const QString hash = imported.first().at(1).value<ImportedMedia>().hash;
        QVERIFY(library.proxyPath(hash).isEmpty());
        QVERIFY(!library.thumbnail(hash, MediaTime()).isNull());
        library.setMakesProxies(true);
        library.import(path);
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 2, 60'000);
        QVERIFY(!library.proxyPath(hash).isEmpty());
    }

    void cancellingLeavesNothingHalfMade()
    {
        const QString path = testclips::make({QStringLiteral("long.mp4"), 4'000, QStringLiteral("50"),
                                              testclips::words("-c:v libx264 -preset ultrafast"), true});
        QTemporaryDir folder;
        MediaLibrary library(folder.path(), settings());
        QSignalSpy cancelled(&library, &MediaLibrary::cancelled);
        QSignalSpy imported(&library, &MediaLibrary::imported);
        const JobId job = library.import(path);
        connect(&library, &MediaLibrary::progressed, this,
                [&](JobId, int percent, MediaLibrary::Stage stage) {
                    if (stage == MediaLibrary::Stage::Proxy && percent > 41)
                        library.cancel(job);
                });
        QTRY_COMPARE_WITH_TIMEOUT(cancelled.size(), 1, 60'000);
        QVERIFY(!library.isBusy());
        QTRY_VERIFY(filesIn(folder.path()).filter(QStringLiteral(".part")).isEmpty());
        QVERIFY(filesIn(folder.path()).filter(QStringLiteral("proxy")).isEmpty());
        QCOMPARE(imported.size(), 0);
    }

    void whatBrowsersPlayIsPublishedAsItIs()
    {
        QTemporaryDir folder;
        MediaLibrary library(folder.path(), settings());
        QSignalSpy rendered(&library, &MediaLibrary::rendered);
        const QString path = testclips::formatClip(testclips::formatRows[0]);
        library.render(path);
        QVERIFY(rendered.wait(60'000));
        const auto rendition = rendered.first().at(1).value<Rendition>();
        QCOMPARE(rendition.path, path);
        QCOMPARE(rendition.hash, sha256Hex(contentOf(path)));
        QCOMPARE(rendition.type, QStringLiteral("video/mp4"));
        QCOMPARE(rendition.bytes, QFileInfo(path).size());
    }

    void whatBrowsersDoNotPlayIsRenderedOnce()
    {
        QTemporaryDir folder;
        const QString path = testclips::formatClip(testclips::formatRows[7]); // H.265 with Opus in Matroska
        Rendition first;
        for (int round = 0; round < 2; ++round) {
            MediaLibrary library(folder.path(), settings());
            QSignalSpy rendered(&library, &MediaLibrary::rendered);
            library.render(path);
            QVERIFY(rendered.wait(60'000));
            const auto rendition = rendered.first().at(1).value<Rendition>();
            QVERIFY(rendition.path != path);
            QCOMPARE(rendition.hash, sha256Hex(contentOf(rendition.path)));
            QCOMPARE(rendition.type, QStringLiteral("video/mp4"));
            if (round == 1)
                QCOMPARE(rendition.hash, first.hash);
            first = rendition;
        }
        MediaLibrary library(folder.path(), settings());
        QSignalSpy imported(&library, &MediaLibrary::imported);
        library.import(first.path);
        QVERIFY(imported.wait(60'000));
        QVERIFY(isPlayableByBrowsers(imported.first().at(1).value<ImportedMedia>().probe));
    }

    void hostileFilesAreRefusedAndTheNextImportWorks_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray film = contentOf(testclips::formatClip(testclips::formatRows[0]));
        QTest::newRow("0 bytes") << QByteArray();
        QTest::newRow("text") << QByteArray("a film, surely\n").repeated(50);
        QTest::newRow("cut off") << film.left(film.size() / 2);
        QTest::newRow("playlist") << QByteArray("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n");
    }

    void hostileFilesAreRefusedAndTheNextImportWorks()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        const QString bad = folder.filePath(QStringLiteral("bad.mp4"));
        QFile file(bad);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        MediaLibrary library(folder.filePath(QStringLiteral("cache")), settings());
        QSignalSpy failed(&library, &MediaLibrary::failed);
        QSignalSpy imported(&library, &MediaLibrary::imported);
        library.import(bad);
        library.import(testclips::formatClip(testclips::formatRows[1]));
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 60'000);
        QCOMPARE(failed.size(), 1);
        const auto why = failed.first().at(1).value<Failure>();
        QVERIFY2(why.what.endsWith(u'.') && why.advice.endsWith(u'.'), qUtf8Printable(why.what));
    }

    void withoutASandboxTheLibraryAsksFirst()
    {
        WorkerSettings none = settings();
        none.sandbox = SandboxChoice::None;
        QTemporaryDir folder;
        MediaLibrary library(folder.path(), none);
        QSignalSpy asked(&library, &MediaLibrary::confirmationNeeded);
        QSignalSpy imported(&library, &MediaLibrary::imported);
        QSignalSpy failed(&library, &MediaLibrary::failed);
        const JobId job = library.import(testclips::formatClip(testclips::formatRows[1]));
        QVERIFY(asked.wait(30'000));
        QTest::qWait(100);
        QCOMPARE(imported.size(), 0);
        library.allowUnsandboxed(job);
        QVERIFY(imported.wait(60'000));
        QCOMPARE(failed.size(), 0);
        QCOMPARE(imported.first().at(1).value<ImportedMedia>().sandbox, QStringLiteral("none"));
    }

    void imagesAndSoundsAreImported()
    {
        QTemporaryDir folder;
        const QString image = testclips::cached(
            QStringLiteral("still.png"), QStringLiteral("library still"), [](const QString &to) {
                testclips::runFfmpeg(testclips::words("-f lavfi -i color=c=red:size=320x200 -frames:v 1")
                                     << to);
            });
        const QString sound = testclips::cached(
            QStringLiteral("tone.mp3"), QStringLiteral("library tone"), [](const QString &to) {
                testclips::runFfmpeg(testclips::words("-f lavfi -i sine=duration=2 -c:a libmp3lame") << to);
            });
        MediaLibrary library(folder.path(), settings());
        QSignalSpy imported(&library, &MediaLibrary::imported);
        QSignalSpy rendered(&library, &MediaLibrary::rendered);
        library.import(image);
        library.import(sound);
        library.render(sound);
        QTRY_COMPARE_WITH_TIMEOUT(rendered.size(), 1, 60'000);
        QCOMPARE(imported.size(), 2);
        const auto still = imported.at(0).at(1).value<ImportedMedia>();
        const auto tone = imported.at(1).at(1).value<ImportedMedia>();
        QCOMPARE(still.probe.kind, MediaKind::Image);
        QVERIFY(qRed(library.thumbnail(still.hash, {}).pixel(10, 10)) > 200);
        QCOMPARE(tone.probe.kind, MediaKind::Sound);
        QVERIFY(library.waveform(tone.hash).peaks.size() > 190);
        QCOMPARE(rendered.first().at(1).value<Rendition>().type, QStringLiteral("audio/mp4"));
    }
};

QTEST_GUILESS_MAIN(MediaLibraryTest)
#include "media_library_test.moc"
