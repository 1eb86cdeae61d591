#include "server/identity/password_hash.h"

#include <QTest>

using namespace icmp::identity;

class PasswordHashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyTheRightPasswordWithTheRightPepperIsRight()
    {
        const PasswordHash hash({1, 8'192}, QByteArray(32, 'p'));
        const QString stored = *hash.make(QStringLiteral("correct horse"));
        QVERIFY(stored.startsWith(QStringLiteral("$argon2id$v=19$m=8,t=1,p=1$")));
        QVERIFY(stored != *hash.make(QStringLiteral("correct horse")));
        QCOMPARE(hash.check(stored, QStringLiteral("correct horse")), PasswordVerdict::Right);
        QCOMPARE(hash.check(stored, QStringLiteral("Correct horse")), PasswordVerdict::Wrong);
        QCOMPARE(hash.check(stored, QString()), PasswordVerdict::Wrong);
        const PasswordHash elsewhere({1, 8'192}, QByteArray(32, 'q'));
        QCOMPARE(elsewhere.check(stored, QStringLiteral("correct horse")), PasswordVerdict::Wrong);
    }

    void noByteOfALongPasswordIsCutOff()
    {
        const PasswordHash hash({1, 8'192}, QByteArray(32, 'p'));
        const QString stored = *hash.make(QString(256, u'x'));
        QCOMPARE(hash.check(stored, QString(255, u'x')), PasswordVerdict::Wrong);
        QCOMPARE(hash.check(stored, QString(256, u'x')), PasswordVerdict::Right);
    }

    void anOlderCostAsksForANewHash()
    {
        const PasswordHash cheap({1, 8'192}, QByteArray(32, 'p'));
        const PasswordHash dear({2, 16'384}, QByteArray(32, 'p'));
        QCOMPARE(dear.check(*cheap.make(QStringLiteral("correct horse")), QStringLiteral("correct horse")),
                 PasswordVerdict::RightButOld);
    }

    void whatIsNoHashIsWrongWhateverIsGiven()
    {
        const PasswordHash hash({1, 8'192}, QByteArray(32, 'p'));
        for (const QString &stored :
             {QString(), QStringLiteral("plain"), QStringLiteral("$argon2id$broken"), QString(500, u'$')}) {
            QCOMPARE(hash.check(stored, QString()), PasswordVerdict::Wrong);
            QCOMPARE(hash.check(stored, QStringLiteral("plain")), PasswordVerdict::Wrong);
        }
    }

    void theCostInUseIsTheAgreedOne()
    {
        const PasswordHash hash({}, QByteArray(32, 'p'));
        QVERIFY(hash.make(QStringLiteral("correct horse"))
                    ->startsWith(QStringLiteral("$argon2id$v=19$m=65536,t=3,p=1$")));
    }
};

QTEST_GUILESS_MAIN(PasswordHashTest)
#include "password_hash_test.moc"
