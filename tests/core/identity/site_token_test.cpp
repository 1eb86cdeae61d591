#include "core/identity/site_token.h"

#include "core/base/hash.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class SiteTokenTest : public QObject {
    Q_OBJECT

    const QByteArray m_key = QByteArray(32, 'k');
    const QString m_event = QStringLiteral("ev_1");
    const SiteClaim m_claim{QStringLiteral("news.example"), QStringLiteral("reader-7")};
    static constexpr qint64 now = 1'790'000'000'000;

    QString told(const QString &token, const QByteArray &key)
    {
        const auto claim = readSiteToken(token, key, m_event, now);
        return claim ? QStringLiteral("yes") : keyOf(claim.error().code);
    }
    // A token with these parts, rightly signed.
    QString signedParts(const QByteArray &header, const QByteArray &claims)
    {
        const QString covered = toBase64Url(header) + u'.' + toBase64Url(claims);
        return covered + u'.' + toBase64Url(hmacSha256(m_key, covered.toLatin1()));
    }

private Q_SLOTS:
    void aSiteVouchesForItsPerson()
    {
        const QString token = makeSiteToken(m_claim, m_key, m_event, now + 60'000);
        QCOMPARE(siteOf(token).value_or(QString()), m_claim.site);
        const auto claim = readSiteToken(token, m_key, m_event, now);
        QVERIFY(claim);
        QVERIFY(*claim == m_claim);
    }

    // RFC 7515, A.1: another maker's signature is read alike (its claims are not ours, so it ends there).
    void theSignatureIsThatOfTheStandard()
    {
        const QByteArray key = fromBase64Url(QStringLiteral(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"));
        const QString covered = QStringLiteral("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                                               "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6L"
                                               "y9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
        QCOMPARE(toBase64Url(hmacSha256(key, covered.toLatin1())),
                 QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        QCOMPARE(siteOf(covered + QStringLiteral(".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                     .value_or(QString()),
                 QStringLiteral("joe"));
    }

    void everythingElseIsRefused()
    {
        const QByteArray header = R"({"alg":"HS256","typ":"JWT"})";
        const auto claims = [](const char *text) { return QByteArray(text); };
        const QByteArray good = R"({"aud":"ev_1","exp":1790000060,"iss":"news.example","sub":"u"})";
        QCOMPARE(told(signedParts(header, good), m_key), QStringLiteral("yes"));
        const QString wrong = QStringLiteral("wrong-credentials");
        QCOMPARE(told(signedParts(header, good), QByteArray(32, 'x')), wrong);
        QCOMPARE(told(signedParts(R"({"alg":"none"})", good), m_key), wrong);
        QCOMPARE(told(signedParts(R"({"alg":"HS512"})", good), m_key), wrong);
        QCOMPARE(told(toBase64Url(header) + u'.' + toBase64Url(good) + u'.', m_key), wrong);
        QCOMPARE(told(QString(), m_key), wrong);
        QCOMPARE(told(QString(3'000, u'a'), m_key), wrong);
        QCOMPARE(told(signedParts(header, claims(R"({"aud":"ev_1","exp":1790000060,"iss":"news.example"})")),
                      m_key),
                 wrong);
        QCOMPARE(
            told(signedParts(header, claims(R"({"aud":"ev_1","exp":"x","iss":"news.example","sub":"u"})")),
                 m_key),
            wrong);
        QCOMPARE(told(signedParts(header, claims(R"({"aud":"ev_1","exp":1790000060,"iss":"N","sub":"u"})")),
                      m_key),
                 wrong);
        QCOMPARE(told(signedParts(header, claims(R"({"aud":"ev_2","exp":1790000060,"iss":"n","sub":"u"})")),
                      m_key),
                 QStringLiteral("denied"));
        const QString expired = QStringLiteral("expired");
        for (const char *late : {R"({"aud":"ev_1","exp":1790000000,"iss":"n","sub":"u"})",
                                 R"({"aud":"ev_1","exp":-9223372036854775808,"iss":"n","sub":"u"})",
                                 R"({"aud":"ev_1","exp":9223372036854775807,"iss":"n","sub":"u"})",
                                 R"({"aud":"ev_1","exp":1790086401,"iss":"n","sub":"u"})"})
            QCOMPARE(told(signedParts(header, claims(late)), m_key), expired);
    }

    void aNameIsALowerCaseHost()
    {
        QVERIFY(isSiteName(QStringLiteral("news-2.example")));
        for (const char *text : {"", "News", "a b", "a/b", "a\n"})
            QVERIFY(!isSiteName(QString::fromLatin1(text)));
        QVERIFY(isSiteName(QString(siteNameMax, u'a')));
        QVERIFY(!isSiteName(QString(siteNameMax + 1, u'a')));
    }
};

QTEST_GUILESS_MAIN(SiteTokenTest)
#include "site_token_test.moc"
