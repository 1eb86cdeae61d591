#include "tests/load/swarm_wire.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace icmp::load {

QByteArray member(const QByteArray &json, const QByteArray &name)
{
    qsizetype at = json.indexOf('"' + name + "\":");
    if (at < 0)
        return {};
    at += name.size() + 3;
    if (at < json.size() && json[at] == '"') {
        const qsizetype end = json.indexOf('"', at + 1);
        return json.mid(at + 1, end - at - 1);
    }
    qsizetype end = at;
    while (end < json.size() && (json[end] == '-' || (json[end] >= '0' && json[end] <= '9')))
        ++end;
    return json.mid(at, end - at);
}

QByteArray maskedFrame(int first, const QByteArray &payload)
{
    QByteArray frame(1, char(first));
    if (payload.size() < 126) {
        frame.append(char(0x80 | payload.size()));
    } else {
        frame.append(char(0x80 | 126));
        frame.append(char(payload.size() >> 8));
        frame.append(char(payload.size() & 0xFF));
    }
    // A mask of zeros is a mask; what it protects from (proxies) is not between us and ourselves.
    return frame + QByteArray(4, '\0') + payload;
}

std::optional<Frame> frameAt(const char *bytes, qsizetype size)
{
    const auto *at = reinterpret_cast<const quint8 *>(bytes);
    if (size < 2)
        return {};
    const int extra = at[1] == 126 ? 2 : at[1] == 127 ? 8 : 0;
    if (size < 2 + extra)
        return {};
    qint64 payload = extra ? 0 : at[1];
    for (int i = 0; i < extra; ++i)
        payload = payload << 8 | at[2 + i];
    if (size < 2 + extra + payload)
        return {};
    return Frame{at[0] & 0x0F, 2 + extra, payload, 2 + extra + payload};
}

std::optional<HttpAnswer> httpAnswer(const QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return {};
    const QByteArray head = bytes.left(end + 2).toLower();
    const qsizetype field = head.indexOf("content-length: ");
    const qsizetype length =
        field < 0 ? 0 : head.mid(field + 16, head.indexOf('\r', field) - field - 16).toLongLong();
    if (bytes.size() < end + 4 + length)
        return {};
    return HttpAnswer{bytes.mid(9, 3).toInt(), bytes.mid(end + 4, length), end + 4 + length};
}

Told readTold(const QByteArray &message)
{
    using Kind = Told::Kind;
    Told told;
    const QByteArray offset = member(message, "off");
    if (!offset.isEmpty())
        told.offset = offset.toLongLong();
    if (message.startsWith("{\"log\":[")) {
        told.kind = Kind::Logs;
    } else if (message.startsWith("{\"log\":")) {
        told.kind = offset.isEmpty() ? Kind::Other : Kind::Log;
        told.name = member(message, "t") + ' ' + offset.rightJustified(6, '0');
        told.stampNs = member(message, "ts").toLongLong();
    } else if (message.startsWith("{\"st\":")) {
        told.kind = Kind::State;
        told.version = member(message, "v").toLongLong();
        told.name = member(message, "k") + " v" + member(message, "v");
        told.stampNs = member(message, "ts").toLongLong();
        if (told.name.startsWith("tally:"))
            told.answers = member(message, "n").toLongLong();
    } else if (message.startsWith("{\"snap\":")) {
        told.kind = Kind::Snapshot;
    } else if (message.contains("\"welcome\":")) {
        told.kind = Kind::Welcome;
        told.recovered = message.contains("\"recovered\":true");
    } else if (message.contains("\"ack\":")) {
        told.kind = Kind::Ack;
    } else if (message.contains("\"error\":")) {
        told.kind = Kind::Error;
    }
    return told;
}

QList<qint64> offsetsOf(const QByteArray &logs)
{
    QList<qint64> offsets;
    const QJsonArray list = QJsonDocument::fromJson(logs).object().value(QLatin1String("log")).toArray();
    for (const QJsonValue &one : list)
        offsets.append(one.toObject().value(QLatin1String("off")).toInteger(-1));
    return offsets;
}

} // namespace icmp::load
