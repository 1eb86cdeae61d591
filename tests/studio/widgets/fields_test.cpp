#include "studio/widgets/fields.h"
#include "studio/widgets/segmented_control.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/toggle_switch.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace icmp;
using namespace icmp::widgets;

class FieldsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTimeIsToldOnceWhenTheFieldIsLeft()
    {
        TimecodeField field(QStringLiteral("Start"));
        field.setRate({24, 1});
        field.setTime(MediaTime::ofSeconds(12));
        QCOMPARE(field.text(), QStringLiteral("00:00:12:00"));
        QSignalSpy told(&field, &TimecodeField::timeEdited);
        type(field, QStringLiteral("00:00:20:12"));
        QCOMPARE(told.size(), 1);
        QCOMPARE(field.time(), (MediaTime{20 * flicksPerSecond + flicksPerSecond / 2}));
        type(field, QStringLiteral("+12f"));
        QCOMPARE(field.time(), MediaTime::ofSeconds(21));
    }

    void aTextThatIsNoTimeIsMarkedAndNotTold()
    {
        TimecodeField field(QStringLiteral("Start"));
        field.setTime(MediaTime::ofSeconds(3));
        QSignalSpy told(&field, &TimecodeField::timeEdited);
        type(field, QStringLiteral("soon"));
        QCOMPARE(told.size(), 0);
        QVERIFY(field.isRefused());
        QVERIFY(!field.accessibleDescription().isEmpty());
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(!field.isRefused());
        QCOMPARE(field.text(), QStringLiteral("00:00:03:00"));
    }

    void arrowsStepByFrames()
    {
        TimecodeField field(QStringLiteral("Start"));
        field.setRate({25, 1});
        QTest::keyClick(&field, Qt::Key_Up);
        QTest::keyClick(&field, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(field.text(), QStringLiteral("00:00:00:11"));
        QTest::keyClick(&field, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&field, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(field.time(), MediaTime{});
    }

    void aShareIsReadExactly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("millionths");
        QTest::addColumn<bool>("refused");
        QTest::newRow("decimals") << QStringLiteral("6.25") << qint64(62'500) << false;
        QTest::newRow("comma") << QStringLiteral("37,5 %") << qint64(375'000) << false;
        QTest::newRow("smallest") << QStringLiteral("0.0001") << qint64(1) << false;
        QTest::newRow("whole") << QStringLiteral("100") << qint64(1'000'000) << false;
        QTest::newRow("too large") << QStringLiteral("100.01") << qint64(500'000) << true;
        QTest::newRow("negative") << QStringLiteral("-1") << qint64(500'000) << true;
        QTest::newRow("no number") << QStringLiteral("half") << qint64(500'000) << true;
        QTest::newRow("five places") << QStringLiteral("1.00001") << qint64(500'000) << true;
    }

    void aShareIsReadExactly()
    {
        QFETCH(QString, text);
        QFETCH(qint64, millionths);
        QFETCH(bool, refused);
        PercentField field(QStringLiteral("X"));
        field.setMillionths(500'000);
        type(field, text);
        QCOMPARE(field.millionths(), millionths);
        QCOMPARE(field.isRefused(), refused);
    }

    void aSegmentIsChosenByMouseAndByArrow()
    {
        SegmentedControl control(
            QStringLiteral("Placement"),
            {{QStringLiteral("Overlay")}, {QStringLiteral("Side")}, {QStringLiteral("Below")}});
        control.resize(control.sizeHint());
        control.show();
        QVERIFY(QTest::qWaitForWindowActive(&control));
        QSignalSpy chosen(&control, &SegmentedControl::chosen);
        QWidget *third = control.findChildren<QAbstractButton *>().at(2);
        QTest::mouseClick(third, Qt::LeftButton);
        QCOMPARE(control.current(), 2);
        QTest::keyClick(third, Qt::Key_Left);
        QCOMPARE(control.current(), 1);
        QCOMPARE(chosen.size(), 2);
        control.setCurrent(-1);
        QCOMPARE(control.current(), -1);
        QCOMPARE(chosen.size(), 2);
    }

    void aSwitchIsACheckBoxToAssistiveTechnology()
    {
        ToggleSwitch toggle(QStringLiteral("Pause here"));
        QAccessibleInterface *told = QAccessible::queryAccessibleInterface(&toggle);
        QCOMPARE(told->role(), QAccessible::CheckBox);
        QCOMPARE(told->text(QAccessible::Name), QStringLiteral("Pause here"));
        QTest::keyClick(&toggle, Qt::Key_Space);
        QVERIFY(told->state().checked);
    }

    void controlsAre28HighAndGrowWithTheText()
    {
        Theme theme(*qApp);
        theme.choose(Appearance::Dark);
        for (const int percent : {100, 200}) {
            theme.setTextPercent(percent);
            TimecodeField time(QStringLiteral("Start"));
            SearchField search(QStringLiteral("Find"));
            SegmentedControl segments(QStringLiteral("One"), {{QStringLiteral("A")}, {QStringLiteral("B")}});
            QPushButton button(QStringLiteral("Publish"));
            QComboBox choice;
            choice.addItem(QStringLiteral("After the answer"));
            const int wanted = percent == 100 ? 28 : 44;
            QCOMPARE(controlHeight(time.font()), wanted);
            for (QWidget *one :
                 std::initializer_list<QWidget *>{&time, &search, &segments, &button, &choice}) {
                one->ensurePolished();
                const int found = one->minimumSizeHint().height();
                QVERIFY2(qAbs(found - wanted) <= percent / 100,
                         qPrintable(QStringLiteral("%1 is %2 high")
                                        .arg(QLatin1String(one->metaObject()->className()))
                                        .arg(found)));
            }
        }
    }

private:
    static void type(QLineEdit &field, const QString &text)
    {
        field.selectAll();
        QTest::keyClicks(&field, text);
        QTest::keyClick(&field, Qt::Key_Return);
    }
};

QTEST_MAIN(FieldsTest)
#include "fields_test.moc"
