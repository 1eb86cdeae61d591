#include "studio/settings/keymap.h"

#include <QTemporaryDir>
#include <QTest>

using namespace icmp::settings;

class KeymapTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("keys.ini")), QSettings::IniFormat);
    }

    void aChangedKeySurvivesAndCanBeReset()
    {
        {
            Keymap keys(*m_store);
            keys.declare(split());
            keys.setKey(split().id, QKeySequence(QStringLiteral("Ctrl+B")));
        }
        Keymap again(*m_store);
        again.declare(split());
        QCOMPARE(again.keyOf(split().id), QKeySequence(QStringLiteral("Ctrl+B")));
        again.resetAll();
        QCOMPARE(again.keyOf(split().id), split().fallback);
    }

    void twoActionsOnOneKeyAreAConflictUnlessTheirPlacesDiffer()
    {
        Keymap keys(*m_store);
        keys.declare(split());
        keys.declare({QStringLiteral("preview.safe"), QStringLiteral("Safe areas"), QKeySequence(Qt::Key_S),
                      QStringLiteral("preview")});
        QVERIFY(keys.conflicts().isEmpty());
        keys.declare({QStringLiteral("file.send"), QStringLiteral("Send"), QKeySequence(Qt::Key_S)});
        const QList<KeyConflict> expected{
            {QKeySequence(Qt::Key_S), QStringLiteral("timeline.split"), QStringLiteral("file.send")},
            {QKeySequence(Qt::Key_S), QStringLiteral("preview.safe"), QStringLiteral("file.send")}};
        QCOMPARE(keys.conflicts(), expected);
        QCOMPARE(keys.actionsFor(QKeySequence(Qt::Key_S), QStringLiteral("preview")),
                 QStringList({QStringLiteral("preview.safe"), QStringLiteral("file.send")}));
    }

    void anIdIsDeclaredOnce()
    {
        Keymap keys(*m_store);
        QVERIFY(keys.declare(split()));
        QVERIFY(!keys.declare(split()));
        QCOMPARE(keys.actions().size(), 1);
    }

    void aKeyCanBeTakenAway()
    {
        Keymap keys(*m_store);
        keys.declare(split());
        keys.setKey(split().id, {});
        QVERIFY(keys.keyOf(split().id).isEmpty());
        QVERIFY(keys.actionsFor({}, QStringLiteral("timeline")).isEmpty());
    }

private:
    static KeyedAction split()
    {
        return {QStringLiteral("timeline.split"), QStringLiteral("Split"), QKeySequence(Qt::Key_S),
                QStringLiteral("timeline")};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_store;
};

QTEST_MAIN(KeymapTest)
#include "keymap_test.moc"
