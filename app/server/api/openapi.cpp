#include "app/server/api/openapi.h"

#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <vector>

namespace icmp::server {

namespace {

// Field list "name:type" with "?" for optional ones; types: s string, i integer, b boolean, [x] list, @Name
// reference, n integer or null, t string or null, o any object.
struct SchemaRow {
    const char *name;
    const char *fields;
};

constexpr SchemaRow rows[] = {
    {"Empty", ""},
    {"Problem", "type:s? title:s status:i code:s detail:s"},
    {"SignIn", "login:s password:s code:s? device:s?"},
    {"Session", "session:s expires:i login:s roles:[s]"},
    {"SessionInfo", "login:s expires:i roles:[s]"},
    {"Enrol", "token:s password:s? code:s? secondFactor:b?"},
    {"Enrolment", "login:s finished:b totpSecret:s otpauth:s recoveryCodes:[s]"},
    {"TicketRequest", "event:s"},
    {"Ticket", "ticket:s expires:i"},
    {"TokenRequest", "dev:s? site:s? code:s?"},
    {"Token", "token:s pseudonym:s expires:i kinds:[s]"},
    {"Event", "title:s mode:s package:t stream:@Stream? hls:s?"},
    {"Stream", "hls:s"},
    {"ProgrammeWish", "loop:s? ingest:b? encoderOffsetMs:i? maxDelayMs:i?"},
    {"Programme",
     "source:s up:b bitsPerSecond:i lastSegment:i width:i height:i encoding:b restarts:i encoderOffsetMs:i "
     "maxDelayMs:i hasKey:b stream:@Stream? rtmp:s? srt:s?"},
    {"StreamKeyRequest", "passphrase:b?"},
    {"StreamKey", "streamKey:s passphrase:s?"},
    {"Recordings", "recordings:[@Recording]"},
    {"Recording", "began:i object:s bytes:i at:i url:s"},
    {"Ladder", "film:s state:s percent:i heights:[i]"},
    {"Snapshot", "off:i ep:s mode:s package:s items:[@Item] state:o me:@Me maxDelay:i?"},
    {"Item", "iid:s rev:i round:i state:s at:o? until:o? doc:o? box:o? z:i? right:[i]? explanation:s? "
             "revealed:b? lock:o? refunded:b?"},
    {"Me", "v:i pts:i answers:o rank:i? badges:[s]? quests:o?"},
    {"Command", "key:s command:s element:s? openForMs:i? maxDelayMs:i? outcome:i? policy:s? "
                "answer:s? verdict:s? left:i? text:s? severity:i?"},
    {"Facts", "facts:[o]"},
    {"Result", "iid:s rev:i state:s n:i counts:[i] tally:o"},
    {"Receipt", "leaf:@ReceiptLeaf index:i size:i path:[s] root:s signature:s key:s"},
    {"ReceiptLeaf", "event:s element:s round:i voter:s choice:[i] n:i seq:i salt:s"},
    {"PollAudit", "format:s event:s element:s publicKey:s rounds:[o] batches:[o] signature:s"},
    {"AuditKey", "key:s algorithm:s"},
    {"OriginsRequest", "origins:[s]"},
    {"Origins", "event:s origins:[s]"},
    {"SiteRequest", "name:s key:s"},
    {"SiteAnswer", "event:s name:s"},
    {"VotersRequest", "codes:[s]"},
    {"Voters", "event:s invited:i"},
    {"Shows", "shows:[@ShowLine]"},
    {"ShowLine", "show:s title:s created:i"},
    {"ShowRequest", "key:s title:s"},
    {"Show", "show:s event:s watch:s embed:s"},
    {"ShowInfo", "show:s title:s events:[@Show] version:i root:t versions:[@VersionLine]"},
    {"VersionLine", "version:i root:s private:s at:i current:b"},
    {"VersionRequest", "key:s root:s private:s base:i? signature:s? dryRun:b?"},
    {"Version", "show:s version:i root:s objects:i bytes:i dryRun:b event:s? watch:s? embed:s?"},
    {"MissingRequest", "hashes:[s]"},
    {"Missing", "missing:[@MissingObject]"},
    {"MissingObject", "hash:s offset:i"},
    {"Received", "offset:i complete:b"},
    {"Health", "status:s"},
};

// What the edge answers by itself (live.md 3.1, 3.9): sockets, and the ways around them. Bodies are messages
// of live.v1 or desk.v1, one a line.
struct EdgeRow {
    const char *method;
    const char *pattern;
    const char *id;
    const char *summary;
    const char *takes; // media type; empty for none
    const char *gives;
    std::vector<int> statuses; // of success
};

constexpr const char *lines = "application/x-ndjson";

const EdgeRow edgeRows[] = {
    {"get", "/v1/rt", "live.socket", "WebSocket of a viewer, sub-protocol live.v1.json", "", "", {101}},
    {"get", "/v1/desk", "desk.socket", "WebSocket of a producer, sub-protocol desk.v1.json", "", "", {101}},
    {"post",
     "/v1/rt/{session}",
     "live.post",
     "Messages of a viewer without a socket. {session} is 22 base64url characters that the viewer drew; the "
     "first POST begins it with its hello",
     lines,
     "",
     {204}},
    {"get",
     "/v1/rt/{session}/events",
     "live.events",
     "Messages to such a viewer as server-sent events; a goodbye is the event close {code, reason}",
     "",
     "text/event-stream",
     {200}},
    {"get",
     "/v1/rt/{session}/poll",
     "live.poll",
     "Messages to such a viewer after the number it has (after=N), waited for; 204 when there are none yet",
     "",
     lines,
     {200, 204}},
};

QJsonValue typeSchema(const QString &type)
{
    if (type.startsWith(u'['))
        return QJsonObject{{QStringLiteral("type"), QStringLiteral("array")},
                           {QStringLiteral("items"), typeSchema(type.mid(1, type.size() - 2))}};
    if (type.startsWith(u'@'))
        return QJsonObject{{QStringLiteral("$ref"), QStringLiteral("#/components/schemas/") + type.mid(1)}};
    if (type == u"t")
        return QJsonObject{
            {QStringLiteral("type"), QJsonArray{QStringLiteral("string"), QStringLiteral("null")}}};
    const QString name = type == u"s"   ? QStringLiteral("string")
                         : type == u"i" ? QStringLiteral("integer")
                         : type == u"b" ? QStringLiteral("boolean")
                                        : QStringLiteral("object");
    return QJsonObject{{QStringLiteral("type"), name}};
}

QJsonObject objectSchema(const char *fields)
{
    QJsonObject properties;
    QJsonArray required;
    for (const QString &field : QString::fromLatin1(fields).split(u' ', Qt::SkipEmptyParts)) {
        QString type = field.section(u':', 1);
        const QString name = field.section(u':', 0, 0);
        if (type.endsWith(u'?'))
            type.chop(1);
        else
            required.append(name);
        properties.insert(name, typeSchema(type));
    }
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                       {QStringLiteral("properties"), properties}};
    if (!required.isEmpty())
        schema.insert(QStringLiteral("required"), required);
    return schema;
}

QJsonObject content(const QString &type, const QString &schema)
{
    return {{type, QJsonObject{{QStringLiteral("schema"),
                                QJsonObject{{QStringLiteral("$ref"),
                                             QStringLiteral("#/components/schemas/") + schema}}}}}};
}

QJsonArray parametersOf(const QByteArray &pattern)
{
    QJsonArray parameters;
    for (const QByteArray &part : pattern.split('/')) {
        if (part.startsWith('{'))
            parameters.append(
                QJsonObject{{QStringLiteral("name"), QString::fromLatin1(part.mid(1, part.size() - 2))},
                            {QStringLiteral("in"), QStringLiteral("path")},
                            {QStringLiteral("required"), true},
                            {QStringLiteral("schema"), typeSchema(QStringLiteral("s"))}});
    }
    return parameters;
}

QJsonObject operationOf(const Route &route)
{
    const identity::ActionRow &row = identity::rowOf(route.action);
    QJsonObject success{{QStringLiteral("description"), QStringLiteral("Done")}};
    if (*route.gives != '\0')
        success.insert(QStringLiteral("content"),
                       content(QStringLiteral("application/json"), QLatin1String(route.gives)));
    const QJsonObject problem{
        {QStringLiteral("description"), QStringLiteral("Refused or failed; code says why")},
        {QStringLiteral("content"),
         content(QStringLiteral("application/problem+json"), QStringLiteral("Problem"))}};
    QJsonObject responses{{QString::number(route.status), success}, {QStringLiteral("default"), problem}};
    if (route.dryStatus != 0)
        responses.insert(QString::number(route.dryStatus), success);
    QJsonObject operation{
        {QStringLiteral("summary"), QLatin1String(route.summary)},
        {QStringLiteral("operationId"), QString::fromLatin1(row.id.data(), qsizetype(row.id.size()))},
        {QStringLiteral("responses"), responses}};
    if (const QJsonArray parameters = parametersOf(route.pattern); !parameters.isEmpty())
        operation.insert(QStringLiteral("parameters"), parameters);
    if (*route.takes != '\0')
        operation.insert(QStringLiteral("requestBody"),
                         QJsonObject{{QStringLiteral("required"), true},
                                     {QStringLiteral("content"), content(QStringLiteral("application/json"),
                                                                         QLatin1String(route.takes))}});
    if (row.proof == identity::Proof::Session)
        operation.insert(QStringLiteral("security"),
                         QJsonArray{QJsonObject{{QStringLiteral("session"), QJsonArray{}}}});
    return operation;
}

QJsonObject textContent(const char *type)
{
    return {{QLatin1String(type), QJsonObject{{QStringLiteral("schema"), typeSchema(QStringLiteral("s"))}}}};
}

QJsonObject edgeOperationOf(const EdgeRow &row)
{
    QJsonObject responses{
        {QStringLiteral("default"),
         QJsonObject{{QStringLiteral("description"), QStringLiteral("Refused; code says why")},
                     {QStringLiteral("content"),
                      content(QStringLiteral("application/problem+json"), QStringLiteral("Problem"))}}}};
    for (const int status : row.statuses) {
        QJsonObject success{{QStringLiteral("description"), QStringLiteral("Done")}};
        if (status == 200)
            success.insert(QStringLiteral("content"), textContent(row.gives));
        responses.insert(QString::number(status), success);
    }
    QJsonObject operation{{QStringLiteral("summary"), QLatin1String(row.summary)},
                          {QStringLiteral("operationId"), QLatin1String(row.id)},
                          {QStringLiteral("responses"), responses}};
    QJsonArray parameters = parametersOf(row.pattern);
    if (QByteArray(row.pattern).endsWith("/poll"))
        parameters.append(QJsonObject{{QStringLiteral("name"), QStringLiteral("after")},
                                      {QStringLiteral("in"), QStringLiteral("query")},
                                      {QStringLiteral("schema"), typeSchema(QStringLiteral("i"))}});
    if (!parameters.isEmpty()) {
        operation.insert(QStringLiteral("parameters"), parameters);
        operation.insert(QStringLiteral("security"),
                         QJsonArray{QJsonObject{{QStringLiteral("eventToken"), QJsonArray{}}}});
    }
    if (*row.takes != '\0')
        operation.insert(QStringLiteral("requestBody"),
                         QJsonObject{{QStringLiteral("required"), true},
                                     {QStringLiteral("content"), textContent(row.takes)}});
    return operation;
}

} // namespace

