#include "core/identity/account.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class AccountTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRoleHasItsWord()
    {
        for (int i = 0; i < roleCount; ++i)
            QCOMPARE(roleOf(keyOf(Role(i))), Role(i));
        QVERIFY(!roleOf(QStringLiteral("Admin")));
        QVERIFY(!roleOf(QString()));
    }

    void aSetOfRolesIsWrittenInOneOrder()
    {
        const Roles roles{Role::Producer, Role::Creator};
        QCOMPARE(roles.toText(), QStringLiteral("creator producer"));
        QCOMPARE(Roles::fromText(QStringLiteral("producer creator")), roles);
        QVERIFY(!Roles::fromText(QString()));
        QVERIFY(!Roles::fromText(QStringLiteral("creator root")));
        QVERIFY(!Roles::fromText(QStringLiteral("creator  producer")));
        QVERIFY(roles.has(Role::Creator) && !roles.has(Role::Admin));
    }

    void everyStateHasItsWord()
    {
        for (const auto state : {AccountState::Invited, AccountState::Active, AccountState::Disabled})
            QCOMPARE(accountStateOf(keyOf(state)), state);
        QVERIFY(!accountStateOf(QStringLiteral("gone")));
    }

    void onlyAdvertisersChooseTheirSecondFactor()
    {
        QVERIFY(!needsSecondFactor({Role::Advertiser}));
        for (const Role role : {Role::Creator, Role::Producer, Role::Moderator, Role::Marketer,
                                Role::Reviewer, Role::Finance, Role::Support, Role::Admin})
            QVERIFY(needsSecondFactor({role}));
        QVERIFY(needsSecondFactor({Role::Advertiser, Role::Creator}));
    }

    void staffAccountsAreSeparate_data()
    {
        QTest::addColumn<QString>("roles");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("creator and producer") << "creator producer"
                                              << "";
        QTest::newRow("admin") << "admin"
                               << "";
        QTest::newRow("admin and finance") << "finance admin"
                                           << "";
        QTest::newRow("admin and creator") << "creator admin"
                                           << "not-allowed-here";
        QTest::newRow("viewer") << "viewer"
                                << "not-allowed-here";
    }

    void staffAccountsAreSeparate()
    {
        QFETCH(QString, roles);
        QFETCH(QString, refusal);
        const auto checked = checkedRoles(*Roles::fromText(roles));
        QCOMPARE(checked ? QString() : keyOf(checked.error().code), refusal);
        QCOMPARE(checkedRoles({}).error().code, RefusalCode::TooFew);
    }

    void aLoginIsPlainText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("address") << "Ada.L@Example.org"
                                 << "ada.l@example.org"
                                 << "";
        QTest::newRow("shortest") << "ada"
                                  << "ada"
                                  << "";
        QTest::newRow("too short") << "ad"
                                   << ""
                                   << "too-few";
        QTest::newRow("longest") << QString(64, u'a') << QString(64, u'a') << "";
        QTest::newRow("too long") << QString(65, u'a') << ""
                                  << "too-long";
        QTest::newRow("space") << "a da"
                               << ""
                               << "bad-text";
        QTest::newRow("line feed") << "ada\n"
                                   << ""
                                   << "bad-text";
        QTest::newRow("begins with a sign") << "-ada"
                                            << ""
                                            << "bad-text";
        QTest::newRow("look-alike") << QStringLiteral("аda") << ""
                                    << "bad-text";
    }

    void aLoginIsPlainText()
    {
        QFETCH(QString, text);
        QFETCH(QString, login);
        QFETCH(QString, refusal);
        const auto checked = checkedLogin(text);
        QCOMPARE(checked ? *checked : QString(), login);
        QCOMPARE(checked ? QString() : keyOf(checked.error().code), refusal);
    }

    void aPasswordIsAnyTextOfReasonableLength()
    {
        QCOMPARE(checkedPassword(QString(7, u'x')).error().code, RefusalCode::TooFew);
        QVERIFY(checkedPassword(QString(8, u'x')));
        QVERIFY(checkedPassword(QString(256, u'x')));
        QCOMPARE(checkedPassword(QString(257, u'x')).error().code, RefusalCode::TooLong);
        QVERIFY(checkedPassword(QStringLiteral("пароль 😀 ok")));
        QCOMPARE(checkedPassword(QString(8, QChar(0))).error().code, RefusalCode::BadText);
        // The same letters typed on two keyboards are one password.
        QCOMPARE(*checkedPassword(QStringLiteral("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301")),
                 *checkedPassword(QString(8, QChar(0xe9))));
    }
};

QTEST_GUILESS_MAIN(AccountTest)
#include "account_test.moc"
