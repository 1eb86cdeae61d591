// What the command line of the server takes and refuses: plain text on loopback only, a demo on loopback
// only.
#include "app/server/options.h"

#include <QTest>

using namespace icmp;
using namespace icmp::server;

namespace {

QStringList wordsOf(const char *line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class OptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsTaken_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("command");
        QTest::addColumn<QString>("listen");
        QTest::addColumn<int>("port");
        const auto row = [](const char *line, Command command, const char *listen, int port) {
            QTest::newRow(*line ? line : "nothing")
                << QString::fromLatin1(line) << int(command) << QString::fromLatin1(listen) << port;
        };
        row("", Command::Serve, "127.0.0.1", 8420);
        row("serve --port 0", Command::Serve, "127.0.0.1", 0);
        row("serve --port=65535", Command::Serve, "127.0.0.1", 65'535);
        row("serve --listen ::1", Command::Serve, "::1", 8420);
        row("serve --listen 127.0.0.2", Command::Serve, "127.0.0.2", 8420);
        row("serve --listen 0.0.0.0 --tls-cert c --tls-key k", Command::Serve, "0.0.0.0", 8420);
        row("serve --listen :: --tls-cert c --tls-key k", Command::Serve, "::", 8420);
        row("demo --listen ::1 --port 1", Command::Demo, "::1", 1);
        row("demo --tls-cert c --tls-key k", Command::Demo, "127.0.0.1", 8420);
        row("admin account add a@b creator,admin", Command::AccountAdd, "127.0.0.1", 8420);
        row("admin account add --login a@b --roles creator", Command::AccountAdd, "127.0.0.1", 8420);
        row("audit poll file --key k", Command::AuditPoll, "127.0.0.1", 8420);
        row("serve --rtmp-port 0 --srt-port 0", Command::Serve, "127.0.0.1", 8420);
        row("serve --srt-port 0 --ingest-listen 0.0.0.0", Command::Serve, "127.0.0.1", 8420);
    }
    void whatIsTaken()
    {
        QFETCH(QString, line);
        QFETCH(int, command);
        QFETCH(QString, listen);
        QFETCH(int, port);
        const auto options = parseOptions(line.split(u' ', Qt::SkipEmptyParts));
        QVERIFY2(options, options ? "" : qPrintable(options.error().what));
        QCOMPARE(int(options->command), command);
        QCOMPARE(options->listen, listen);
        QCOMPARE(int(options->port), port);
    }

    void whatIsRefusedAndWhatToDo_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("advice");
        const auto row = [](const char *line, const char *what,
                            const char *advice = "Run \"icmp-server help\".") {
            QTest::newRow(line) << QString::fromLatin1(what) << QString::fromLatin1(advice);
        };
        const char *plain = "Plain text is spoken on loopback only.";
        const char *encrypt = "Give --tls-cert and --tls-key, or listen on 127.0.0.1.";
        row("serve --listen 0.0.0.0", plain, encrypt);
        row("serve --listen ::", plain, encrypt);
        row("serve --listen 192.0.2.1", plain, encrypt);
        row("--listen 0.0.0.0", "There is no command --listen.");
        row("demo --listen 0.0.0.0", plain, encrypt);
        const char *here = "A demo listens on loopback only.";
        row("demo --listen 0.0.0.0 --tls-cert c --tls-key k", here, "Leave --listen out.");
        row("demo --listen :: --tls-cert c --tls-key k", here, "Leave --listen out.");
        row("serve --listen localhost", "--listen takes a numeric address.");
        row("serve --tls-cert c", "--tls-cert and --tls-key belong together.");
        row("serve --tls-key k", "--tls-cert and --tls-key belong together.");
        row("serve --port 65536", "--port takes a whole number from 0 to 65535.");
        row("serve --port -1", "--port takes a whole number from 0 to 65535.");
        row("serve --port", "--port needs a value.");
        row("serve --workers 0", "--workers takes a whole number from 1 to 63.");
        row("serve --paint x", "There is no option --paint.");
        row("paint", "There is no command paint.");
        row("serve --loop film.mp4", "--loop belongs to demo.");
        row("admin account add", "account add needs a login and its roles.");
        row("admin account add a@b", "account add needs a login and its roles.");
        row("audit poll", "audit poll needs the file to check.");
        row("serve --rtmp-port 0 --ingest-listen 0.0.0.0",
            "RTMP shows the stream key to everybody on the way.",
            "Keep it on loopback behind a TLS proxy, or give --srt-port alone.");
    }
    void whatIsRefusedAndWhatToDo()
    {
        QFETCH(QString, what);
        QFETCH(QString, advice);
        const auto options = parseOptions(wordsOf(QTest::currentDataTag()));
        QVERIFY(!options);
        QCOMPARE(options.error().what, what);
        QCOMPARE(options.error().advice, advice);
    }
};

QTEST_APPLESS_MAIN(OptionsTest)
#include "options_test.moc"
