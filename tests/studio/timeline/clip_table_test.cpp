#include "tests/studio/timeline/desk.h"

#include <QAccessible>
#include <QSignalSpy>

using namespace icmp;
using namespace icmp::project;
using namespace icmp::timeline;

class ClipTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyClipIsARowInTimeOrder()
    {
        Desk desk;
        desk.view->choose({quiz}, quiz);
        desk.view->setZoomPerMille(900); // the visible range does not limit the rows
        QAccessibleTableInterface *table = tableOf(desk);
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(table->columnCount(), 3);
        QStringList names;
        for (int row = 0; row < table->rowCount(); ++row)
            names += table->cellAt(row, 0)->text(QAccessible::Name);
        QCOMPARE(names, QStringList({QStringLiteral("Film, 00:00:00:00 to 00:00:30:00, track 1"),
                                     QStringLiteral("Poll, 00:00:02:00 to 00:00:05:00, track 2"),
                                     QStringLiteral("Call to action, 00:00:02:00 to 00:00:04:00, track 3"),
                                     QStringLiteral("Quiz, 00:00:06:00 to 00:00:09:00, track 2, selected")}));
        QCOMPARE(table->selectedRows(), QList<int>{3});
    }

    void startAndEndAreValuesOneCanSet()
    {
        Desk desk;
        QAccessibleInterface *end = tableOf(desk)->cellAt(3, 2);
        QCOMPARE(end->valueInterface()->currentValue().toLongLong(), 225);
        end->valueInterface()->setCurrentValue(250);
        QCOMPARE(desk.rangeOf(quiz).end, MediaTime::ofSeconds(10));
        QCOMPARE(desk.edits.size(), size_t(1));
        QCOMPARE(end->text(QAccessible::Value), QStringLiteral("00:00:10:00"));
    }

    void actionsDoWhatTheKeysDo()
    {
        Desk desk;
        QSignalSpy opened(desk.view, &TimelineView::clipActivated);
        QAccessibleActionInterface *actions = tableOf(desk)->cellAt(3, 0)->actionInterface();
        QVERIFY(actions);
        actions->doAction(QStringLiteral("move later"));
        QCOMPARE(desk.rangeOf(quiz).start, MediaTime::ofMs(6040));
        actions->doAction(QStringLiteral("shorten"));
        QCOMPARE(desk.rangeOf(quiz).length(), MediaTime::ofMs(2960));
        actions->doAction(QStringLiteral("open"));
        QCOMPARE(opened.size(), 1);
        QVERIFY(desk.view->state().isSelected(quiz));
    }

    void aCellStaysWithItsClipWhileRowsMove()
    {
        Desk desk;
        QAccessibleInterface *cell = tableOf(desk)->cellAt(3, 0);
        QVERIFY(desk.apply(Edit{RemoveClips{{poll}, Ripple::None}}));
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 2);
        QVERIFY(desk.apply(Edit{RemoveClips{{quiz}, Ripple::None}}));
        QVERIFY(!cell->isValid());
        QCOMPARE(cell->tableCellInterface()->rowIndex(), -1);
    }

    void theNameOfEachFocusablePartIsTold()
    {
        Desk desk;
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(desk.view);
        QCOMPARE(told->role(), QAccessible::Table);
        QCOMPARE(told->text(QAccessible::Name), QStringLiteral("Timeline"));
        for (const QWidget *child : desk.panel->findChildren<QWidget *>())
            if (child->focusPolicy() & Qt::TabFocus)
                QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
    }

private:
    static QAccessibleTableInterface *tableOf(const Desk &desk)
    {
        return QAccessible::queryAccessibleInterface(desk.view)->tableInterface();
    }
};

QTEST_MAIN(ClipTableTest)
#include "clip_table_test.moc"
