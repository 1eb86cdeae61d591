// The form made from declarations: one edit for each finished field, refusals in place, several elements at
// once.
#include "studio/inspector/element_form.h"

#include <QAccessible>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace icmp;
using namespace icmp::inspector;

namespace {

struct Bench {
    QList<project::Edit> edits;
    std::optional<Refusal> refusal;
    ElementForm form{[this](const project::Edit &edit) -> Result<void> {
        if (refusal)
            return tl::unexpected(*refusal);
        edits.append(edit);
        return {};
    }};

    static project::Clip clip(qint64 id, const QString &type)
    {
        project::Clip made;
        made.id = ClipId{id};
        made.range = {MediaTime::ofSeconds(1), MediaTime::ofSeconds(9)};
        return made.withElement(*element::make(type));
    }
    void show(const QList<project::Clip> &clips, const QStringList &languages = {QStringLiteral("en")})
    {
        form.show({SceneId{1}, clips, {25, 1}, languages, {}, {}});
        form.resize(348, 900);
        static_cast<QWidget &>(form).show();
    }
};

} // namespace

class ElementFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldOfEveryTypeHasAnEditor()
    {
        for (const element::TypeRow &row : element::types()) {
            Bench bench;
            const project::Clip clip = Bench::clip(1, row.key);
            bench.show({clip});
            for (const element::Field &field : element::fields(*clip.element())) {
                const bool noAnswers = !row.answerable && (field.key == QLatin1String("results") ||
                                                           field.key == QLatin1String("timeshift"));
                const bool elsewhere = field.kind == element::FieldKind::RightOptions || noAnswers;
                QVERIFY2(elsewhere || bench.form.editor(field.key), qPrintable(row.key + u' ' + field.key));
            }
        }
    }

    void everyFocusableWidgetHasAName()
    {
        for (const element::TypeRow &row : element::types()) {
            Bench bench;
            bench.show({Bench::clip(1, row.key)}, {QStringLiteral("en"), QStringLiteral("de")});
            for (const QWidget *widget : bench.form.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                    continue;
                const QAccessibleInterface *access =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
                const bool named = !widget->accessibleName().isEmpty() ||
                                   (access && !access->text(QAccessible::Name).isEmpty());
                QVERIFY2(named,
                         qPrintable(row.key + u' ' + QLatin1String(widget->metaObject()->className())));
            }
        }
    }

    void aFinishedTextIsOneEdit()
    {
        Bench bench;
        bench.show({Bench::clip(7, QStringLiteral("poll.single"))});
        auto *text = bench.form.editor(QStringLiteral("question"))->findChild<QPlainTextEdit *>();
        text->setFocus();
        QTest::keyClicks(text, QStringLiteral("Where to?"));
        QVERIFY(bench.edits.isEmpty());
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *edit = std::get_if<project::SetField>(&bench.edits.first().content);
        QVERIFY(edit);
        QCOMPARE(edit->field, QStringLiteral("question"));
        QCOMPARE(edit->value.toString(), QStringLiteral("Where to?"));
        QTest::qWait(10);
        QCOMPARE(int(bench.edits.size()), 1);
    }

    void twoSecondsOfQuietFinishAText()
    {
        Bench bench;
        bench.show({Bench::clip(7, QStringLiteral("poll.single"))});
        auto *text = bench.form.editor(QStringLiteral("question"))->findChild<QPlainTextEdit *>();
        QTest::keyClicks(text, QStringLiteral("A"));
        QTRY_COMPARE_WITH_TIMEOUT(int(bench.edits.size()), 1, 10'000);
    }

    void aRefusedValueIsExplainedAndNotApplied()
    {
        Bench bench;
        bench.show({Bench::clip(7, QStringLiteral("quiz"))});
        FieldEditor *points = bench.form.editor(QStringLiteral("points"));
        auto *text = points->findChild<QLineEdit *>();
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("many"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(bench.edits.isEmpty());
        QVERIFY(!points->refusal().isEmpty());
        bench.refusal = Refusal{RefusalCode::OutOfRange, {}, QStringLiteral("From 0 to 100000.")};
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("999999999"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(bench.edits.isEmpty());
        QVERIFY(points->refusal().contains(QStringLiteral("100000")));
    }

    // What a field holds can be read in it: no note of a bound that is none takes its room.
    void aNumberHasRoomBesideWhatIsSaidOfIt()
    {
        Bench bench;
        bench.show({Bench::clip(7, QStringLiteral("poll.slider"))});
        bench.form.resize(348, 900);
        bench.form.setVisible(true);
        QVERIFY(QTest::qWaitForWindowExposed(&bench.form));
        int seen = 0;
        for (FieldEditor *editor : bench.form.findChildren<FieldEditor *>()) {
            if (editor->field().kind != element::FieldKind::Integer)
                continue;
            const auto *edit = editor->findChild<QLineEdit *>();
            QVERIFY2(edit->width() >= edit->fontMetrics().horizontalAdvance(QStringLiteral("1000000")),
                     qPrintable(editor->field().key));
            ++seen;
        }
        QVERIFY(seen >= 3);
    }

    void oneChangeToSeveralElementsIsOneEdit()
    {
        Bench bench;
        bench.show({Bench::clip(1, QStringLiteral("poll.single")), Bench::clip(2, QStringLiteral("quiz"))});
        QVERIFY(!bench.form.editor(QStringLiteral("question")));
        FieldEditor *priority = bench.form.editor(QStringLiteral("priority"));
        auto *text = priority->findChild<QLineEdit *>();
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("8"));
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *many = std::get_if<project::Many>(&bench.edits.first().content);
        QVERIFY(many && many->edits.size() == 2);
    }

    void anotherLanguageIsTranslatedNotReplaced()
    {
        Bench bench;
        bench.show({Bench::clip(7, QStringLiteral("poll.single"))},
                   {QStringLiteral("en"), QStringLiteral("de")});
        auto *languages = bench.form.findChild<QToolButton *>(QString(), Qt::FindChildrenRecursively);
        QAction *german = nullptr;
        for (QToolButton *button : bench.form.findChildren<QToolButton *>()) {
            if (button->menu())
                german = button->menu()->actions().at(1);
        }
        QVERIFY(languages && german);
        german->trigger();
        auto *text = bench.form.editor(QStringLiteral("question"))->findChild<QPlainTextEdit *>();
        QTest::keyClicks(text, QStringLiteral("Wohin?"));
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(int(bench.edits.size()), 1);
        const auto *edit = std::get_if<project::SetText>(&bench.edits.first().content);
        QVERIFY(edit);
        QCOMPARE(edit->language, QStringLiteral("de"));
    }
};

QTEST_MAIN(ElementFormTest)
#include "element_form_test.moc"
