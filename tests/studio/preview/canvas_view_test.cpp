// Gestures on the canvas: one edit each, Escape drops it, keys do the same.
#include "studio/media/frame_cache.h"
#include "studio/preview/canvas_view.h"

#include <QSignalSpy>
#include <QTest>

using namespace icmp;
using namespace icmp::preview;

namespace {

constexpr ClipId poll{41};

project::Project onePoll()
{
    project::Project project = project::makeProject(
        QStringLiteral("One"), {QStringLiteral("0123456789abcdef0123456789abcdef"),
                                SceneId{1},
                                {TrackId{2}, TrackId{3}, TrackId{4}, TrackId{5}, TrackId{6}, TrackId{7}}});
    project::Clip clip;
    clip.id = poll;
    clip.range = {project.rate.timeOfFrame(100), project.rate.timeOfFrame(200)};
    clip.box = {200'000, 200'000, 300'000, 400'000};
    clip = clip.withElement(*element::make(QStringLiteral("poll.single")));
    project.scenes[0].tracks[1].clips.insert(clip);
    return project;
}

struct Bench {
    media::FrameCache cache;
    Playback playback{{}, &cache};
    CanvasView canvas{playback};
    project::Project project = onePoll();
    QList<project::Edit> edits;

    Bench()
    {
        playback.setRate(project.rate);
        playback.setLength(project.rate.timeOfFrame(1'000));
        canvas.setScene(project, SceneId{1});
        canvas.setSnapping(false);
        canvas.resize(1'000, 600);
        canvas.show();
        playback.seek(project.rate.timeOfFrame(150));
        canvas.setSelection({poll});
        QObject::connect(&canvas, &CanvasView::editRequested, &canvas,
                         [this](const project::Edit &edit) { edits.append(edit); });
    }
    QPoint middle() const { return canvas.rectOf(canvas.visible().first()).center(); }
};

} // namespace

class CanvasViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anElementIsVisibleOnItsFramesOnly()
    {
        Bench bench;
        for (const auto &[frame, count] :
             {std::pair(99, 0), std::pair(100, 1), std::pair(199, 1), std::pair(200, 0)}) {
            bench.playback.seek(bench.project.rate.timeOfFrame(frame));
            QCOMPARE(int(bench.canvas.visible().size()), count);
        }
    }

    // Beside the picture an element has no place that a drag could change, and the picture makes room.
    void anElementBesideThePictureIsShownThereAndNotDragged()
    {
        Bench bench;
        const QRect whole = bench.canvas.pictureRect();
        project::Project project = bench.project;
        const project::Clip before = bench.canvas.visible().first().clip;
        auto element = *before.element();
        element.placement = element::Placement::Side;
        project.scenes[0].tracks[1].clips.replace(before, before.withElement(element));
        bench.canvas.setScene(project, SceneId{1});
        QVERIFY(bench.canvas.pictureRect().width() < whole.width());
        const QRect card = bench.canvas.rectOf(bench.canvas.visible().first());
        QVERIFY(card.left() > bench.canvas.pictureRect().right());
        QTest::mousePress(&bench.canvas, Qt::LeftButton, {}, card.center());
        QTest::mouseMove(&bench.canvas, card.center() + QPoint(-80, 20));
        QTest::mouseRelease(&bench.canvas, Qt::LeftButton, {}, card.center() + QPoint(-80, 20));
        QVERIFY(bench.edits.isEmpty());
    }

    void aDragIsOneEdit()
    {
        Bench bench;
        const QPoint from = bench.middle();
        QTest::mousePress(&bench.canvas, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 20; ++i)
            QTest::mouseMove(&bench.canvas, from + QPoint(i * 5, i * 2));
        QTest::mouseRelease(&bench.canvas, Qt::LeftButton, {}, from + QPoint(100, 40));
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *edit = std::get_if<project::SetBox>(&bench.edits.first().content);
        QVERIFY(edit);
        QCOMPARE(edit->clip, poll);
        QCOMPARE(edit->box.w, qint64(300'000));
        const int width = bench.canvas.pictureRect().width();
        QCOMPARE(edit->box.x, qint64(200'000 + std::llround(100.0 * whole / width)));
    }

    void escapeDropsADrag()
    {
        Bench bench;
        const QPoint from = bench.middle();
        QTest::mousePress(&bench.canvas, Qt::LeftButton, {}, from);
        QTest::mouseMove(&bench.canvas, from + QPoint(60, 0));
        QTest::keyClick(&bench.canvas, Qt::Key_Escape);
        QTest::mouseRelease(&bench.canvas, Qt::LeftButton, {}, from + QPoint(60, 0));
        QVERIFY(bench.edits.isEmpty());
    }

    void aClickWithoutMovingIsNoEdit()
    {
        Bench bench;
        QTest::mouseClick(&bench.canvas, Qt::LeftButton, {}, bench.middle());
        QVERIFY(bench.edits.isEmpty());
    }

    void aCornerResizes()
    {
        Bench bench;
        const QRect box = bench.canvas.rectOf(bench.canvas.visible().first());
        const QPoint corner(box.x() + box.width(), box.y() + box.height());
        QTest::mousePress(&bench.canvas, Qt::LeftButton, {}, corner);
        QTest::mouseMove(&bench.canvas, corner + QPoint(40, 30));
        QTest::mouseRelease(&bench.canvas, Qt::LeftButton, {}, corner + QPoint(40, 30));
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *edit = std::get_if<project::SetBox>(&bench.edits.first().content);
        QVERIFY(edit && edit->box.w > 300'000 && edit->box.h > 400'000);
        QCOMPARE(edit->box.x, qint64(200'000));
    }

    void anArrowMovesByOnePixelOfTheCanvas()
    {
        Bench bench;
        QTest::keyClick(&bench.canvas, Qt::Key_Right);
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *edit = std::get_if<project::SetBox>(&bench.edits.first().content);
        QCOMPARE(edit->box.x, qint64(200'000 + std::llround(1e6 / 1'920)));
    }
};

QTEST_MAIN(CanvasViewTest)
#include "canvas_view_test.moc"
