#include "studio/automation/document_methods.h"

#include "core/base/strict_json.h"

#include <QJsonDocument>
#include <QPointer>

namespace icmp::automation {

namespace {

using document::Document;

RpcError noDocument()
{
    return {failedCode, QStringLiteral("no project is open"), {}};
}

QJsonObject place(const Document &document)
{
    return {{QStringLiteral("seq"), document.seq()},
            {QStringLiteral("hash"), document.hash()},
            {QStringLiteral("durable"), document.durableSeq() >= document.seq()}};
}

// Numbers of a request arrive as doubles where they were written so; the strict reader refuses what is no
// integer.
Result<QJsonObject> strictly(const QJsonValue &value)
{
    return parseJsonObject(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

void applyEdit(Document &document, const QJsonObject &params, const Answer &answer)
{
    const QString wait = params.value(QLatin1String("wait")).toString(QStringLiteral("applied"));
    if (wait != QLatin1String("applied") && wait != QLatin1String("durable"))
        return answer(tl::unexpected(
            RpcError{invalidParams, QStringLiteral("wait is \"applied\" or \"durable\""), {}}));
    const auto json = strictly(params.value(QLatin1String("edit")));
    const auto edit = json ? project::editFromJson(*json) : tl::unexpected(json.error());
    if (!edit)
        return answer(tl::unexpected(toError(edit.error())));
    const auto seq = document.apply(*edit);
    if (!seq)
        return answer(tl::unexpected(toError(seq.error())));
    QJsonObject result = place(document);
    if (wait == QLatin1String("applied"))
        return answer(result);
    document.whenDurable(*seq, [answer, result]() mutable {
        result.insert(QStringLiteral("durable"), true);
        answer(result);
    });
}

RpcAnswer travel(Document &document, const QJsonObject &params, bool back)
{
    const qint64 count = params.value(QLatin1String("count")).toInteger(1);
    if (count < 1 || count > std::numeric_limits<int>::max())
        return tl::unexpected(RpcError{invalidParams, QStringLiteral("count is 1 or more"), {}});
    const QString label = back ? document.undoLabel() : document.redoLabel();
    const int done = back ? document.undo(int(count)) : document.redo(int(count));
    QJsonObject result = place(document);
    result.insert(QStringLiteral("label"), label);
    result.insert(QStringLiteral("done"), done);
    return result;
}

RpcAnswer jsonOf(Document &document, const QJsonObject &params)
{
    const auto bytes = document.jsonAt(params.value(QLatin1String("at")).toInteger(document.seq()));
    if (!bytes)
        return tl::unexpected(toError(bytes.error()));
    return QJsonValue(QString::fromUtf8(*bytes));
}

} // namespace

void addDocumentMethods(AutomationPort &port, std::function<Document *()> current)
{
    port.add(QStringLiteral("op.apply"), [current](const QJsonObject &params, const Answer &answer) {
        if (Document *document = current())
            applyEdit(*document, params, answer);
        else
            answer(tl::unexpected(noDocument()));
    });
    const auto addNow = [&](const char *name, auto method) {
        port.addNow(QLatin1String(name), [current, method](const QJsonObject &params) -> RpcAnswer {
            Document *document = current();
            return document ? method(*document, params) : tl::unexpected(noDocument());
        });
    };
    addNow("undo",
           [](Document &document, const QJsonObject &params) { return travel(document, params, true); });
    addNow("redo",
           [](Document &document, const QJsonObject &params) { return travel(document, params, false); });
    addNow("doc.json",
           [](Document &document, const QJsonObject &params) { return jsonOf(document, params); });
    addNow("doc.hash", [](Document &document, const QJsonObject &) -> RpcAnswer {
        return QJsonObject{{QStringLiteral("hash"), document.hash()},
                           {QStringLiteral("seq"), document.seq()},
                           {QStringLiteral("durableSeq"), document.durableSeq()}};
    });
}

} // namespace icmp::automation
