// A server backed up while it runs, and a new one made from the backup and the keys alone.
#include "tests/flow/demo_server.h"

#include <QDir>
#include <QRegularExpression>

using namespace icmp;
using namespace icmp::test;

namespace {

int run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(builtPath(QStringLiteral("bin/icmp-server")), arguments);
    return process.waitForFinished(3 * patienceMs) ? process.exitCode() : -1;
}

} // namespace

class BackupTest : public QObject {
    Q_OBJECT

    DemoServer m_server;
    QTemporaryDir m_folder;
    QString m_file;

    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    int restoreInto(const QString &data, const QString &file) const
    {
        return run({QStringLiteral("restore"), QStringLiteral("--file"), file, QStringLiteral("--data"), data,
                    QStringLiteral("--key"), m_server.folder() + QStringLiteral("/keys")});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_file = path("a.backup");
        QCOMPARE(run({QStringLiteral("backup"), QStringLiteral("--data"), m_server.folder(),
                      QStringLiteral("--file"), m_file}),
                 0);
    }

    void nothingOfItCanBeReadWithoutTheKey()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.size() > 100'000);
        QVERIFY(!bytes.contains("creator@demo.example") && !bytes.contains("SQLite format"));
    }

    void aNewServerGoesOnFromIt()
    {
        const QString data = path("restored");
        QCOMPARE(restoreInto(data, m_file), 0);
        const QByteArray before = m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event()).body;
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(builtPath(QStringLiteral("bin/icmp-server")),
                      {QStringLiteral("serve"), QStringLiteral("--data"), data, QStringLiteral("--port"),
                       QStringLiteral("0")});
        QByteArray log;
        while (!log.contains("The server listens.")) {
            QVERIFY2(process.waitForReadyRead(patienceMs), log.constData());
            log += process.readAll();
        }
        static const QRegularExpression address(QStringLiteral("http://127\\.0\\.0\\.1:[0-9]+"));
        m_server.told.insert(QStringLiteral("http"), address.match(QString::fromUtf8(log)).captured(0));
        const auto after = m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event());
        QCOMPARE(after.status, 200);
        QCOMPARE(after.body, before);
        // Passwords, seeds and the objects came along.
        const QString session = m_server.signIn(QStringLiteral("creator"));
        QVERIFY(!session.isEmpty());
        const auto shows = m_server.ask("GET", QStringLiteral("/v1/shows"), {}, session);
        QCOMPARE(shows.json().value(QLatin1String("shows")).toArray().size(), 1);
        process.terminate();
        QVERIFY(process.waitForFinished(patienceMs));
    }

    void whatIsDamagedOrInTheWayIsRefused()
    {
        QCOMPARE(restoreInto(path("restored"), m_file), 1); // not empty
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray bytes = file.readAll();
        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 4);
        QFile broken(path("broken.backup"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write(bytes) == bytes.size());
        broken.close();
        QCOMPARE(restoreInto(path("other"), broken.fileName()), 1);
        QCOMPARE(run({QStringLiteral("backup"), QStringLiteral("--data"), m_server.folder(),
                      QStringLiteral("--file"), m_file}),
                 1); // never over another
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "backup_test.moc"
