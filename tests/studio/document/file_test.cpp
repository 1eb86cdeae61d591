// The project file in ordinary life: opening, history after a restart, versions, copies, two programs,
// foreign files.
#include "studio/document/file/drafts.h"
#include "studio/document/file/project_file.h"
#include "tests/studio/document/kept_file.h"

#include <QDir>

using namespace icmp;
using namespace icmp::document;
using namespace icmp::test;

class FileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasEditedIsThereAfterReopening()
    {
        Desk desk;
        RandomEdits edits(2);
        QString hash;
        {
            auto document = desk.fresh(QStringLiteral("a.icmp"));
            QVERIFY(document);
            QCOMPARE(document->keeping().state, KeepState::Kept);
            edit(*document, edits, 150);
            QCOMPARE(document->keeping().state, KeepState::Keeping);
            QVERIFY(QTest::qWaitFor([&] { return document->durableSeq() == document->seq(); }, 20'000));
            QCOMPARE(document->keeping().text(), QStringLiteral("All changes kept"));
            hash = document->hash();
        }
        QVERIFY(!QFile::exists(desk.path(QStringLiteral("a.icmp-wal"))));
        QVERIFY(!QFile::exists(desk.path(QStringLiteral("a.icmp-lock"))));
        const auto again = desk.open(QStringLiteral("a.icmp"));
        QVERIFY(again);
        QCOMPARE(again->hash(), hash);
        QCOMPARE(again->seq(), 150);
        QVERIFY(again->openReport().sentence.isEmpty());
        QVERIFY(!again->isReadOnly());
    }

    void undoSurvivesARestart()
    {
        Desk desk;
        RandomEdits edits(5);
        QByteArray first, last;
        QString label, redoLabel, hash;
        int undos = 0;
        {
            auto document = desk.fresh(QStringLiteral("a.icmp"), 5);
            first = project::canonicalBytes(document->project());
            edit(*document, edits, 2'300);
            last = project::canonicalBytes(document->project());
            QCOMPARE(document->undo(7), 7);
            undos = document->undoCount();
            label = document->undoLabel();
            redoLabel = document->redoLabel();
            hash = document->hash();
        }
        auto again = desk.open(QStringLiteral("a.icmp"));
        QVERIFY(again);
        QCOMPARE(again->hash(), hash);
        QCOMPARE(again->undoCount(), undos);
        QCOMPARE(again->redoCount(), 7);
        QCOMPARE(again->undoLabel(), label);
        QCOMPARE(again->redoLabel(), redoLabel);
        QCOMPARE(again->redo(7), 7);
        QCOMPARE(project::canonicalBytes(again->project()), last);
        QCOMPARE(again->undo(1'000'000), 2'300);
        QCOMPARE(project::canonicalBytes(again->project()), first);
        QCOMPARE(again->redo(1'000'000), 2'300);
        QCOMPARE(project::canonicalBytes(again->project()), last);
    }

    void oldStatesAreToldBySeq()
    {
        Desk desk;
        RandomEdits edits(6);
        auto document = desk.fresh(QStringLiteral("a.icmp"));
        QList<QByteArray> states{project::canonicalBytes(document->project())};
        for (int i = 0; i < 60; ++i) {
            if (i % 10 == 9)
                document->undo(2);
            else
                edit(*document, edits, 1);
            states.append(project::canonicalBytes(document->project()));
        }
        for (const int at : {0, 1, 9, 10, 11, 30, 59, 60})
            QCOMPARE(*document->jsonAt(at), states[at]);
        QCOMPARE(document->jsonAt(61).error().code, RefusalCode::UnknownId);
    }

    void aVersionIsANameToReturnTo()
    {
        Desk desk;
        RandomEdits edits(8);
        auto document = desk.fresh(QStringLiteral("a.icmp"));
        edit(*document, edits, 20);
        const QString named = document->hash();
        QVERIFY(outcomeOf([&](auto done) { document->saveVersion(QStringLiteral("First cut"), done); }));
        edit(*document, edits, 20);
        const QString later = document->hash();
        QCOMPARE(document->versions().size(), 1);
        QCOMPARE(document->versions().first().hash, named);
        QCOMPARE(document->versions().first().name, QStringLiteral("First cut"));
        QVERIFY(document->returnTo(document->versions().first().id));
        QCOMPARE(document->hash(), named);
        QCOMPARE(document->undo(), 1);
        QCOMPARE(document->hash(), later);
        QCOMPARE(document->returnTo(99).error().code, RefusalCode::UnknownId);
        document.reset();
        document = desk.open(QStringLiteral("a.icmp"));
        QCOMPARE(document->hash(), later);
        QCOMPARE(document->versions().first().hash, named);
    }

    void aCopyIsAWholeFileAndForgetsWhereItWasPublished()
    {
        Desk desk;
        RandomEdits edits(8);
        auto document = desk.fresh(QStringLiteral("a.icmp"));
        document->setNote(QStringLiteral("publish:https://x"), "ev_1");
        document->setNote(QStringLiteral("other"), "kept");
        edit(*document, edits, 30);
        QVERIFY(outcomeOf([&](auto done) { document->saveCopy(desk.path(QStringLiteral("b.icmp")), done); }));
        edit(*document, edits, 5);
        const QString hash = document->hash();
        QVERIFY(outcomeOf([&](auto done) { document->saveAs(desk.path(QStringLiteral("c.icmp")), done); }));
        QCOMPARE(QFileInfo(document->path()).fileName(), QStringLiteral("c.icmp"));
        edit(*document, edits, 5);
        document.reset();
        QCOMPARE(desk.open(QStringLiteral("a.icmp"))->hash(), hash);
        const auto copy = desk.open(QStringLiteral("b.icmp"));
        QCOMPARE(copy->seq(), 30);
        QCOMPARE(copy->note(QStringLiteral("other")), "kept");
        QVERIFY(copy->note(QStringLiteral("publish:https://x")).isEmpty());
        QCOMPARE(desk.open(QStringLiteral("c.icmp"))->seq(), 40);
        QVERIFY(!QDir(desk.folder.path()).entryList(QDir::Files | QDir::Hidden).join(u' ').contains(u".tmp"));
    }

    void aCopyToAForbiddenPlaceLeavesWhatWasThere()
    {
        Desk desk;
        auto document = desk.fresh(QStringLiteral("a.icmp"));
        auto other = desk.fresh(QStringLiteral("b.icmp"), 9);
        const QString hash = other->hash();
        const auto held =
            outcomeOf([&](auto done) { document->saveCopy(desk.path(QStringLiteral("b.icmp")), done); });
        QVERIFY(!held && !held.error().what.isEmpty());
        QCOMPARE(held.error().advice, QStringLiteral("Choose another place."));
        const auto nowhere =
            outcomeOf([&](auto done) { document->saveCopy(QStringLiteral("/nowhere/x.icmp"), done); });
        QVERIFY(!nowhere);
        const auto itself = outcomeOf([&](auto done) { document->saveCopy(document->path(), done); });
        QVERIFY(!itself);
        other.reset();
        QCOMPARE(desk.open(QStringLiteral("b.icmp"))->hash(), hash);
    }

    void aDraftBecomesANamedFile()
    {
        Desk desk;
        QDir(desk.folder.path()).mkdir(QStringLiteral("drafts"));
        const QString folder = desk.path(QStringLiteral("drafts"));
        const QString draft = newDraftPath(folder);
        auto made = Document::create(desk.around(), RandomEdits(1).startingProject(3), draft);
        QVERIFY(made);
        auto document = std::move(*made);
        document->setNote(QStringLiteral("publish:https://x"), "ev_1");
        QVERIFY(isDraft(document->path()));
        QVERIFY(recoverableDrafts(folder).isEmpty()); // this program holds it
        QVERIFY(outcomeOf([&](auto done) { document->saveAs(desk.path(QStringLiteral("n.icmp")), done); }));
        QVERIFY(!QFile::exists(draft));
        QCOMPARE(document->note(QStringLiteral("publish:https://x")), "ev_1");
        document.reset();
        QCOMPARE(desk.open(QStringLiteral("n.icmp"))->note(QStringLiteral("publish:https://x")), "ev_1");
    }

    void aDraftThatWasLeftIsFound()
    {
        Desk desk;
        QDir(desk.folder.path()).mkdir(QStringLiteral("drafts"));
        const QString folder = desk.path(QStringLiteral("drafts"));
        const QString draft = newDraftPath(folder);
        QVERIFY(Document::create(desk.around(), RandomEdits(1).startingProject(3), draft));
        QCOMPARE(recoverableDrafts(folder), QStringList{draft});
    }

    void theSecondProgramReadsOnly()
    {
        Desk desk;
        RandomEdits edits(3);
        auto first = desk.fresh(QStringLiteral("a.icmp"));
        edit(*first, edits, 10);
        QVERIFY(first->flush());
        auto second = desk.open(QStringLiteral("a.icmp"));
        QVERIFY(second && second->isReadOnly());
        QCOMPARE(second->hash(), first->hash());
        QVERIFY(second->openReport().sentence.endsWith(QStringLiteral("Close it there, or save a copy.")));
        const auto refused = second->apply({project::RenameProject{QStringLiteral("x")}});
        QCOMPARE(refused.error().code, RefusalCode::NotAllowedHere);
        QCOMPARE(second->undo(), 0);
        edit(*first, edits, 10);
        second.reset();
        const QString hash = first->hash();
        first.reset();
        auto third = desk.open(QStringLiteral("a.icmp"));
        QVERIFY(third && !third->isReadOnly());
        QCOMPARE(third->hash(), hash);
    }

    void foreignAndNewerFilesAreRefusedUnchanged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("text") << QByteArray("a project? no.\n").repeated(300);
        QTest::addRow("half a header") << QByteArray("SQLite format 3\0abc", 19);
    }
    void foreignAndNewerFilesAreRefusedUnchanged()
    {
        QFETCH(QByteArray, bytes);
        Desk desk;
        QVERIFY(writeBytes(desk.path(QStringLiteral("x.icmp")), bytes));
        const Failure refusal = desk.refusal(QStringLiteral("x.icmp"));
        QVERIFY(refusal.what.startsWith(QStringLiteral("\"x.icmp\"")));
        QVERIFY2(refusal.advice.endsWith(QStringLiteral("The file was not changed.")),
                 qPrintable(refusal.what));
        QCOMPARE(bytesOf(desk.path(QStringLiteral("x.icmp"))), bytes);
    }

    void aNewerFormatIsRefusedUnchanged()
    {
        Desk desk;
        QVERIFY(desk.fresh(QStringLiteral("a.icmp")));
        const QString path = desk.path(QStringLiteral("a.icmp"));
        {
            auto file = Sqlite::open(path, SqliteMode::ReadWrite);
            QVERIFY((*file)->run("PRAGMA user_version = 2"));
        }
        const QByteArray before = bytesOf(path);
        const Failure refusal = desk.refusal(QStringLiteral("a.icmp"));
        QVERIFY(refusal.what.contains(QStringLiteral("newer")));
        QCOMPARE(refusal.advice, QStringLiteral("Update the program to open it. The file was not changed."));
        QCOMPARE(bytesOf(path), before);
    }

    void anotherProgramsDatabaseIsRefused()
    {
        Desk desk;
        {
            auto file = Sqlite::open(desk.path(QStringLiteral("a.icmp")), SqliteMode::Create);
            QVERIFY((*file)->run("CREATE TABLE t(x)"));
        }
        const Failure refusal = desk.refusal(QStringLiteral("a.icmp"));
        QVERIFY(refusal.what.contains(QStringLiteral("not a project")));
        QVERIFY(refusal.advice.startsWith(QStringLiteral("Choose a file that this program made.")));
        const Failure missing = desk.refusal(QStringLiteral("missing.icmp"));
        QVERIFY(missing.what.contains(QStringLiteral("missing.icmp")));
        QVERIFY(missing.advice.startsWith(QStringLiteral("Check its name and its folder")));
    }

    void assetsAreFoundAfterTheFolderMoved()
    {
        Desk desk;
        QDir dir(desk.folder.path());
        dir.mkdir(QStringLiteral("one"));
        const QString film = desk.path(QStringLiteral("one/film.mp4"));
        QVERIFY(writeBytes(film, "film"));
        const QString hash(64, u'a');
        {
            auto document = desk.fresh(QStringLiteral("one/a.icmp"));
            document->setAssetPath(hash, film);
            QCOMPARE(document->assetPath(hash), film);
        }
        QVERIFY(dir.rename(QStringLiteral("one"), QStringLiteral("two")));
        const auto document = desk.open(QStringLiteral("two/a.icmp"));
        QVERIFY(document);
        QCOMPARE(document->assetPath(hash), desk.path(QStringLiteral("two/film.mp4")));
        QVERIFY(QFile::remove(desk.path(QStringLiteral("two/film.mp4"))));
        QVERIFY(document->assetPath(hash).isEmpty());
    }
};

QTEST_GUILESS_MAIN(FileTest)
#include "file_test.moc"
