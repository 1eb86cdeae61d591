// The window: every command in a menu with a key of its own, every control named, what is inserted is
// selected.
#include "app/platform/system_ports.h"
#include "studio/shell/clip_commands.h"
#include "studio/shell/frame/command_search.h"
#include "studio/shell/frame/window_parts.h"
#include "studio/shell/main_window.h"
#include "studio/shell/server_side.h"
#include "tests/studio/shell/studio_parts.h"

#include <QAccessible>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::shell;

class WindowTest : public QObject {
    Q_OBJECT

private:
    struct Studio : test::StudioParts {
        std::unique_ptr<MainWindow> window;
        std::unique_ptr<ServerSide> server;

        Studio()
        {
            const auto started = bench.startNew();
            Q_ASSERT(started);
            window = std::make_unique<MainWindow>(bench, keymap, theme);
            server = std::make_unique<ServerSide>(*window, clock);
            window->show();
        }
    };

    static bool inMenu(const QMenu &menu, const QAction *action)
    {
        for (QAction *each : menu.actions()) {
            if (each == action || (each->menu() && inMenu(*each->menu(), action)))
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void everyCommandIsInAMenuWithAKeyOfItsOwn()
    {
        Studio studio;
        for (QAction *action : studio.window->actionTable().all()) {
            const auto &menus = studio.window->actionTable().menus();
            QVERIFY2(
                std::any_of(menus.begin(), menus.end(), [&](QMenu *menu) { return inMenu(*menu, action); }),
                qPrintable(action->objectName()));
            QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->objectName()));
        }
        for (const settings::KeyConflict &conflict : studio.keymap.conflicts())
            QFAIL(qPrintable(conflict.key.toString() + u' ' + conflict.first + u' ' + conflict.second));
        QVERIFY(studio.window->actionTable().all().size() >= 100);
    }

    void everyCommandDoesSomething()
    {
        Studio studio;
        for (const QAction *action : studio.window->actionTable().all())
            QVERIFY2(studio.window->actionTable().isBound(action->objectName()),
                     qPrintable(action->objectName()));
    }

