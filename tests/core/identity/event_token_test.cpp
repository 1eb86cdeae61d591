#include "core/identity/event_token.h"
#include "tests/support/seeded_random.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

const NamedKey key{QStringLiteral("event-token-1"), QByteArray(32, 'k')};
const QString eventId = QStringLiteral("ev_a");

} // namespace

class EventTokenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTokenSaysWhatWasSigned()
    {
        const EventToken token{eventId, QStringLiteral("p1"), 1'000, int(ViewerRight::Watch)};
        const QString text = makeEventToken(token, key);
        QVERIFY(text.size() <= eventTokenTextMax);
        QCOMPARE(*readEventToken(text, key, eventId, 999), token);
        QVERIFY(token.allows(ViewerRight::Watch));
        QVERIFY(!token.allows(ViewerRight::Vote));
    }

    void aTokenMayCarryWhoIsVouchedFor()
    {
        EventToken token{eventId, QStringLiteral("p1"), 1'000};
        token.siteVoter = QStringLiteral("s1");
        QCOMPARE(*readEventToken(makeEventToken(token, key), key, eventId, 999), token);
        token.listVoter = QStringLiteral("l1");
        QCOMPARE(*readEventToken(makeEventToken(token, key), key, eventId, 999), token);
        QCOMPARE(token.voterOf(VoterKind::Device), QStringLiteral("p1"));
        QCOMPARE(token.voterOf(VoterKind::Site), QStringLiteral("s1"));
        QCOMPARE(token.voterOf(VoterKind::List), QStringLiteral("l1"));
        QVERIFY(token.isVoter(QStringLiteral("l1")) && !token.isVoter(QStringLiteral("x")));
        const EventToken plain{eventId, QStringLiteral("p1"), 1'000};
        QCOMPARE(plain.voterOf(VoterKind::Site), QString());
        QVERIFY(!plain.isVoter(QString()));
        token.pseudonym = token.siteVoter = token.listVoter = QString(22, u'p');
        QVERIFY(makeEventToken(token, key).size() <= eventTokenTextMax);
    }

    // The same name is another voter as a device, as a site's person and as a code.
    void noKindOfVoterPassesForAnother()
    {
        test::SeededRandom random;
        const QByteArray eventKey = eventPseudonymKey(key, eventId);
        const QSet<QString> voters{pseudonymOf(eventKey, QStringLiteral("site\na\nb"), random),
                                   pseudonymOf(eventKey, QStringLiteral("a\nb"), random),
                                   siteVoterOf(eventKey, QStringLiteral("a"), QStringLiteral("b")),
                                   siteVoterOf(eventKey, QStringLiteral("b"), QStringLiteral("a")),
                                   listVoterOf(eventKey, QStringLiteral("a\nb")),
                                   siteVoterOf(eventPseudonymKey(key, QStringLiteral("ev_b")),
                                               QStringLiteral("a"), QStringLiteral("b"))};
        QCOMPARE(voters.size(), 6);
        QCOMPARE(siteVoterOf(eventKey, QStringLiteral("a"), QStringLiteral("b")),
                 siteVoterOf(eventKey, QStringLiteral("a"), QStringLiteral("b")));
        QVERIFY(codeHashOf(eventKey, QStringLiteral("a")) != codeHashOf(eventKey, QStringLiteral("b")));
    }

    void aTokenIsRefusedLateOrElsewhere()
    {
        const QString text = makeEventToken({eventId, QStringLiteral("p1"), 1'000}, key);
        QCOMPARE(readEventToken(text, key, eventId, 1'000).error().code, RefusalCode::Expired);
        QCOMPARE(readEventToken(text, key, QStringLiteral("ev_b"), 1).error().code, RefusalCode::Denied);
        const NamedKey other{key.id, QByteArray(32, 'o')};
        QCOMPARE(readEventToken(text, other, eventId, 1).error().code, RefusalCode::WrongCredentials);
        const NamedKey renamed{QStringLiteral("event-token-2"), key.bytes};
        QCOMPARE(readEventToken(text, renamed, eventId, 1).error().code, RefusalCode::WrongCredentials);
    }

    void everyChangedCharacterIsNoticed()
    {
        const QString text = makeEventToken({eventId, QStringLiteral("p1"), 1'000}, key);
        for (qsizetype i = 0; i < text.size(); ++i) {
            QString changed = text;
            changed[i] = changed[i] == u'A' ? u'Q' : u'A';
            const auto read = readEventToken(changed, key, eventId, 1);
            // The last character of a part may differ only in bits that no byte needs.
            if (read)
                QVERIFY(i == text.size() - 1 || i == text.indexOf(u'.') - 1);
        }
        for (const QString &odd : {QString(), QStringLiteral("."), QStringLiteral("a.b"), QString(600, u'a')})
            QVERIFY(!readEventToken(odd, key, eventId, 1));
    }

    void theSameDeviceIsTheSameVoterOfOneEvent()
    {
        test::SeededRandom random(5);
        const QByteArray here = eventPseudonymKey(key, eventId);
        const QByteArray there = eventPseudonymKey(key, QStringLiteral("ev_b"));
        const QString device = QStringLiteral("b3c1");
        QCOMPARE(pseudonymOf(here, device, random), pseudonymOf(here, device, random));
        QVERIFY(pseudonymOf(here, device, random) != pseudonymOf(there, device, random));
        QVERIFY(pseudonymOf(here, QString(), random) != pseudonymOf(here, QString(), random));
        QCOMPARE(pseudonymOf(here, device, random).size(), 22);
    }
};

QTEST_GUILESS_MAIN(EventTokenTest)
#include "event_token_test.moc"
