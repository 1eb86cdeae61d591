#include "app/platform/files.h"
#include "app/platform/key_folder.h"
#include "app/platform/system_ports.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::platform;

class KeyFolderTest : public QObject {
    Q_OBJECT

    SystemRandom m_random;

private Q_SLOTS:
    void aKeyIsMadeOnceAndKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("keys"));
        KeyFolder keys(path, m_random);
        const NamedKey made = *keys.current(QStringLiteral("field"));
        QCOMPARE(made.id, QStringLiteral("field-1"));
        QCOMPARE(made.bytes.size(), 32);
        KeyFolder again(path, m_random);
        QCOMPARE(again.current(QStringLiteral("field"))->bytes, made.bytes);
        QCOMPARE(again.byId(QStringLiteral("field-1"))->bytes, made.bytes);
        QVERIFY(again.current(QStringLiteral("pepper"))->bytes != made.bytes);
        QVERIFY(readWhole(path + QStringLiteral("/field-1.key"), 32, Mode::OwnerReads));
    }

    void theHighestNumberIsTheCurrentOne()
    {
        const QTemporaryDir folder;
        KeyFolder first(folder.path(), m_random);
        const NamedKey old = *first.current(QStringLiteral("field"));
        const QByteArray rotated(32, 'r');
        QVERIFY(writeWhole(folder.filePath(QStringLiteral("field-10.key")), rotated, Mode::OwnerReads));
        QVERIFY(writeWhole(folder.filePath(QStringLiteral("field-2.key")), QByteArray(32, '2'),
                           Mode::OwnerReads));
        QVERIFY(writeWhole(folder.filePath(QStringLiteral("field-old-99.key")), rotated, Mode::OwnerReads));
        KeyFolder keys(folder.path(), m_random);
        QVERIFY(keys.current(QStringLiteral("field")));
        QCOMPARE(keys.current(QStringLiteral("field"))->bytes, QByteArray(32, 'r'));
        QCOMPARE(keys.byId(old.id)->bytes, old.bytes);
    }

    void keysThatCannotBeTrustedAreRefused()
    {
        const QTemporaryDir folder;
        QVERIFY(
            writeWhole(folder.filePath(QStringLiteral("field-1.key")), QByteArray(32, 'k'), Mode::Everyone));
        QVERIFY(writeWhole(folder.filePath(QStringLiteral("short-1.key")), QByteArray(31, 'k'),
                           Mode::OwnerReads));
        KeyFolder keys(folder.path(), m_random);
        QVERIFY(!keys.current(QStringLiteral("field")));
        QVERIFY(!keys.current(QStringLiteral("short")));
        QVERIFY(!keys.byId(QStringLiteral("missing-1")));
        QVERIFY(!keys.byId(QStringLiteral("../field-1")));
        QVERIFY(!keys.byId(QString()));
    }
};

QTEST_GUILESS_MAIN(KeyFolderTest)
#include "key_folder_test.moc"
