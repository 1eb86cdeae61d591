// The tiles: every type once, found by its words, added by Enter.
#include "core/element/element.h"
#include "studio/library/element_grid.h"

#include <QAbstractButton>
#include <QSignalSpy>
#include <QTest>

using namespace icmp;
using namespace icmp::library;

class ElementGridTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeHasATileWithANameAndAKey()
    {
        ElementGrid grid;
        const auto tiles = grid.findChildren<QAbstractButton *>();
        QCOMPARE(tiles.size(), element::types().size());
        QSet<QString> keys;
        for (qsizetype i = 0; i < tiles.size(); ++i) {
            QVERIFY(!tiles.at(i)->accessibleName().isEmpty());
            keys.insert(keyOfType(element::types().at(i).key));
        }
        // 1 to 9 and 0, then the same with Ctrl; no two alike.
        QCOMPARE(keys.size(), tiles.size());
        QVERIFY(!keys.contains(QString()));
        QCOMPARE(keyOfType(element::types().at(9).key), QStringLiteral("0"));
        QCOMPARE(keyOfType(element::types().at(10).key), QStringLiteral("Ctrl+1"));
    }

    void wordsFindTiles()
    {
        ElementGrid grid;
        grid.show();
        grid.setFilter(QStringLiteral("quiz"));
        QCOMPARE(grid.shown(), 1);
        QSignalSpy added(&grid, &ElementGrid::addRequested);
        grid.addFirst();
        QCOMPARE(added.first().first().toString(), QStringLiteral("quiz"));
        grid.setFilter(QStringLiteral("zzz"));
        QCOMPARE(grid.shown(), 0);
    }

    void enterAddsTheFocusedType()
    {
        ElementGrid grid;
        grid.show();
        QSignalSpy added(&grid, &ElementGrid::addRequested);
        QTest::keyClick(grid.findChildren<QAbstractButton *>().at(3), Qt::Key_Return);
        QCOMPARE(int(added.size()), 1);
        QCOMPARE(added.first().first().toString(), element::types().at(3).key);
    }
};

QTEST_MAIN(ElementGridTest)
#include "element_grid_test.moc"
