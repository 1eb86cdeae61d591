// RFC 6455 5–8 as a table: every first byte, mask and length, judged by an oracle that is written from the
// RFC's text.
#include "server/edge/wire/ws_codec.h"

#include <QtTest>

using namespace icmp;
using namespace icmp::edge;

namespace {

constexpr int limit = limits::viewerFrameBytesMax;

// A frame as a client would write it, right or wrong. lengthBytes: of the written length, −1 for minimal.
QByteArray frame(int first, const QByteArray &payload, bool masked = true, int lengthBytes = -1)
{
    const auto size = quint64(payload.size());
    if (lengthBytes < 0)
        lengthBytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    QByteArray bytes;
    bytes.append(char(first));
    bytes.append(char((masked ? 0x80 : 0) | (lengthBytes == 0 ? int(size) : lengthBytes == 2 ? 126 : 127)));
    for (int i = lengthBytes - 1; i >= 0; --i)
        bytes.append(char(size >> (8 * i) & 0xFF));
    const char mask[] = {0x11, 0x22, 0x33, 0x44};
    if (masked)
        bytes.append(mask, 4);
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes.append(char(payload[i] ^ (masked ? mask[i & 3] : 0)));
    return bytes;
}

QByteArray text(const char *words)
{
    return frame(0x81, words);
}

QByteArray closing(int code, const QByteArray &reason = {})
{
    return frame(0x88, QByteArray(1, char(code >> 8)) + char(code & 0xFF) + reason);
}

struct Seen {
    int fault = 0;
    QList<QByteArray> texts;
    int pings = 0;
    int pongs = 0;
    int closeCode = 0;
    bool operator==(const Seen &) const = default;
};

Seen decode(const QByteArray &bytes, qsizetype piece)
{
    WsDecoder decoder(limit);
    Seen seen;
    std::vector<WsEvent> events;
    for (qsizetype at = 0; at < bytes.size() && seen.fault == 0; at += piece) {
        const qsizetype size = std::min(piece, bytes.size() - at);
        if (const auto fault = decoder.take(std::string_view(bytes.constData() + at, size_t(size)), events))
            seen.fault = fault->code;
    }
    for (const WsEvent &event : events) {
        seen.pings += event.kind == WsEvent::Kind::Ping;
        seen.pongs += event.kind == WsEvent::Kind::Pong;
        if (event.kind == WsEvent::Kind::Text)
            seen.texts.append(event.payload);
        if (event.kind == WsEvent::Kind::Close)
            seen.closeCode = event.code;
    }
    return seen;
}

// What RFC 6455 and live.md 3.10 want for one lone frame; 0: nothing wrong.
int expected(int first, bool masked, int size)
{
    const int opcode = first & 0x0F;
    const bool fin = (first & 0x80) != 0;
    if ((first & 0x70) != 0)
        return 1002;
    if (opcode > 10 || (opcode > 2 && opcode < 8))
        return 1002;
    if (opcode >= 8 && (!fin || size > 125))
        return 1002;
    if (opcode == 0)
        return 1002;
    if (opcode == 2)
        return 1003;
    if (!masked)
        return 1002;
    if (opcode == 8 && size == 1)
        return 1002;
    return opcode == 1 && size > limit ? 1009 : 0;
}

} // namespace

class WsCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFirstByteMaskAndLength()
    {
        int cases = 0;
        for (int first = 0; first < 256; ++first) {
            for (const bool masked : {true, false}) {
                for (const int size : {0, 1, 2, 125, 126, limit, limit + 1, 70'000}) {
                    // 0x03E8 is close code 1000; as text it is invalid UTF-8 only from the second byte on.
                    QByteArray payload(size, 'a');
                    if ((first & 0x0F) == 8 && size >= 2)
                        payload[0] = 3, payload[1] = char(0xE8);
                    const int fault = expected(first, masked, size);
                    for (const qsizetype piece : {qsizetype(1 << 20), qsizetype(1)}) {
                        if (piece == 1 && size > 200 && fault != 1009)
                            continue;
                        const Seen seen = decode(frame(first, payload, masked), piece);
                        if (seen.fault != fault)
                            qInfo("first %02x masked %d size %d piece %d", first, masked, size, int(piece));
                        QCOMPARE(seen.fault, fault);
                        ++cases;
                    }
                }
            }
        }
        QVERIFY(cases >= 300);
    }

    void aLengthIsJudgedBeforeThePayload()
    {
        const QByteArray whole = frame(0x81, QByteArray(limit + 1, 'a'));
        QCOMPARE(decode(whole.left(4), 4).fault, 1009);
        const QByteArray huge = QByteArray::fromHex("81ff7fffffffffffffff");
        QCOMPARE(decode(huge, 10).fault, 1009);
        const QByteArray negative = QByteArray::fromHex("81ffffffffffffffffff");
        QCOMPARE(decode(negative, 10).fault, 1002);
    }

    void sequences_data();
    void sequences();

    void anythingAfterAFaultOrCloseIsIgnored()
    {
        QCOMPARE(decode(text("a") + frame(0x81, "b", false) + text("c"), 1000).texts, QList<QByteArray>{"a"});
        const Seen seen = decode(text("a") + closing(1000) + text("c"), 1000);
        QCOMPARE(seen.texts, QList<QByteArray>{"a"});
        QCOMPARE(seen.closeCode, 1000);
    }

    void everyCloseCode()
    {
        for (int code = 0; code < 65536; code += code < 5100 ? 1 : 97) {
            const bool named = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
            const bool allowed = named || (code >= 3000 && code <= 4999);
            const Seen seen = decode(closing(code), 1000);
            QCOMPARE(seen.fault, allowed ? 0 : 1002);
            QCOMPARE(seen.closeCode, allowed ? code : 0);
        }
    }

    void everyTwoByteStartOfUtf8()
    {
        // The oracle is Qt's own decoder, which also refuses surrogates, overlong forms and what lies beyond.
        for (int a = 0x80; a < 256; ++a) {
            for (int b = 0x70; b < 0xD0; ++b) {
                const QByteArray bytes = QByteArray(1, char(a)) + char(b) + "\x80\x80";
                for (qsizetype size = 1; size <= bytes.size(); ++size) {
                    const QByteArray part = bytes.left(size);
                    auto reader = QStringDecoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
                    const QString ignored = reader(part);
                    Utf8Check check;
                    const bool valid = check.take(std::string_view(part.constData(), size_t(size)));
                    QCOMPARE(valid && check.complete(), !reader.hasError());
                }
            }
        }
    }

    void writtenFramesAreMinimal()
    {
        QCOMPARE(wsFrame(WsOpcode::Text, "hi"), QByteArray::fromHex("81026869"));
        QCOMPARE(wsFrame(WsOpcode::Text, QByteArray(125, 'a')).left(2), QByteArray::fromHex("817d"));
        QCOMPARE(wsFrame(WsOpcode::Text, QByteArray(126, 'a')).left(4), QByteArray::fromHex("817e007e"));
        QCOMPARE(wsFrame(WsOpcode::Text, QByteArray(65535, 'a')).left(4), QByteArray::fromHex("817effff"));
        QCOMPARE(wsFrame(WsOpcode::Text, QByteArray(65536, 'a')).left(10),
                 QByteArray::fromHex("817f0000000000010000"));
        QCOMPARE(wsCloseFrame(4001, QByteArray(200, 'r')).size(), 2 + 2 + 123);
    }

    void theHandshakeKeyMustBeSixteenBytes()
    {
        // The example of RFC 6455 1.3.
        QCOMPARE(wsAccept("dGhlIHNhbXBsZSBub25jZQ==").value_or(""),
                 QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        for (const char *bad :
             {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "AAAA",
              "dGhlIHNhbXBsZSBub25jZXg=", "dGhlIHNhbXBsZSBub25j!!==", "not base64 at all, no!!=="})
            QVERIFY2(!wsAccept(bad), bad);
    }
};

void WsCodecTest::sequences_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QList<QByteArray>>("texts");
    const QByteArray euro = "\xE2\x82\xAC";
    const auto row = [](const char *name, const QByteArray &bytes, int fault, QList<QByteArray> texts = {}) {
        QTest::newRow(name) << bytes << fault << texts;
    };
    row("two messages", text("a") + text("b"), 0, {"a", "b"});
    row("an empty message", text(""), 0, {""});
    row("fragments", frame(0x01, "a") + frame(0x00, "b") + frame(0x80, "c"), 0, {"abc"});
    row("empty fragments", frame(0x01, "") + frame(0x00, "") + frame(0x80, ""), 0, {""});
    row("a ping between fragments", frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "c"), 0, {"ac"});
    row("a pong between fragments", frame(0x01, "a") + frame(0x8A, "p") + frame(0x80, "c"), 0, {"ac"});
    row("a text inside a message", frame(0x01, "a") + text("b"), 1002);
    row("a binary inside a message", frame(0x01, "a") + frame(0x82, "b"), 1002);
    row("a continuation after the end", frame(0x01, "a") + frame(0x80, "b") + frame(0x80, "c"), 1002, {"ab"});
    row("UTF-8 across fragments",
        frame(0x01, euro.left(1)) + frame(0x00, euro.mid(1, 1)) + frame(0x80, euro.mid(2)), 0, {euro});
    row("UTF-8 cut by the end", frame(0x81, euro.left(2)), 1007);
    row("UTF-8 cut by the last fragment", frame(0x01, euro.left(1)) + frame(0x80, euro.mid(1, 1)), 1007);
    row("UTF-8 wrong in the first fragment", frame(0x01, "\xFF"), 1007);
    row("UTF-8 wrong behind a ping", frame(0x01, euro.left(1)) + frame(0x89, "") + frame(0x80, "a"), 1007);
    row("a surrogate", frame(0x81, "\xED\xA0\x80"), 1007);
    row("overlong", frame(0x81, "\xC0\xAF"), 1007);
    row("beyond Unicode", frame(0x81, "\xF4\x90\x80\x80"), 1007);
    row("a good message after bad UTF-8 is not read", frame(0x81, "\xFF") + text("a"), 1007);
    row("length not minimal, two bytes", frame(0x81, "a", true, 2), 1002);
    row("length not minimal, 125 in two bytes", frame(0x81, QByteArray(125, 'a'), true, 2), 1002);
    row("length not minimal, eight bytes", frame(0x81, "a", true, 8), 1002);
    row("length not minimal, 65535 in eight bytes", frame(0x81, QByteArray(65535, 'a'), true, 8), 1002);
    row("control length not minimal", frame(0x89, "a", true, 2), 1002);
    row("fragments beyond the limit", frame(0x01, QByteArray(limit, 'a')) + frame(0x80, "b"), 1009);
    row("fragments at the limit", frame(0x01, QByteArray(limit - 1, 'a')) + frame(0x80, "b"), 0,
        {QByteArray(limit - 1, 'a') + 'b'});
    row("64 fragments", frame(0x01, "") + frame(0x00, "").repeated(62) + frame(0x80, "z"), 0, {"z"});
    row("65 fragments", frame(0x01, "") + frame(0x00, "").repeated(63) + frame(0x80, "z"), 1008);
    row("640 fragments", frame(0x01, "") + frame(0x00, "").repeated(639), 1008);
    row("fragments are counted per message",
        (frame(0x01, "") + frame(0x00, "").repeated(40) + frame(0x80, "z")).repeated(2), 0, {"z", "z"});
    row("a close of one byte", frame(0x88, "x"), 1002);
    row("a close with a reason", closing(1000, "bye"), 0);
    row("a close with a bad reason", closing(1000, "\xFF"), 1007);
    row("a close with half a character", closing(1000, euro.left(2)), 1007);
    row("a close without a code", frame(0x88, ""), 0);
    row("a fragmented ping", frame(0x09, "a"), 1002);
    row("a long ping", frame(0x89, QByteArray(126, 'a')), 1002);
}

void WsCodecTest::sequences()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, fault);
    QFETCH(QList<QByteArray>, texts);
    const Seen whole = decode(bytes, bytes.size());
    QCOMPARE(whole.fault, fault);
    QCOMPARE(whole.texts, texts);
    for (const qsizetype piece : {1, 2, 3, 7})
        QVERIFY(decode(bytes, piece) == whole);
}

QTEST_APPLESS_MAIN(WsCodecTest)

#include "ws_codec_test.moc"
