#include "core/protocol/owner_message.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace icmp;
using namespace icmp::protocol;

class OwnerMessageTest : public QObject {
    Q_OBJECT

    template <class T>
    static QString told(const Result<T> &body)
    {
        return body ? QStringLiteral("yes") : keyOf(body.error().code);
    }
    static QByteArray codes(int count, int length)
    {
        QJsonArray list;
        for (int i = 0; i < count; ++i)
            list.append(QString::number(i).rightJustified(length, u'c'));
        return compactJson(QJsonObject{{QStringLiteral("codes"), list}});
    }
    static QByteArray site(const QString &name, int keyBytes)
    {
        return compactJson(QJsonObject{{QStringLiteral("name"), name},
                                       {QStringLiteral("key"), toBase64Url(QByteArray(keyBytes, 'k'))}});
    }

private Q_SLOTS:
    void anOriginIsSchemeHostAndPort_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        for (const char *text : {"https://news.example", "https://a.b-c.example:8443",
                                 "http://localhost:3000", "http://127.0.0.1:80", "http://[::1]:8080"})
            QTest::newRow(text) << QString::fromLatin1(text) << true;
        for (const char *text :
             {"", "null", "*", "news.example", "http://news.example", "https://news.example/",
              "https://news.example/x", "https://News.example", "https://*.example", "https://a.example b",
              "https://a.example;script-src", "https://-a.example", "https://a.example:0", "ws://a.example",
              "http://localhost.evil.example"})
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << false;
        QTest::newRow("too long") << QStringLiteral("https://") + QString(originTextMax, u'a') << false;
    }
    void anOriginIsSchemeHostAndPort()
    {
        QFETCH(QString, text);
        QTEST(isOrigin(text), "good");
        const QByteArray json = compactJson(QJsonObject{{QStringLiteral("origins"), QJsonArray{text, text}}});
        const auto parsed = parseOrigins(json);
        QTEST(parsed.has_value(), "good");
        if (parsed)
            QCOMPARE(*parsed, QStringList{text});
    }

    void originsMayBeTakenAway()
    {
        QCOMPARE(parseOrigins(R"({"origins":[]})")->size(), 0);
        QCOMPARE(told(parseOrigins("{}")), QStringLiteral("wrong-type"));
        QCOMPARE(told(parseOrigins(R"({"origins":[7]})")), QStringLiteral("bad-text"));
    }

    void aSitesKeyIsLongEnough()
    {
        const QString name = QStringLiteral("news.example");
        QCOMPARE(parseSite(site(name, 32))->key, QByteArray(32, 'k'));
        QCOMPARE(told(parseSite(site(name, 31))), QStringLiteral("too-few"));
        QCOMPARE(told(parseSite(site(name, 256))), QStringLiteral("yes"));
        QCOMPARE(told(parseSite(site(name, 257))), QStringLiteral("too-long"));
        QCOMPARE(told(parseSite(site(QStringLiteral("News"), 32))), QStringLiteral("bad-text"));
        QCOMPARE(told(parseSite(site(QString(65, u'a'), 32))), QStringLiteral("too-long"));
    }

    void codesAreBounded()
    {
        QCOMPARE(parseCodes(codes(1'000, 8))->size(), 1'000);
        QCOMPARE(told(parseCodes(codes(1'001, 8))), QStringLiteral("too-many"));
        QCOMPARE(told(parseCodes(codes(0, 8))), QStringLiteral("too-few"));
        QCOMPARE(told(parseCodes(codes(1, 7))), QStringLiteral("bad-text"));
        QCOMPARE(told(parseCodes(codes(1, 64))), QStringLiteral("yes"));
        QCOMPARE(told(parseCodes(codes(1, 65))), QStringLiteral("bad-text"));
        QCOMPARE(told(parseCodes(R"({"codes":["with space"]})")), QStringLiteral("bad-text"));
    }
};

QTEST_GUILESS_MAIN(OwnerMessageTest)
#include "owner_message_test.moc"
