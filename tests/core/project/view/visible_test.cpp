// Boxes to pixels, and the clips of one track at a time in paint order.
#include "core/project/view/visible.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

namespace {

Clip clip(qint64 id, qint64 start, qint64 end, qint64 z = 0)
{
    Clip made;
    made.id = ClipId{id};
    made.range = {MediaTime{start}, MediaTime{end}};
    made.z = z;
    return made;
}

QList<qint64> idsAt(const QList<Clip> &clips, qint64 t)
{
    QList<qint64> ids;
    for (const Clip *visible : visibleOf(clips, MediaTime{t}))
        ids.append(visible->id.value);
    return ids;
}

} // namespace

class VisibleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRangeIsHalfOpen()
    {
        const QList<Clip> clips{clip(1, 10, 20)};
        QCOMPARE(idsAt(clips, 9), QList<qint64>{});
        QCOMPARE(idsAt(clips, 10), QList<qint64>{1});
        QCOMPARE(idsAt(clips, 19), QList<qint64>{1});
        QCOMPARE(idsAt(clips, 20), QList<qint64>{});
    }

    void paintOrderIsZThenId()
    {
        const QList<Clip> clips{clip(9, 0, 30, 0), clip(4, 5, 30, 1), clip(2, 6, 30, 0), clip(3, 7, 30, 1)};
        QCOMPARE(idsAt(clips, 10), (QList<qint64>{2, 9, 3, 4}));
    }

    void neighboursShareTheirEdge()
    {
        for (qint64 width = 1; width < 700; width += 7) {
            const PixelBox a = toPixels({0, 0, 333'333, 1'000'000}, width, 10);
            const PixelBox b = toPixels({333'333, 0, 666'667, 1'000'000}, width, 10);
            QCOMPARE(a.x + a.w, b.x);
            QCOMPARE(b.x + b.w, width);
        }
    }

    void halvesRoundUpAlsoBelowZero()
    {
        QCOMPARE(toPixels({62'500, 250'000, 375'000, 500'000}, 1'280, 720), (PixelBox{80, 180, 480, 360}));
        QCOMPARE(toPixels({500, 0, 1'000'000, 1'000'000}, 1'000, 1'000).x, 1);
        QCOMPARE(toPixels({-500, 0, 1'000'000, 1'000'000}, 1'000, 1'000).x, 0);
        QCOMPARE(toPixels({-501, 0, 1'000'000, 1'000'000}, 1'000, 1'000).x, -1);
    }
};

QTEST_APPLESS_MAIN(VisibleTest)
#include "visible_test.moc"
