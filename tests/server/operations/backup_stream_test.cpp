#include "server/operations/backup_stream.h"

#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::operations;

namespace {

using Files = QList<QPair<QString, QByteArray>>;

const NamedKey key{QStringLiteral("backup-1"), QByteArray(32, 'b')};

Files sample()
{
    return {{QStringLiteral("empty"), {}},
            {QStringLiteral("one"), "a"},
            {QStringLiteral("chunk"), QByteArray(backupChunkBytes, 'c')},
            {QStringLiteral("big"), QByteArray(3 * backupChunkBytes + 17, 'd')},
            {QStringLiteral("last"), {}}};
}

Outcome<Files> readAll(const QString &path, const NamedKey &with = key)
{
    Files files;
    const BackupTaker taker{[&](const QString &name, qint64) -> Outcome<void> {
                                files.append({name, {}});
                                return {};
                            },
                            [&](const QByteArray &piece) -> Outcome<void> {
                                files.back().second += piece;
                                return {};
                            },
                            [] { return Outcome<void>(); }};
    const auto read = readBackup(path, with, taker);
    if (!read)
        return tl::unexpected(read.error());
    return files;
}

} // namespace

class BackupStreamTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString changed(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QStringLiteral("changed")));
        (void)(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        return file.fileName();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath(QStringLiteral("a.backup"));
        const auto writer = BackupWriter::open(m_path, key);
        QVERIFY(writer);
        for (const auto &[name, bytes] : sample()) {
            if (name != u"big") {
                QVERIFY((*writer)->add(name, bytes));
                continue;
            }
            QFile file(m_folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
            file.close();
            QVERIFY((*writer)->addFile(name, file.fileName()));
        }
        QVERIFY((*writer)->finish());
    }

    void whatWasWrittenComesBack()
    {
        QCOMPARE(*backupKeyId(m_path), key.id);
        const auto files = readAll(m_path);
        QVERIFY2(files, qPrintable(files ? QString() : files.error().what));
        QCOMPARE(*files, sample());
        QVERIFY(!bytesOf(m_path).contains("ccccccccc"));
        QVERIFY(!BackupWriter::open(m_path, key)); // never over another
    }

    void anotherKeyDoesNotOpenIt() { QVERIFY(!readAll(m_path, {key.id, QByteArray(32, 'x')})); }

    void everyFlippedBitIsFound()
    {
        const QByteArray right = bytesOf(m_path);
        for (int i = 0; i < 200; ++i) {
            QByteArray bytes = right;
            // The name of the key is only a hint, and before the first sealed byte.
            const qsizetype at = 24 + (bytes.size() - 25) * i / 200;
            bytes[at] = char(bytes[at] ^ (1 << i % 8));
            QVERIFY2(!readAll(changed(bytes)), qPrintable(QString::number(at)));
        }
    }

    void everyCutIsFound()
    {
        const QByteArray right = bytesOf(m_path);
        for (int i = 0; i < 100; ++i)
            QVERIFY(!readAll(changed(right.left(right.size() * i / 100))));
        QVERIFY(!readAll(changed(right + 'x')));
    }
};

QTEST_GUILESS_MAIN(BackupStreamTest)
#include "backup_stream_test.moc"
