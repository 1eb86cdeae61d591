// The golden cases of tests/data/visible on the canvas: what the player shows at a time, in its order and at
// its pixels, the preview shows too.
#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/package/package.h"
#include "studio/media/frame_cache.h"
#include "studio/preview/canvas_view.h"
#include "tests/support/places.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace icmp;
using namespace icmp::preview;

namespace {

constexpr int canvasMargin = 12; // the canvas's own, on each side

package::Package opened(QJsonObject root)
{
    const QJsonObject parts = root.take(QStringLiteral("parts")).toObject();
    const QByteArray bytes = canonicalJson(root);
    const QString hash = sha256Hex(bytes);
    const auto opened = package::open(hash, {}, [&](const QString &wanted) -> std::optional<QByteArray> {
        if (wanted == hash)
            return bytes;
        if (!parts.contains(wanted))
            return std::nullopt;
        return compactJson(parts.value(wanted));
    });
    if (!opened)
        qFatal("%s", qPrintable(describe(opened.error())));
    return *opened;
}

// The project that the package could have been frozen from, on a canvas of the viewport's shape.
project::Project projectOf(const package::Package &show, const QSize &viewport)
{
    project::Project project;
    project.rate = {flicksPerSecond, 1}; // one frame a flick, so that the playhead stands at any t
    project.canvas = {viewport.width(), viewport.height()};
    for (const package::PlacedScene &placed : show.scenes) {
        project::Scene scene;
        scene.id = placed.id;
        for (const package::PlacedTrack &row : placed.tracks) {
            project::Track track;
            track.id = row.id;
            track.kind = row.kind;
            track.hidden = row.hidden;
            for (const package::PlacedElement &element : row.clips)
                track.clips.insert(
                    {element.id, element.range, element.box, element.z, project::makeBody(element.element)});
            scene.tracks.append(track);
        }
        project.scenes.append(scene);
    }
    return project;
}

} // namespace

class GoldenCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePreviewShowsWhatThePlayerShows_data()
    {
        QTest::addColumn<QString>("path");
        const QDir folder(test::sourcePath(QStringLiteral("tests/data/visible")));
        const QStringList names = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
        QVERIFY(names.size() >= 25);
        for (const QString &name : names)
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }

    void thePreviewShowsWhatThePlayerShows()
    {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto golden = parseJsonObject(file.readAll());
        QVERIFY(golden);
        const QJsonObject shape = golden->value(QLatin1String("viewport")).toObject();
        const QSize viewport(shape.value(QLatin1String("w")).toInt(),
                             shape.value(QLatin1String("h")).toInt());
        const project::Project project =
            projectOf(opened(golden->value(QLatin1String("package")).toObject()), viewport);

        media::FrameCache cache;
        Playback playback({}, &cache);
        playback.setRate(project.rate);
        playback.setLength({projectFlicksMax});
        CanvasView canvas(playback);
        canvas.resize(viewport + QSize(2 * canvasMargin, 2 * canvasMargin));
        canvas.setScene(project, project.scenes.first().id);
        QCOMPARE(canvas.pictureRect().size(), viewport);
        for (const auto item : golden->value(QLatin1String("queries")).toArray()) {
            const QJsonObject query = item.toObject();
            const MediaTime t{query.value(QLatin1String("t")).toInteger()};
            playback.seek(t);
            QCOMPARE(playback.time(), t);
            QJsonArray ids;
            QJsonObject boxes;
            for (const VisibleClip &shown : canvas.visible()) {
                const QRect box = canvas.rectOf(shown).translated(-canvas.pictureRect().topLeft());
                ids.append(shown.clip.id.value);
                boxes.insert(shown.clip.id.toText(), QJsonObject{{QStringLiteral("x"), box.x()},
                                                                 {QStringLiteral("y"), box.y()},
                                                                 {QStringLiteral("w"), box.width()},
                                                                 {QStringLiteral("h"), box.height()}});
            }
            QCOMPARE(canonicalJson(ids), canonicalJson(query.value(QLatin1String("visible"))));
            if (query.contains(QLatin1String("boxes")))
                QCOMPARE(canonicalJson(boxes), canonicalJson(query.value(QLatin1String("boxes"))));
        }
    }
};

QTEST_MAIN(GoldenCasesTest)
#include "golden_cases_test.moc"
