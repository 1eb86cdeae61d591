// Gestures on boxes and their snapping; boxes to pixels is core/project/view/visible.h's.
#include "studio/preview/canvas_geometry.h"

#include <QTest>

using namespace icmp;
using namespace icmp::preview;

class CanvasGeometryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void panelsStandBesideAndBelowThePicture()
    {
        const project::Canvas canvas;
        const QRect screen(0, 0, 1'600, 900);
        QCOMPARE(roomIn(screen, canvas, false, false).picture, screen);
        const Room both = roomIn(screen, canvas, true, true);
        QVERIFY(both.picture.right() < both.side.left());
        QVERIFY(both.picture.bottom() < both.below.top());
        QVERIFY(both.below.right() < both.side.left());
        QCOMPARE(both.side.height(), screen.height());
        const QRect first = panelCard(both.side, {0, 0, 250'000, 500'000}, canvas, 0);
        QCOMPARE(first.width(), both.side.width());
        QCOMPARE(panelCard(both.side, {0, 0, 250'000, 500'000}, canvas, 100).top(), first.top() + 100);
    }

    void resizingKeepsTheOtherSide()
    {
        const project::Box start{100'000, 100'000, 400'000, 300'000};
        const project::Box box = changedBox(start, Handle::TopLeft, {50'000, -20'000});
        QCOMPARE(box.x + box.w, start.x + start.w);
        QCOMPARE(box.y + box.h, start.y + start.h);
        QCOMPARE(box.x, qint64(150'000));
    }

    void aSideNeverFallsBelowTheLeast()
    {
        const project::Box start{100'000, 100'000, 400'000, 300'000};
        const project::Box box = changedBox(start, Handle::Left, {900'000, 0});
        QCOMPARE(box.w, leastSide);
        QCOMPARE(box.x + box.w, start.x + start.w);
    }

    void cornersKeepTheAspectWhenAsked()
    {
        const project::Box start{0, 0, 400'000, 200'000};
        const project::Box box = changedBox(start, Handle::BottomRight, {100'000, 0}, true);
        QCOMPARE(box.w, qint64(500'000));
        QCOMPARE(box.h, qint64(250'000));
    }

    void aMovedBoxSnapsToTheNearestTarget()
    {
        const SnapTargets targets = snapTargets({});
        const Snapped near = snap({59'000, 300'000, 200'000, 100'000}, Handle::Body, targets, 10'000, 10'000);
        QCOMPARE(near.box.x, qint64(62'500));
        QCOMPARE(near.box.w, qint64(200'000));
        QVERIFY(near.guides.contains(Guide{Qt::Vertical, 62'500}));
        const Snapped far = snap({120'000, 300'000, 200'000, 100'000}, Handle::Body, targets, 10'000, 10'000);
        QCOMPARE(far.box.x, qint64(120'000));
    }

    void aHandleIsHitWithinEightPixels()
    {
        const QRectF box(100, 100, 200, 100);
        QCOMPARE(handleAt(box, {93, 94}), std::optional(Handle::TopLeft));
        QCOMPARE(handleAt(box, {300, 150}), std::optional(Handle::Right));
        QCOMPARE(handleAt(box, {200, 140}), std::optional(Handle::Body));
        QCOMPARE(handleAt(box, {50, 50}), std::nullopt);
    }
};

QTEST_MAIN(CanvasGeometryTest)
#include "canvas_geometry_test.moc"
