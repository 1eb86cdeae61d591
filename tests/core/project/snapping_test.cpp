#include "core/project/snapping.h"

#include "tests/core/project/sample.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

namespace {

const QList<SnapTarget> golden{
    {ms(1000), SnapKind::Edge, {}},     {ms(2000), SnapKind::Playhead, {}},
    {ms(2040), SnapKind::Edge, {}},     {ms(3000), SnapKind::Marker, QStringLiteral("Bird")},
    {ms(3100), SnapKind::Edge, {}},     {ms(5000), SnapKind::Edge, {}},
    {ms(5000), SnapKind::Playhead, {}},
};

}  // namespace

class SnappingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNearestWinsAndTiesGoByKind_data()
    {
        QTest::addColumn<qint64>("at");
        QTest::addColumn<qint64>("tolerance");
        QTest::addColumn<qint64>("target");  // −1: none
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, qint64 at, qint64 tolerance, qint64 target, SnapKind kind) {
            QTest::newRow(name) << at << tolerance << target << int(kind);
        };
        row("exactly on it", 1000, 80, 1000, SnapKind::Edge);
        row("at the tolerance", 1080, 80, 1000, SnapKind::Edge);
        row("beyond the tolerance", 1081, 80, -1, SnapKind::Edge);
        row("before the first", 930, 80, 1000, SnapKind::Edge);
        row("after the last", 5070, 80, 5000, SnapKind::Playhead);
        row("playhead before edge on a tie", 2020, 80, 2000, SnapKind::Playhead);
        row("the nearer edge before the playhead", 2021, 80, 2040, SnapKind::Edge);
        row("marker before edge on a tie", 3050, 80, 3000, SnapKind::Marker);
        row("two at one time", 5010, 80, 5000, SnapKind::Playhead);
        row("no tolerance, on it", 3100, 0, 3100, SnapKind::Edge);
        row("no tolerance, beside it", 3099, 0, -1, SnapKind::Edge);
    }

    void theNearestWinsAndTiesGoByKind()
    {
        QFETCH(qint64, at);
        QFETCH(qint64, tolerance);
        QFETCH(qint64, target);
        QFETCH(int, kind);
        const auto snap = SnapTargets(golden).nearest(ms(at), ms(tolerance));
        QCOMPARE(snap.has_value(), target >= 0);
        if (snap) {
            QCOMPARE(snap->target.at, ms(target));
            QCOMPARE(int(snap->target.kind), kind);
            QCOMPARE(snap->correction, ms(target - at));
        }
    }

    void allDraggedEdgesLookForATarget_data()
    {
        QTest::addColumn<QList<qint64>>("edges");
        QTest::addColumn<qint64>("correction");
        QTest::addColumn<int>("kind");
        QTest::newRow("the end is nearer")
            << QList<qint64>{1060, 3010} << qint64(-10) << int(SnapKind::Marker);
        QTest::newRow("the start is nearer")
            << QList<qint64>{1005, 3050} << qint64(-5) << int(SnapKind::Edge);
        QTest::newRow("equally near: playhead")
            << QList<qint64>{990, 1990} << qint64(10) << int(SnapKind::Playhead);
        QTest::newRow("none near: the grid")
            << QList<qint64>{4010, 4200} << qint64(-10) << int(SnapKind::Grid);
        QTest::newRow("the grid, upwards") << QList<qint64>{4030} << qint64(10) << int(SnapKind::Grid);
        QTest::newRow("the grid, a tie") << QList<qint64>{4020} << qint64(-20) << int(SnapKind::Grid);
    }

    void allDraggedEdgesLookForATarget()
    {
        QFETCH(QList<qint64>, edges);
        QFETCH(qint64, correction);
        QFETCH(int, kind);
        QList<MediaTime> times;
        for (const qint64 edge : edges)
            times.append(ms(edge));
        const Snap snap = snapEdges(SnapTargets(golden), times, ms(80), FrameRate{25, 1});
        QCOMPARE(snap.correction, ms(correction));
        QCOMPARE(int(snap.target.kind), kind);
    }

    void ownEdgesAreNoTargets()
    {
        Project sample = sampleProject();
        sample.markers.append(
            {MarkerId{7}, {ms(9500), ms(9500)}, QStringLiteral("Bird"), QStringLiteral("note"), {}});
        const SnapTargets all =
            snapTargets(sample, sample.scenes.first(), {poll}, {ms(1500), MediaRange{ms(500), ms(700)}});
        QList<qint64> times;
        for (const SnapTarget &target : all.all())
            times.append(target.at.toMsFloor());
        // The poll's start at 2 s is also the call to action's; its end at 5 s is nobody else's.
        QCOMPARE(times, QList<qint64>({0, 500, 700, 1500, 2000, 4000, 6000, 9000, 9500, 30000}));
    }
};

QTEST_GUILESS_MAIN(SnappingTest)
#include "snapping_test.moc"