    // Also what a panel has of its own names the command that does the same. What is chosen from a list (the
    // scenes, the projects opened last), a field's own button and what Qt gives a dock are no commands.
    void nothingIsReachableOnlyOutsideTheMenus()
    {
        Studio studio;
        const ActionTable &table = studio.window->actionTable();
        const auto listed = [&](const QAction *action) {
            return std::any_of(table.menus().begin(), table.menus().end(),
                               [&](QMenu *menu) { return inMenu(*menu, action); });
        };
        QStringList wrong;
        for (const QAction *action : studio.window->findChildren<QAction *>()) {
            const QObject *owner = action->parent();
            const bool none = qobject_cast<const QMenu *>(owner) ||
                              qobject_cast<const QDockWidget *>(owner) ||
                              qobject_cast<const QLineEdit *>(owner);
            if (!none && !listed(action) && !table.action(action->property("command").toString()))
                wrong += action->objectName() + QStringLiteral(" “") + action->text() + u'”';
        }
        for (const QShortcut *shortcut : studio.window->findChildren<QShortcut *>())
            wrong += shortcut->key().toString();
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void noOtherActionHasTheSameKey()
    {
        Studio studio;
        QHash<QString, QString> seen;
        for (const QAction *action : studio.window->findChildren<QAction *>()) {
            for (const QKeySequence &key : action->shortcuts()) {
                const QString text = key.toString();
                QVERIFY2(!seen.contains(text),
                         qPrintable(text + u' ' + action->objectName() + u' ' + seen.value(text)));
                seen.insert(text, action->objectName());
            }
        }
    }

    // Alt, the menu and the underlined letter: with two of one letter the second needs more presses.
    void noTwoLinesOfAMenuHaveTheSameLetter()
    {
        Studio studio;
        QStringList wrong;
        for (const QMenu *menu : studio.window->findChildren<QMenu *>()) {
            QHash<QKeySequence, QString> seen;
            for (const QAction *action : menu->actions()) {
                const QKeySequence letter = QKeySequence::mnemonic(action->text());
                if (letter.isEmpty())
                    continue;
                if (seen.contains(letter))
                    wrong +=
                        menu->title() + QStringLiteral(": ") + action->text() + u' ' + seen.value(letter);
                seen.insert(letter, action->text());
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void altAndALetterOpenEachMenu()
    {
        Studio studio;
        QHash<QKeySequence, QString> seen;
        for (const QMenu *menu : studio.window->actionTable().menus()) {
            const QKeySequence letter = QKeySequence::mnemonic(menu->title());
            QVERIFY2(!letter.isEmpty(), qPrintable(menu->title()));
            QVERIFY2(!seen.contains(letter), qPrintable(menu->title() + u' ' + seen.value(letter)));
            seen.insert(letter, menu->title());
        }
    }

    // Also in a small window, where the two workspaces want more room than there is.
    void theDocksHaveTheirRoomAgainAfterTheLiveWorkspace()
    {
        Studio studio;
        studio.window->resize(1'270, 760);
        studio.window->resetLayout();
        QCoreApplication::processEvents();
        const QSize inspector = studio.window->inspectorDock()->size();
        const QSize timeline = studio.window->timelineDock()->size();
        studio.window->setWorkspace(Workspace::Live);
        QCoreApplication::processEvents();
        studio.window->setWorkspace(Workspace::Author);
        QCoreApplication::processEvents();
        QCOMPARE(studio.window->inspectorDock()->size(), inspector);
        QCOMPARE(studio.window->timelineDock()->size(), timeline);
        QVERIFY(inspector.width() >= 300 && timeline.height() >= 200);
    }

    // In a field of numbers digits and arrows are the field's, not the window's commands.
    void aNumberFieldKeepsItsKeys()
    {
        QSpinBox box;
        for (const auto &[key, text] : {std::pair(Qt::Key_3, "3"), std::pair(Qt::Key_Up, ""),
                                        std::pair(Qt::Key_Down, ""), std::pair(Qt::Key_Return, "\r")}) {
            const QKeyEvent event(QEvent::ShortcutOverride, key, Qt::NoModifier, QLatin1String(text));
            QVERIFY(keepsKey(box, event));
        }
        const QKeyEvent publish(QEvent::ShortcutOverride, Qt::Key_P, Qt::ControlModifier,
                                QStringLiteral("p"));
        QVERIFY(!keepsKey(box, publish));
    }

    void everyFocusableControlHasAName()
    {
        Studio studio;
        studio.window->insertElement(QStringLiteral("quiz"));
        for (QWidget *widget : studio.window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(
                access && !access->text(QAccessible::Name).isEmpty(),
                qPrintable(QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }

    void aKeyAddsAnElementAtThePlayhead()
    {
        Studio studio;
        const qint64 before = studio.bench.document()->seq();
        studio.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(studio.window.get()));
        QTest::keyClick(studio.window.get(), Qt::Key_1);
        QCOMPARE(studio.bench.document()->seq(), before + 1);
        QCOMPARE(int(studio.bench.selection().clips().size()), 1);
        studio.bench.document()->undo();
        QVERIFY(studio.bench.selection().clips().isEmpty());
    }

    void aSecondElementTakesTheNextFreeTrack()
    {
        Studio studio;
        for (int i = 0; i < 3; ++i)
            studio.window->insertElement(QStringLiteral("poll.single"));
        const project::Scene &scene = studio.bench.document()->project().scenes.first();
        for (int row = 1; row <= 3; ++row)
            QCOMPARE(int(scene.tracks.at(row).clips.size()), 1);
        const qint64 seq = studio.bench.document()->seq();
        studio.window->insertElement(QStringLiteral("poll.single"));
        QCOMPARE(studio.bench.document()->seq(), seq);
    }

    void wordsFindCommands()
    {
        QVERIFY(fitOf(QStringLiteral("und"), QStringLiteral("Undo Edit")) >
                fitOf(QStringLiteral("edit"), QStringLiteral("Undo Edit")));
        QCOMPARE(fitOf(QStringLiteral("zzz"), QStringLiteral("Undo Edit")), 0);
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
