// The pure parts of HTTP: heads in pieces, ranges, entity tags, codings, paths, answers.
#include "server/edge/http_codec.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace icmp;
using namespace icmp::edge;

class HttpCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHeadIsFoundHoweverItIsCut()
    {
        const QByteArray head = "GET /a?b HTTP/1.1\r\nHost: here\r\nConnection: Keep-Alive, Upgrade\r\n"
                                "Upgrade: WebSocket\r\n\r\n";
        const QByteArray bytes = head + "rest";
        for (qsizetype first = 0; first <= bytes.size(); ++first) {
            HeadScanner scanner;
            auto found = scanner.scan(std::string_view(bytes.constData(), size_t(first)));
            QVERIFY(!found.fault);
            if (found.size == 0)
                found = scanner.scan(std::string_view(bytes.constData(), size_t(bytes.size())));
            QCOMPARE(found.size, head.size());
        }
        const HeadParsed parsed = parseHead(std::string_view(head.constData(), size_t(head.size())));
        QVERIFY(!parsed.fault);
        QCOMPARE(parsed.head.path, QByteArray("/a"));
        QCOMPARE(parsed.head.query, QByteArray("b"));
        QVERIFY(parsed.head.upgrade && parsed.head.keepAlive && !parsed.head.hasBody());
    }

    void aChunkedBodyIsReadHoweverItIsCut()
    {
        const QByteArray bytes = "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nNEXT";
        HttpHead head;
        head.chunked = true;
        for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
            BodyReader reader(head, 13);
            qsizetype at = 0;
            while (at < bytes.size() && !reader.complete()) {
                const auto part = bytes.mid(at, piece);
                const auto taken = reader.take(std::string_view(part.constData(), size_t(part.size())));
                QVERIFY(!taken.fault);
                at += taken.consumed;
            }
            QVERIFY(reader.complete());
            QCOMPARE(reader.body, QByteArray("abc0123456789"));
            QCOMPARE(bytes.mid(at), QByteArray("NEXT"));
        }
        BodyReader tight(head, 12);
        const auto taken = tight.take(std::string_view(bytes.constData(), size_t(bytes.size())));
        QVERIFY(taken.fault && taken.fault->status == 413);
    }

    void ranges_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        const int whole = int(RangeKind::Whole), part = int(RangeKind::Part),
                  none = int(RangeKind::Unsatisfiable);
        const auto row = [](const char *header, int kind, int first = 0, int last = 0) {
            QTest::newRow(header) << QByteArray(header) << kind << first << last;
        };
        row("", whole);
        row("bytes=0-0", part, 0, 0);
        row("bytes=0-99", part, 0, 99);
        row("bytes=0-100", part, 0, 99);
        row("bytes=99-", part, 99, 99);
        row("bytes=-1", part, 99, 99);
        row("bytes=-1000", part, 0, 99);
        row("bytes=50-60", part, 50, 60);
        row("bytes=100-", none);
        row("bytes=100-200", none);
        row("bytes=-0", none);
        row("bytes=2-1", whole);
        row("bytes=a-b", whole);
        row("bytes=1-b", whole);
        row("bytes=+1-2", whole);
        row("bytes=--1", whole);
        row("bytes=0-1,3-4", whole);
        row("lines=0-1", whole);
        row("bytes=", whole);
        row("bytes=99999999999999999999-", whole);
    }
    void ranges()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, kind);
        QFETCH(int, first);
        QFETCH(int, last);
        const RangeAsked asked = rangeOf(header, 100);
        QCOMPARE(int(asked.kind), kind);
        if (asked.kind == RangeKind::Part) {
            QCOMPARE(asked.range.first, first);
            QCOMPARE(asked.range.last, last);
        }
    }

    void anEmptyFileHasNoRange()
    {
        QCOMPARE(int(rangeOf("bytes=0-", 0).kind), int(RangeKind::Unsatisfiable));
        QCOMPARE(int(rangeOf("bytes=-5", 0).kind), int(RangeKind::Unsatisfiable));
    }

    void entityTags()
    {
        QVERIFY(etagMatches("\"a\"", "a"));
        QVERIFY(etagMatches("W/\"a\"", "a"));
        QVERIFY(etagMatches("\"x\", \"a\"", "a"));
        QVERIFY(etagMatches("*", "a"));
        QVERIFY(!etagMatches("a", "a"));
        QVERIFY(!etagMatches("\"b\"", "a"));
        QVERIFY(!etagMatches("*", ""));
        QVERIFY(!etagMatches("", "a"));
        QVERIFY(ifRangeHolds(QByteArray(), "a"));
        QVERIFY(ifRangeHolds("\"a\"", "a"));
        QVERIFY(!ifRangeHolds("W/\"a\"", "a"));
        QVERIFY(!ifRangeHolds("\"b\"", "a"));
    }

    void codings()
    {
        QVERIFY(acceptsCoding("gzip, deflate, br", "br"));
        QVERIFY(acceptsCoding("br;q=0.5", "br"));
        QVERIFY(acceptsCoding(" GZIP ", "gzip"));
        QVERIFY(!acceptsCoding("br;q=0", "br"));
        QVERIFY(!acceptsCoding("br; q=0.0", "br"));
        QVERIFY(!acceptsCoding("brr", "br"));
        QVERIFY(!acceptsCoding("", "br"));
    }

    void aFieldValueCannotSplitTheAnswer()
    {
        const QByteArray head =
            replyHead({200, {{"X", "a\r\nSet-Cookie: b"}, {"Y\r\nZ", "c"}, {"Good", "d"}}});
        QVERIFY(!head.contains("Set-Cookie") && !head.contains("Z"));
        QVERIFY(head.contains("Good: d\r\n"));
        QCOMPARE(head.count("\r\n\r\n"), 1);
    }

    void everyAnswerIsHardened()
    {
        const QByteArray head =
            replyHead({200, {{"content-security-policy", "script-src 'self'"}}, 5, true, true});
        QVERIFY(head.contains("X-Content-Type-Options: nosniff\r\n"));
        QVERIFY(head.contains("Strict-Transport-Security:"));
        QVERIFY(head.contains("Cache-Control: no-store"));
        QVERIFY(head.contains("Cross-Origin-Resource-Policy: same-origin"));
        QVERIFY(!head.contains("default-src"));
        QVERIFY(head.contains("script-src 'self'"));
        QVERIFY(!replyHead({200}).contains("Strict-Transport-Security"));
    }

    void problemsAreWellFormed()
    {
        const QByteArray json = problemJson(409, "not-open", "He said \"no\" \\ and\nleft.");
        QVERIFY(!QJsonDocument::fromJson(json).isNull());
        QCOMPARE(QJsonDocument::fromJson(json).object().value("code").toString(), QStringLiteral("not-open"));
    }
};

QTEST_APPLESS_MAIN(HttpCodecTest)

#include "http_codec_test.moc"
