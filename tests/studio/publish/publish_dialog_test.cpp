// The publish window under a person's mouse and keys: what each button does, what each state says.
#include "studio/publish/publish_dialog.h"

#include "studio/settings/english_plurals.h"
#include "tests/studio/publish/publish_desk.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>

using namespace icmp;
using namespace icmp::publish;
using namespace icmp::test;

namespace {

constexpr int patienceMs = 30'000;

struct Shown {
    PublishDesk &desk;
    Publisher publisher;
    PublishDialog dialog;

    explicit Shown(PublishDesk &at)
        : desk(at), publisher(*at.link, at.random, nullptr), dialog(*at.document, publisher)
    {
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
    }

    QPushButton *button(const char *name) const
    {
        return dialog.findChild<QPushButton *>(QLatin1String(name));
    }
    void press(const char *name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    bool comesTo(Step step) const
    {
        return QTest::qWaitFor([&] { return publisher.step() == step; }, patienceMs);
    }
    QListWidget *list(const QString &name) const
    {
        for (QListWidget *each : dialog.findChildren<QListWidget *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    // Whether a label says exactly this, where a person sees it.
    bool says(const QString &text) const
    {
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text() == text)
                return true;
        }
        return false;
    }
    QString field(const QString &name) const
    {
        for (const QLineEdit *edit : dialog.findChildren<QLineEdit *>()) {
            if (edit->isVisible() && edit->accessibleName() == name)
                return edit->text();
        }
        return {};
    }
    void clickItem(QListWidget *list, int row) const
    {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(row)).center());
    }
};

// Answers as the server would after a moment: the test presses while it runs.
void publishOnce(Shown &shown)
{
    shown.press("publish");
    QVERIFY(shown.comesTo(Step::Done));
}

} // namespace

class PublishDialogTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PublishDesk> m_desk;

    // A question that nobody wrote: an error of the element, at its field.
    ClipId addUnwritten() const
    {
        project::Clip clip;
        clip.id = ClipId{102};
        clip.range = {MediaTime::ofSeconds(20), MediaTime::ofSeconds(30)};
        clip.body = project::makeBody(*element::make(QStringLiteral("poll.single")));
        const TrackId track = m_desk->document->project().scenes.first().tracks[1].id;
        return m_desk->edit(project::InsertClip{SceneId{1}, track, clip, project::Ripple::None}) ? clip.id
                                                                                                 : ClipId{};
    }

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<PublishDesk>();
        QVERIFY(m_desk->start());
    }

    void aListedProblemIsClickedAndLeadsToItsElement()
    {
        const ClipId unwritten = addUnwritten();
        QVERIFY(unwritten.isValid());
        Shown shown(*m_desk);
        QListWidget *problems = shown.list(QStringLiteral("Problems"));
        QVERIFY(problems->isVisible() && problems->count() > 0);
        QVERIFY(!shown.button("publish")->isEnabled());
        int row = 0;
        while (row < problems->count() && !problems->item(row)->text().contains(QLatin1String("\nError: ")))
            ++row;
        QSignalSpy chosen(&shown.dialog, &PublishDialog::problemChosen);
        shown.clickItem(problems, row);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().at(0).value<ClipId>(), unwritten);
        QVERIFY(!chosen.first().at(1).toString().isEmpty());
        QVERIFY(!shown.dialog.isVisible()); // out of the way of what it leads to
    }

    void whatIsSolvedMeanwhileLeavesTheList()
    {
        const ClipId unwritten = addUnwritten();
        Shown shown(*m_desk);
        QVERIFY(!shown.button("publish")->isEnabled());
        QVERIFY(m_desk->edit(project::RemoveClips{{unwritten}, project::Ripple::None}));
        QCOMPARE(shown.list(QStringLiteral("Problems"))->count(), 0);
        QVERIFY(shown.button("publish")->isEnabled());
        QVERIFY(shown.says(QStringLiteral("Nothing stands in the way.")));
    }

    // One error and two are counted in words that fit.
    void theSummaryCountsTheErrors()
    {
        const settings::EnglishPlurals english;
        addUnwritten();
        Shown shown(*m_desk);
        int errors = 0;
        const QListWidget *problems = shown.list(QStringLiteral("Problems"));
        for (int i = 0; i < problems->count(); ++i)
            errors += problems->item(i)->text().contains(QLatin1String("\nError: ")) ? 1 : 0;
        QVERIFY(errors > 0);
        QVERIFY(shown.says(
            errors == 1 ? QStringLiteral("1 problem must be solved before publishing.")
                        : QStringLiteral("%1 problems must be solved before publishing.").arg(errors)));
    }

    void publishingShowsItsProgressAndThenTheAddresses()
    {
        Shown shown(*m_desk);
        int highest = -1;
        bool told = false;
        const auto *bar = shown.dialog.findChild<QProgressBar *>();
        connect(&shown.publisher, &Publisher::changed, this, [&] {
            if (shown.publisher.step() != Step::Uploading || bar->maximum() == 0)
                return;
            QVERIFY(bar->isVisible() && bar->value() >= highest);
            highest = bar->value();
            told = told || std::any_of(shown.dialog.findChildren<QLabel *>().begin(),
                                       shown.dialog.findChildren<QLabel *>().end(), [](const QLabel *label) {
                                           return label->text().startsWith(QLatin1String("Uploading: "));
                                       });
            QCOMPARE(shown.button("cancel")->text(), QStringLiteral("Cancel"));
            QVERIFY(!shown.button("publish")->isEnabled());
        });
        publishOnce(shown);
        QVERIFY(highest > 0 && told);
        QVERIFY(shown.field(QStringLiteral("Address to watch")).endsWith(QStringLiteral("/watch/ev_1")));
        QVERIFY(shown.field(QStringLiteral("To embed in a page")).contains(QStringLiteral("ev_1")));
        QCOMPARE(shown.button("publish")->text(), QStringLiteral("Publish again"));
        QCOMPARE(shown.button("cancel")->text(), QStringLiteral("Close"));
    }

    void cancelledAndPressedAgainItGoesOnWhereItWas()
    {
        Shown shown(*m_desk);
        const auto stop = connect(&shown.publisher, &Publisher::changed, this, [&] {
            if (shown.publisher.step() == Step::Uploading && shown.publisher.bytesSent() > 1'048'576)
                shown.press("cancel");
        });
        shown.press("publish");
        QVERIFY(shown.comesTo(Step::Cancelled));
        disconnect(stop);
        QVERIFY(shown.dialog.isVisible()); // the first press stops, the next one closes
        QVERIFY(
            shown.says(QStringLiteral("Publishing was cancelled. Viewers still see the version before.")));
        QCOMPARE(m_desk->store.version, 0);
        QCOMPARE(shown.button("publish")->text(), QStringLiteral("Try again"));
        publishOnce(shown);
        QCOMPARE(m_desk->store.version, 1);
        QCOMPARE(m_desk->store.shows, 1);
        // Nothing that had arrived was sent again: at most the chunk that was under way.
        QVERIFY2(m_desk->store.bytes < 2'800'000 + 1'048'576 + 64 * 1024,
                 QByteArray::number(m_desk->store.bytes));
        shown.press("cancel");
        QVERIFY(!shown.dialog.isVisible());
    }

    // Someone else was faster: what would be lost is listed, and nothing is replaced without the press.
    void aConflictListsTheDifferenceAndWaitsForTheWord()
    {
        Shown shown(*m_desk);
        publishOnce(shown);
        QVERIFY(!shown.button("replace")->isVisible());
        const auto theirs =
            document::Document::inMemory({m_desk->clock, m_desk->random, {}}, m_desk->document->project());
        const QString film = m_desk->document->project().assets.first().hash;
        theirs->setAssetPath(film, m_desk->document->assetPath(film));
        const QString note = QStringLiteral("publish:") + m_desk->link->server().toString(QUrl::RemovePath);
        theirs->setNote(note, m_desk->document->note(note));
        QVERIFY(theirs->apply(
            {project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Theirs")}}));
        Publisher other(*m_desk->link, m_desk->random, nullptr);
        other.start(*theirs);
        QVERIFY(QTest::qWaitFor([&] { return other.step() == Step::Done; }, patienceMs));

        QVERIFY(
            m_desk->edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Mine")}));
        shown.press("publish");
        QVERIFY(shown.comesTo(Step::Conflict));
        QListWidget *difference = shown.list(QStringLiteral("What would change"));
        QTRY_VERIFY(difference->isVisible() && difference->count() == 1);
        QVERIFY2(difference->item(0)->text().contains(QStringLiteral("Mine")),
                 qPrintable(difference->item(0)->text()));
        QVERIFY(shown.says(QStringLiteral("Someone else published meanwhile. Nothing was replaced.")));
        QCOMPARE(m_desk->store.version, 2);
        QVERIFY(shown.button("replace")->isVisible());
        // Enter in the list of differences is no press of a button.
        difference->setFocus();
        difference->setCurrentRow(0);
        QTest::keyClick(difference, Qt::Key_Return);
        QCOMPARE(shown.publisher.step(), Step::Conflict);
        shown.press("replace");
        QVERIFY(shown.comesTo(Step::Done));
        QCOMPARE(m_desk->store.version, 3);
        QVERIFY(!shown.button("replace")->isVisible());
    }

    void aServerThatIsDownIsToldWithWhatToDoAndTriedAgain()
    {
        Shown shown(*m_desk);
        m_desk->store.isDown = [] { return true; };
        shown.press("publish");
        QVERIFY(QTest::qWaitFor([&] { return shown.publisher.step() == Step::Failed; }, 2 * patienceMs));
        QVERIFY(shown.says(QStringLiteral("The server at 127.0.0.1:%1 does not answer. Check the address and "
                                          "your connection. What was uploaded is kept: publish again to go "
                                          "on.")
                               .arg(m_desk->server->serverPort())));
        QCOMPARE(shown.button("publish")->text(), QStringLiteral("Try again"));
        QVERIFY(shown.button("publish")->isEnabled());
        QVERIFY(shown.field(QStringLiteral("Address to watch")).isEmpty());
        m_desk->store.isDown = nullptr;
        publishOnce(shown);
        QCOMPARE(m_desk->store.version, 1);
    }

    void aDryRunSendsNothing()
    {
        Shown shown(*m_desk);
        shown.press("dryRun");
        QVERIFY(shown.comesTo(Step::Rehearsed));
        QCOMPARE(m_desk->store.puts + m_desk->store.shows + m_desk->store.version, 0);
        QCOMPARE(shown.button("publish")->text(), QStringLiteral("Publish"));
    }

    void anOlderVersionIsBroughtBackFromTheList()
    {
        Shown shown(*m_desk);
        publishOnce(shown);
        QVERIFY(
            m_desk->edit(project::SetField{m_desk->card, QStringLiteral("text"), QStringLiteral("Second")}));
        publishOnce(shown);
        QCOMPARE(m_desk->store.version, 2);
        shown.press("versions");
        QListWidget *versions = shown.list(QStringLiteral("Versions"));
        QTRY_COMPARE(versions->count(), 2);
        QVERIFY(versions->item(0)->text().endsWith(QStringLiteral("current")));
        shown.clickItem(versions, 0);
        QVERIFY(!shown.button("bringBack")->isEnabled());
        shown.clickItem(versions, 1);
        QVERIFY(shown.button("bringBack")->isEnabled());
        QTest::keyClick(versions, Qt::Key_Return); // chooses, publishes nothing
        QTest::qWait(50);
        QCOMPARE(m_desk->store.version, 2);
        shown.press("bringBack");
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->store.version, 3, patienceMs);
        QCOMPARE(m_desk->store.roots.last(), m_desk->store.roots.first());
    }
};

QTEST_MAIN(PublishDialogTest)
#include "publish_dialog_test.moc"
