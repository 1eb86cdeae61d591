// icmp-studio without a window, as the real program: what it prints, where, and with which exit code.
#include "studio/document/document.h"
#include "studio/document/file/sqlite.h"
#include "tests/support/fake_clock.h"
#include "tests/support/places.h"
#include "tests/support/seeded_random.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;

namespace {

constexpr int good = 0, findings = 1, refused = 2, failed = 3;

struct Ran {
    int code = -1;
    QString out;
    QString err;
};

} // namespace

class TasksTest : public QObject {
    Q_OBJECT

    test::FakeClock m_clock;
    test::SeededRandom m_random;
    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    Ran run(const QStringList &words) const
    {
        QProcess program;
        QProcessEnvironment around = QProcessEnvironment::systemEnvironment();
        for (const char *folder : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            around.insert(QLatin1String(folder), m_folder.filePath(QStringLiteral("home")));
        program.setProcessEnvironment(around);
        program.start(test::builtPath(QStringLiteral("bin/icmp-studio")), words);
        if (!program.waitForFinished(90'000))
            return {};
        return {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1,
                QString::fromUtf8(program.readAllStandardOutput()),
                QString::fromUtf8(program.readAllStandardError())};
    }

    // A project without a film; with a question that nobody wrote when `lacksQuestion`.
    bool makeProjectFile(const QString &name, bool lacksQuestion = false)
    {
        project::NewIds ids{QString(32, u'a'), SceneId{1}, {}};
        for (int i = 0; i < 6; ++i)
            ids.tracks.append(TrackId{10 + i});
        project::Project made = project::makeProject(QStringLiteral("Tasks"), ids);
        if (lacksQuestion) {
            project::Clip clip;
            clip.id = ClipId{101};
            clip.range = {MediaTime::ofSeconds(5), MediaTime::ofSeconds(15)};
            clip.body = project::makeBody(*element::make(QStringLiteral("poll.single")));
            made.scenes.first().tracks[1].clips = project::ClipList({clip});
        }
        const auto document = document::Document::create({m_clock, m_random, {}}, made, path(name));
        return document && (*document)->flush();
    }
    bool change(const QString &name, const char *sql) const
    {
        auto file = document::Sqlite::open(path(name), document::SqliteMode::ReadWrite);
        return file && (*file)->run(sql);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir().mkpath(path(QStringLiteral("home"))));
        QVERIFY(makeProjectFile(QStringLiteral("whole.icmp")));
        QVERIFY(makeProjectFile(QStringLiteral("findings.icmp"), true));
        QVERIFY(makeProjectFile(QStringLiteral("newer.icmp")));
        QVERIFY(change(QStringLiteral("newer.icmp"), "PRAGMA user_version = 99"));
        QVERIFY(makeProjectFile(QStringLiteral("ruined.icmp")));
        QVERIFY(change(QStringLiteral("ruined.icmp"), "DELETE FROM snapshot"));
        QFile text(path(QStringLiteral("text.icmp")));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no project\n") > 0);
    }

    void aProjectGoesOutAsJsonAndComesBackTheSame()
    {
        const QString json = path(QStringLiteral("whole.json"));
        const Ran out = run({"--export", "json", path("whole.icmp"), json});
        QCOMPARE(out.code, good);
        QVERIFY2(out.err.isEmpty(), qPrintable(out.err));
        QCOMPARE(out.out.trimmed().size(), 64); // its hash, and nothing else
        const Ran in = run({"--import", json, path("again.icmp")});
        QCOMPARE(in.code, good);
        QCOMPARE(in.out, out.out);
        const Ran twice = run({"--import", json, path("again.icmp")});
        QCOMPARE(twice.code, failed);
        QCOMPARE(twice.err,
                 QStringLiteral("There already is a file \"again.icmp\". Choose another name, or open "
                                "that file.\n"));
    }

    // Every task that opens a project says the same of one that cannot be opened.
    void whatCannotBeOpenedIsToldWithWhatToDo_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("sentences");
        QTest::addRow("newer") << QStringLiteral("newer.icmp")
                               << QStringList{QStringLiteral("made by a newer version of this program"),
                                              QStringLiteral("Update the program to open it.")};
        QTest::addRow("ruined") << QStringLiteral("ruined.icmp")
                                << QStringList{QStringLiteral("no snapshot of the project is whole."),
                                               QStringLiteral("Open an older copy of it.")};
        QTest::addRow("text") << QStringLiteral("text.icmp")
                              << QStringList{QStringLiteral("cannot be read as a project."),
                                             QStringLiteral("Choose a file that this program made.")};
        QTest::addRow("missing") << QStringLiteral("missing.icmp")
                                 << QStringList{QStringLiteral("There is no file"),
                                                QStringLiteral("Check its name and its folder")};
    }
    void whatCannotBeOpenedIsToldWithWhatToDo()
    {
        QFETCH(QString, file);
        QFETCH(QStringList, sentences);
        const QString given = path(file);
        const QList<QStringList> tasks{{"--export", "json", given, path("none.json")},
                                       {"--lint", given},
                                       {"--recover", given},
                                       {"--render-frame", "00:00:01:00", given, path("none.png")}};
        for (const QStringList &task : tasks) {
            const Ran ran = run(task);
            QCOMPARE(ran.code, failed);
            QVERIFY2(ran.out.isEmpty(), qPrintable(ran.out));
            for (const QString &sentence : sentences)
                QVERIFY2(ran.err.contains(sentence), qPrintable(task.first() + ": " + ran.err));
        }
        QVERIFY(!QFile::exists(path("none.json")) && !QFile::exists(path("none.png")));
        // With a window the studio starts all the same, and the terminal hears why the file is not in it.
        const Ran window = run({"--smoke", given});
        QCOMPARE(window.code, good);
        for (const QString &sentence : sentences)
            QVERIFY2(window.err.contains(sentence), qPrintable(window.err));
    }

    // What ./run --smoke believes.
    void aServerThatIsDownIsTheExitCodeOfASmokeTest()
    {
        QFile account(path("account.json"));
        QVERIFY(account.open(QIODevice::WriteOnly));
        QVERIFY(account.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        account.write(R"({"role":"creator","login":"a","password":"b","totpSecret":"GEZDGNBVGY3TQOJQ"})");
        account.close();
        const QString nobody = QStringLiteral("http://127.0.0.1:1");
        const Ran ran = run({"--smoke", "--server", nobody, "--account", path("account.json")});
        QCOMPARE(ran.code, failed);
        QVERIFY2(ran.err.contains(QStringLiteral("127.0.0.1")), qPrintable(ran.err));
    }

    void findingsAreListedAndAreTheExitCode()
    {
        const Ran clean = run({"--lint", path("whole.icmp")});
        QCOMPARE(clean.code, good);
        QVERIFY2(clean.out.isEmpty(), qPrintable(clean.out));
        const Ran found = run({"--lint", path("findings.icmp")});
        QCOMPARE(found.code, findings);
        QVERIFY2(found.out.contains(QStringLiteral(" 101 ")), qPrintable(found.out));
        QVERIFY2(found.err.isEmpty(), qPrintable(found.err));
    }

    void aDamagedProjectIsRecoveredAndSaysWhatIsLost()
    {
        const Ran whole = run({"--recover", path("whole.icmp")});
        QCOMPARE(whole.code, good);
        QVERIFY2(whole.out.startsWith(QStringLiteral("Nothing is damaged. ")), qPrintable(whole.out));
        QVERIFY(makeProjectFile(QStringLiteral("torn.icmp")));
        {
            auto opened = document::Document::open({m_clock, m_random, {}}, path("torn.icmp"));
            QVERIFY(opened);
            for (int i = 0; i < 5; ++i)
                QVERIFY((*opened)->apply({project::RenameProject{QString::number(i)}}));
        }
        QVERIFY(change(QStringLiteral("torn.icmp"),
                       "DELETE FROM snapshot WHERE seq > 0; DELETE FROM journal WHERE seq = 4"));
        const Ran torn = run({"--recover", path("torn.icmp")});
        QCOMPARE(torn.code, findings);
        QVERIFY2(
            torn.err.contains(QStringLiteral("The file was damaged. 2 edits at the end cannot be read: make "
                                             "what is missing again.")),
            qPrintable(torn.err));
        QVERIFY(torn.err.contains(QStringLiteral("kept as \"torn.icmp.damaged\"")));
        QCOMPARE(run({"--recover", path("torn.icmp")}).code, good);
    }

    void aFrameIsPaintedAtItsTime()
    {
        const QString png = path("frame.png");
        const Ran before = run({"--render-frame", "00:00:01:00", path("findings.icmp"), png});
        QCOMPARE(before.code, good);
        QCOMPARE(before.out, QString::number(flicksPerSecond) + u'\n');
        const QImage empty(png);
        QCOMPARE(empty.size(), QSize(1'920, 1'080));
        const Ran within = run({"--render-frame", "00:00:06:00", path("findings.icmp"), png});
        QCOMPARE(within.out, QString::number(6 * flicksPerSecond) + u'\n');
        QVERIFY(QImage(png) != empty); // the poll of 5 s to 15 s is in the picture
        const Ran wrong = run({"--render-frame", "soon", path("whole.icmp"), png});
        QCOMPARE(wrong.code, refused);
        QVERIFY2(wrong.err.contains(QStringLiteral("\"soon\" is not a time. Write it as 00:00:05:00")),
                 qPrintable(wrong.err));
        const Ran nowhere = run({"--render-frame", "00:00:01:00", path("whole.icmp"), "/nowhere/frame.png"});
        QCOMPARE(nowhere.code, failed);
        QVERIFY2(nowhere.err.endsWith(
                     QStringLiteral("\"/nowhere/frame.png\" cannot be written. Choose another place.\n")),
                 qPrintable(nowhere.err));
    }

    void whatIsNoProjectIsRefused()
    {
        QFile json(path("bad.json"));
        QVERIFY(json.open(QIODevice::WriteOnly) && json.write("{\"name\": 3}") > 0);
        json.close();
        const Ran ran = run({"--import", path("bad.json"), path("bad.icmp")});
        QCOMPARE(ran.code, refused);
        QVERIFY2(ran.err.contains(QStringLiteral("is not a project: ")) &&
                     ran.err.contains(QStringLiteral("Give a file that --export json wrote.")),
                 qPrintable(ran.err));
        QVERIFY(!QFile::exists(path("bad.icmp")));
        const Ran missing = run({"--import", path("missing.json"), path("bad.icmp")});
        QCOMPARE(missing.code, failed);
        QVERIFY2(missing.err.endsWith(QStringLiteral("Check its name and its folder.\n")),
                 qPrintable(missing.err));
        const Ran nowhere = run({"--export", "json", path("whole.icmp"), "/nowhere/x.json"});
        QCOMPARE(nowhere.code, failed);
        QVERIFY2(nowhere.err.endsWith(QStringLiteral("Choose another place.\n")), qPrintable(nowhere.err));
    }

    void wordsThatAreNoCommandAreRefusedWithAWayOut_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("advice");
        QTest::addRow("unknown") << QStringList{"--paint"} << QStringLiteral("See --help.");
        QTest::addRow("too few") << QStringList{"--lint"} << QStringLiteral("See --help.");
        QTest::addRow("format") << QStringList{"--export", "doc", "a", "b"}
                                << QStringLiteral("Use --export json IN OUT.");
        QTest::addRow("half") << QStringList{"--server", "http://127.0.0.1:1"}
                              << QStringLiteral("Give both, or neither.");
    }
    void wordsThatAreNoCommandAreRefusedWithAWayOut()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, advice);
        const Ran ran = run(words);
        QCOMPARE(ran.code, failed);
        QVERIFY2(ran.err.startsWith(QStringLiteral("icmp-studio: ")) && ran.err.trimmed().endsWith(advice),
                 qPrintable(ran.err));
    }
};

QTEST_GUILESS_MAIN(TasksTest)
#include "tasks_test.moc"
