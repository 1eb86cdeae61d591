#include "core/identity/session.h"
#include "tests/support/seeded_random.h"

#include "core/base/hash.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr qint64 hourMs = 60 * minuteMs;

QString refusalOf(const Result<void> &result)
{
    return result ? QString() : keyOf(result.error().code);
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sessionsEndAtTheirLimits_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<qint64>("seenMs");
        QTest::addColumn<qint64>("nowMs");
        QTest::addColumn<QString>("refusal");
        const qint64 last = 1;
        QTest::newRow("web before 30 min") << "creator"
                                           << "web" << qint64(0) << 30 * minuteMs - last << "";
        QTest::newRow("web at 30 min") << "creator"
                                       << "web" << qint64(0) << 30 * minuteMs << "expired";
        QTest::newRow("studio before 2 h") << "creator"
                                           << "studio" << qint64(0) << 2 * hourMs - last << "";
        QTest::newRow("studio at 2 h") << "creator"
                                       << "studio" << qint64(0) << 2 * hourMs << "expired";
        QTest::newRow("before 12 h") << "producer"
                                     << "studio" << 12 * hourMs - 9 << 12 * hourMs - last << "";
        QTest::newRow("at 12 h") << "producer"
                                 << "studio" << 12 * hourMs - 9 << 12 * hourMs << "expired";
        QTest::newRow("admin before 15 min") << "admin"
                                             << "console" << qint64(0) << 15 * minuteMs - last << "";
        QTest::newRow("admin at 15 min") << "admin"
                                         << "studio" << qint64(0) << 15 * minuteMs << "expired";
        QTest::newRow("admin at 8 h") << "admin"
                                      << "web" << 8 * hourMs - 9 << 8 * hourMs << "expired";
    }

    void sessionsEndAtTheirLimits()
    {
        QFETCH(QString, role);
        QFETCH(QString, kind);
        QFETCH(qint64, seenMs);
        QFETCH(qint64, nowMs);
        QFETCH(QString, refusal);
        const Account account{AccountId{5}, QStringLiteral("ada"), *Roles::fromText(role),
                              AccountState::Active};
        Session session{QByteArray(32, 'h'), AccountId{5}, *sessionKindOf(kind)};
        session.lastSeenMs = seenMs;
        session.expiresMs = limitsOf(session.kind, account.roles).absoluteMs;
        QCOMPARE(refusalOf(checkSession(session, account, nowMs)), refusal);
    }

    void anEndedSessionOrADisabledAccountIsNoSession()
    {
        Account account{AccountId{5}, QStringLiteral("ada"), {Role::Creator}, AccountState::Active};
        Session session{QByteArray(32, 'h'), AccountId{5}};
        session.expiresMs = hourMs;
        QVERIFY(checkSession(session, account, 1));
        session.endedMs = 1;
        QCOMPARE(refusalOf(checkSession(session, account, 1)), QStringLiteral("not-signed-in"));
        session.endedMs.reset();
        account.state = AccountState::Disabled;
        QCOMPARE(refusalOf(checkSession(session, account, 1)), QStringLiteral("not-signed-in"));
        account.state = AccountState::Active;
        account.id = AccountId{6};
        QCOMPARE(refusalOf(checkSession(session, account, 1)), QStringLiteral("not-signed-in"));
    }

    void aTicketIsForOneEventAndOrigin()
    {
        const QString event = QStringLiteral("ev_a");
        const QString origin = QStringLiteral("https://a.example");
        Ticket ticket{QByteArray(32, 't'), QByteArray(32, 's'), event, origin, 30'000};
        QVERIFY(checkTicket(ticket, event, origin, 29'999));
        QCOMPARE(refusalOf(checkTicket(ticket, event, origin, 30'000)), QStringLiteral("expired"));
        QCOMPARE(refusalOf(checkTicket(ticket, QStringLiteral("ev_b"), origin, 1)), QStringLiteral("denied"));
        QCOMPARE(refusalOf(checkTicket(ticket, event, QStringLiteral("https://b.example"), 1)),
                 QStringLiteral("denied"));
        ticket.origin.clear();
        QCOMPARE(refusalOf(checkTicket(ticket, event, QString(), 1)), QStringLiteral("denied"));
        ticket.usedMs = 1;
        QCOMPARE(refusalOf(checkTicket(ticket, event, origin, 1)), QStringLiteral("not-signed-in"));
    }

    void anEnrolmentIsUsedOnceAndInTime()
    {
        const Account account{AccountId{5}, QStringLiteral("ada"), {Role::Creator}, AccountState::Invited};
        Enrolment enrolment{QByteArray(32, 'e'), AccountId{5}, EnrolmentPurpose::Invitation, 100};
        QVERIFY(checkEnrolment(enrolment, account, 99));
        QCOMPARE(refusalOf(checkEnrolment(enrolment, account, 100)), QStringLiteral("expired"));
        enrolment.usedMs = 50;
        QCOMPARE(refusalOf(checkEnrolment(enrolment, account, 60)), QStringLiteral("expired"));
        enrolment.usedMs.reset();
        Account active = account;
        active.state = AccountState::Active;
        QCOMPARE(refusalOf(checkEnrolment(enrolment, active, 60)), QStringLiteral("denied"));
        QCOMPARE(lifetimeMs(EnrolmentPurpose::Bootstrap), 15 * minuteMs);
        QCOMPARE(lifetimeMs(EnrolmentPurpose::Invitation), 24 * hourMs);
        QCOMPARE(enrolmentPurposeOf(keyOf(EnrolmentPurpose::Bootstrap)), EnrolmentPurpose::Bootstrap);
        QVERIFY(!enrolmentPurposeOf(QString()));
    }

    void aTokenIsKnownByItsHashAlone()
    {
        test::SeededRandom random(7);
        const FreshToken token = freshToken(random);
        QCOMPARE(token.text.size(), 43);
        QCOMPARE(tokenHash(token.text), token.hash);
        QVERIFY(freshToken(random).text != token.text);
        QVERIFY(!tokenHash(token.text + u'A'));
        QVERIFY(!tokenHash(token.text.left(42)));
        QVERIFY(!tokenHash(QString(43, u'!')));
        // 43 characters hold two bits more than 32 bytes; only zero is one of our texts.
        QVERIFY(tokenHash(toBase64Url(QByteArray(32, '\0'))));
        QVERIFY(!tokenHash(QString(42, u'A') + u'B'));
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
