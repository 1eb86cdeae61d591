// The guide line: while something is dragged onto a playhead, an edge or a marker, a band stands at that time
// over all rows, and nowhere else.
#include "tests/studio/timeline/desk.h"

#include <QWheelEvent>

using namespace icmp;
using namespace icmp::project;
using namespace icmp::timeline;
using widgets::Token;

namespace {

constexpr int bandPx = 8; // from four pixels before the time to three after it
constexpr int nearPx = 3; // where the hand lets go: beside the target, within reach
constexpr int besidePx = 12;
constexpr int shade = 4; // of 255; what rounding may make of two blends

QColor blend(const QColor &over, int percent, const QColor &under)
{
    const auto part = [percent](int a, int b) { return (a * percent + b * (100 - percent)) / 100; };
    return {part(over.red(), under.red()), part(over.green(), under.green()),
            part(over.blue(), under.blue())};
}

bool alike(const QColor &a, const QColor &b)
{
    return qAbs(a.red() - b.red()) <= shade && qAbs(a.green() - b.green()) <= shade &&
           qAbs(a.blue() - b.blue()) <= shade;
}

} // namespace

class GuideTest : public QObject {
    Q_OBJECT

    // Rows that no clip lies on.
    static QList<int> freeRows(const Desk &desk)
    {
        return {desk.view->laneRect(textTrack).center().y(), desk.view->laneRect(ads).center().y()};
    }

    // What a person sees: the band's two edges and what is between, in rows where only the ground is below
    // it.
    static bool hasBandAt(const Desk &desk, const QImage &before, const QImage &now, int x)
    {
        const QColor accent = widgets::tokensOf(*desk.view)[Token::Accent];
        for (const int y : freeRows(desk)) {
            for (const int edge : {x - bandPx / 2, x + bandPx / 2 - 1}) {
                const QColor inner = blend(accent, 22, before.pixelColor(edge, y));
                if (!alike(now.pixelColor(edge, y), blend(accent, 70, inner)))
                    return false;
            }
            const int inside = x - bandPx / 2 + 1;
            if (!alike(now.pixelColor(inside, y), blend(accent, 22, before.pixelColor(inside, y))))
                return false;
        }
        return true;
    }
    // A time lies between two pixels; the band takes the nearer one.
    static bool hasBand(const Desk &desk, const QImage &before, const QImage &now, MediaTime at)
    {
        const int x = desk.view->xOf(at);
        return hasBandAt(desk, before, now, x) || hasBandAt(desk, before, now, x + 1);
    }

private Q_SLOTS:
    void theGuideStandsWhereItSnaps_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<qint64>("atMs");
        QTest::newRow("a clip to the playhead") << "body" << qint64(13'320);
        QTest::newRow("a clip to another's end") << "body" << qint64(5'000);
        QTest::newRow("a clip to a marker") << "body" << qint64(16'200);
        QTest::newRow("an end to the playhead") << "end" << qint64(13'320);
        QTest::newRow("an end to a marker") << "end" << qint64(16'200);
        QTest::newRow("a start to another's end") << "start" << qint64(5'000);
        QTest::newRow("a start to another's end on another row") << "start" << qint64(4'000);
    }

    void theGuideStandsWhereItSnaps()
    {
        QFETCH(QString, part);
        QFETCH(qint64, atMs);
        Desk desk;
        if (atMs == 4'000)
            QVERIFY(desk.apply(Edit{RemoveClips{{poll}, Ripple::None}}));
        const Marker marker{MarkerId{300}, {ms(16'200), ms(16'200)}, QStringLiteral("Bird"), {}, {}};
        QVERIFY(desk.apply(Edit{AddMarker{marker}}));
        desk.view->setPlayhead(ms(13'320));
        desk.view->choose({quiz}, quiz);
        const MediaRange old = desk.rangeOf(quiz);
        const MediaTime target = ms(atMs);
        const MediaTime held = part == u"end" ? old.end : old.start;
        const QRect r = desk.view->rectOf(quiz);
        const QPoint from(part == u"body"    ? r.center().x()
                          : part == u"start" ? r.left() + 3
                                             : r.right() - 3,
                          r.center().y());
        const int way = desk.pixels(target - held);
        const QImage before = desk.view->grab().toImage();

        desk.press(from);
        desk.moveTo(from + QPoint(way > 0 ? 20 : -20, 0));
        desk.moveTo(from + QPoint(way + nearPx, 0));
        QVERIFY(desk.view->isDragging());
        QVERIFY(hasBand(desk, before, desk.view->grab().toImage(), target));
        // Alt held: no snapping, no band. Nor is there one out of reach.
        desk.moveTo(from + QPoint(way + nearPx, 0), Qt::AltModifier);
        QVERIFY(!hasBand(desk, before, desk.view->grab().toImage(), target));
        desk.moveTo(from + QPoint(way + besidePx, 0));
        QVERIFY(!hasBand(desk, before, desk.view->grab().toImage(), target));

        desk.moveTo(from + QPoint(way + nearPx, 0));
        desk.release(from + QPoint(way + nearPx, 0));
        const MediaRange now = desk.rangeOf(quiz);
        QCOMPARE(part == u"end" ? now.end : now.start, target);
        if (part == u"body")
            QCOMPARE(now.length(), old.length());
        else
            QCOMPARE(part == u"end" ? now.start : now.end, part == u"end" ? old.start : old.end);
        // Let go, it is gone.
        QVERIFY(!hasBand(desk, before, desk.view->grab().toImage(), target));
    }

    // Under the clips that are chosen: what is dragged stays readable.
    void theGuideLiesUnderWhatIsDragged()
    {
        Desk desk;
        desk.view->setPlayhead(ms(20'000));
        desk.view->choose({quiz}, quiz);
        const QPoint from = desk.middleOf(quiz);
        const int way = desk.pixels(ms(18'000) - desk.rangeOf(quiz).start);
        desk.press(from);
        desk.moveTo(from + QPoint(20, 0), Qt::AltModifier);
        desk.moveTo(from + QPoint(way, 0), Qt::AltModifier);
        desk.release(from + QPoint(way, 0));
        const QRect lying = desk.view->rectOf(quiz);
        const QPoint inside(desk.view->xOf(desk.rangeOf(quiz).start) + 20, lying.bottom() - 5);
        const QColor rest = desk.view->grab().toImage().pixelColor(inside);
        const int on = desk.pixels(ms(20'000) - desk.rangeOf(quiz).start);
        const QPoint again = desk.middleOf(quiz);
        desk.press(again);
        desk.moveTo(again + QPoint(on / 2, 0));
        desk.moveTo(again + QPoint(on + nearPx, 0));
        // The band's last column lies inside the clip's first pixels; the clip's own ground is seen there.
        const QImage now = desk.view->grab().toImage();
        QCOMPARE(now.pixelColor(desk.view->xOf(ms(20'000)) + 20, inside.y()), rest);
        const QColor accent = widgets::tokensOf(*desk.view)[Token::Accent];
        const QColor first = now.pixelColor(desk.view->xOf(ms(20'000)) + bandPx / 2 - 1, inside.y());
        QVERIFY(!alike(first, blend(accent, 70, blend(accent, 22, rest))));
        desk.release(again + QPoint(on + nearPx, 0));
    }
};

QTEST_MAIN(GuideTest)
#include "guide_test.moc"
