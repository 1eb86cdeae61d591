// Every widget of the studio side by side, in each scheme. With ICMP_SCREENSHOTS=<folder> the pictures are
// kept there, to be looked at; the test itself checks that no text is cut at any text size.
#include "studio/widgets/digit_label.h"
#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/fields.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/section.h"
#include "studio/widgets/segmented_control.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/toggle_switch.h"

#include <QApplication>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QTest>
#include <QVBoxLayout>

using namespace icmp;
using namespace icmp::widgets;

namespace {

class IconSheet : public QWidget {
public:
    IconSheet() { setFixedSize(14 * 40, 10 * 32); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        int i = 0;
        for (const QString &name : iconNames()) {
            paintIcon(painter, QRectF(i % 14 * 40, i / 14 * 32, 20, 20), name, tokensOf(*this)[Token::Text2]);
            ++i;
        }
    }
};

DockHeader *header()
{
    auto *head = new DockHeader(QStringLiteral("Timeline"), DockHeader::Height::Toolbar);
    head->tabs()->addTab(QStringLiteral("Inspector"));
    head->tabs()->addTab(QStringLiteral("Problems"));
    head->tabs()->setCount(1, 3);
    head->addRule();
    auto *select = new IconButton(QStringLiteral("select"), QStringLiteral("Select"));
    select->setCheckable(true);
    select->setChecked(true);
    head->addTool(select);
    head->addTool(new IconButton(QStringLiteral("razor"), QStringLiteral("Razor")));
    auto *redo = new IconButton(QStringLiteral("redo"), QStringLiteral("Redo"));
    redo->setEnabled(false);
    head->addTool(redo);
    auto *run = new IconButton(QStringLiteral("run"), QStringLiteral("Run as viewer"));
    run->setText(QStringLiteral("Run as viewer"));
    run->setShowsText(true);
    head->addEnd(run);
    return head;
}

Section *fieldsSection()
{
    auto *section = new Section(QStringLiteral("Appearance"));
    auto *form = new QFormLayout;
    form->addRow(QStringLiteral("Placement"),
                 new SegmentedControl(
                     QStringLiteral("Placement"),
                     {{QStringLiteral("Overlay")}, {QStringLiteral("Side")}, {QStringLiteral("Below")}}));
    auto *x = new PercentField(QStringLiteral("X"));
    x->setPrefix(QStringLiteral("X"));
    x->setMillionths(62'500);
    form->addRow(QStringLiteral("Position"), x);
    auto *wrong = new TimecodeField(QStringLiteral("Start"));
    wrong->setRefusal(QStringLiteral("Not a time"));
    form->addRow(QStringLiteral("Start"), new TimecodeField(QStringLiteral("Start")));
    form->addRow(QStringLiteral("Refused"), wrong);
    auto *pause = new ToggleSwitch(QStringLiteral("Pause here"));
    pause->setText(QStringLiteral("The film plays on"));
    form->addRow(QStringLiteral("Pause here"), pause);
    auto *on = new ToggleSwitch(QStringLiteral("Loop"));
    on->setChecked(true);
    form->addRow(QStringLiteral("Loop"), on);
    auto *choice = new QComboBox;
    choice->addItems({QStringLiteral("After the answer"), QStringLiteral("Always")});
    form->addRow(QStringLiteral("Results"), choice);
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(60);
    form->addRow(QStringLiteral("Scrim"), slider);
    section->body()->addLayout(form);
    return section;
}

QWidget *gallery()
{
    auto *window = new QWidget;
    auto *column = new QVBoxLayout(window);
    column->addWidget(header());
    column->addWidget(new SearchField(QStringLiteral("Find an element")));
    column->addWidget(fieldsSection());
    auto *buttons = new QHBoxLayout;
    auto *publish = new QPushButton(QStringLiteral("Publish"));
    publish->setDefault(true);
    buttons->addWidget(publish);
    buttons->addWidget(new QPushButton(QStringLiteral("Cancel")));
    auto *off = new QPushButton(QStringLiteral("Not now"));
    off->setEnabled(false);
    buttons->addWidget(off);
    auto *kept = new StatusChip;
    kept->setState(QStringLiteral("check"), Token::Good, QStringLiteral("All changes kept"));
    kept->setSmall(true);
    buttons->addWidget(kept);
    auto *connected = new StatusChip;
    connected->setState(QStringLiteral("connected"), Token::Good, QStringLiteral("Connected"));
    buttons->addWidget(connected);
    auto *money = new DigitLabel(QStringLiteral("Earned"));
    money->setValue(QStringLiteral("1,111.10"), QStringLiteral("EUR"));
    buttons->addWidget(money);
    buttons->addStretch();
    column->addLayout(buttons);
    auto *progress = new ProgressRow(QStringLiteral("Making proxy 2 of 3"));
    progress->setPerMille(640);
    column->addWidget(progress);
    column->addWidget(new EmptyState(QStringLiteral("film"), QStringLiteral("No media yet"),
                                     QStringLiteral("Drop a film here, or import one.")));
    column->addWidget(new IconSheet);
    return window;
}

} // namespace

class GalleryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTextIsCut_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::addColumn<int>("percent");
        QTest::newRow("dark") << int(Appearance::Dark) << 100;
        QTest::newRow("light") << int(Appearance::Light) << 100;
        QTest::newRow("contrast") << int(Appearance::HighContrast) << 100;
        QTest::newRow("large") << int(Appearance::Dark) << 200;
    }

    void noTextIsCut()
    {
        QFETCH(int, appearance);
        QFETCH(int, percent);
        Theme theme(*qApp);
        theme.setTextPercent(percent);
        theme.choose(Appearance(appearance));
        const std::unique_ptr<QWidget> window(gallery());
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        for (const QLabel *label : window->findChildren<QLabel *>())
            if (!label->wordWrap())
                QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
        for (const QAbstractButton *button : window->findChildren<QAbstractButton *>())
            QVERIFY2(qobject_cast<QLineEdit *>(button->parentWidget()) ||
                         button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->accessibleName() + button->text()));
        for (const QLineEdit *field : window->findChildren<QLineEdit *>())
            QVERIFY2(field->height() >= field->fontMetrics().height() + 4,
                     qPrintable(field->accessibleName()));
        keep(*window);
    }

    void everyFocusableWidgetHasAName()
    {
        Theme theme(*qApp);
        const std::unique_ptr<QWidget> window(gallery());
        for (const QWidget *child : window->findChildren<QWidget *>()) {
            const bool own = QByteArray(child->metaObject()->className()).startsWith("icmp::");
            if (own && (child->focusPolicy() & Qt::TabFocus))
                QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
        }
    }

private:
    static void keep(QWidget &window)
    {
        const QString folder = qEnvironmentVariable("ICMP_SCREENSHOTS");
        if (!folder.isEmpty())
            QVERIFY(window.grab().save(QStringLiteral("%1/gallery-%2.png")
                                           .arg(folder, QString::fromLatin1(QTest::currentDataTag()))));
    }
};

QTEST_MAIN(GalleryTest)
#include "gallery_test.moc"