QJsonObject schemas()
{
    QJsonObject all;
    for (const SchemaRow &row : rows)
        all.insert(QLatin1String(row.name), objectSchema(row.fields));
    return all;
}

QJsonObject openApi(const QList<Route> &routes)
{
    QJsonObject paths;
    for (const Route &route : routes) {
        const QString path = QString::fromLatin1(route.pattern);
        QJsonObject item = paths.value(path).toObject();
        item.insert(QString::fromLatin1(route.method).toLower(), operationOf(route));
        paths.insert(path, item);
    }
    for (const EdgeRow &row : edgeRows)
        paths.insert(QLatin1String(row.pattern),
                     QJsonObject{{QLatin1String(row.method), edgeOperationOf(row)}});
    const QJsonObject bearer{{QStringLiteral("type"), QStringLiteral("http")},
                             {QStringLiteral("scheme"), QStringLiteral("bearer")}};
    return {
        {QStringLiteral("openapi"), QStringLiteral("3.1.0")},
        {QStringLiteral("info"), QJsonObject{{QStringLiteral("title"), QStringLiteral("ICMP server")},
                                             {QStringLiteral("version"), QStringLiteral("1")}}},
        {QStringLiteral("paths"), paths},
        {QStringLiteral("components"), QJsonObject{{QStringLiteral("schemas"), schemas()},
                                                   {QStringLiteral("securitySchemes"),
                                                    QJsonObject{{QStringLiteral("session"), bearer},
                                                                {QStringLiteral("eventToken"), bearer}}}}}};
}

} // namespace icmp::server
