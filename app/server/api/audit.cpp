// Receipts for voters, the export of a closed question for whoever recounts it, and the key that checks both.
#include "app/server/api/api.h"

#include "app/platform/files.h"
#include "core/base/hash.h"
#include "core/event/poll_audit.h"

#include <algorithm>

namespace icmp::server {

namespace {

using identity::Action;

void readReceipt(Services &services, const Exchange &exchange)
{
    const QString event = exchange.param(0);
    const auto told = services.receipts->receipt(event, exchange.param(1));
    answer(exchange, told, [&](const event::Receipt &receipt) {
        // Somebody else's is answered like one that does not exist.
        if (!exchange.subject.token || !exchange.subject.token->isVoter(receipt.leaf.voter))
            return exchange.refused({RefusalCode::UnknownId, QStringLiteral("receipt")});
        exchange.json(toJson(receipt));
    });
}

void readKey(Services &services, const Exchange &exchange)
{
    exchange.json({{QStringLiteral("key"), toBase64Url(services.signer->publicKey())},
                   {QStringLiteral("algorithm"), QStringLiteral("Ed25519")}});
}

// Whether nobody can answer any more: its last life-cycle fact ended a round.
class ClosedCheck {
public:
    explicit ClosedCheck(ClipId element) : m_element(element) {}
    void see(const event::Fact &fact)
    {
        const auto is = [this](const auto *content) { return content && content->element == m_element; };
        const auto &content = fact.content;
        if (is(std::get_if<event::ElementFinished>(&content)) ||
            is(std::get_if<event::ElementCancelled>(&content)))
            m_closed = true;
        if (is(std::get_if<event::ElementOpened>(&content)) || is(std::get_if<event::ElementReset>(&content)))
            m_closed = false;
    }
    bool isClosed() const { return m_closed; }

private:
    ClipId m_element;
    bool m_closed = false;
};

Outcome<Result<QByteArray>> exportPoll(Services &services, const QString &event, ClipId element)
{
    using Told = Result<QByteArray>;
    event::PollExport poll(event, element);
    ClosedCheck closed(element);
    for (qint64 number = 0;;) {
        const auto batches = services.events->batches(event, number, 100);
        if (!batches)
            return tl::unexpected(batches.error());
        if (batches->isEmpty())
            break;
        for (const event::Batch &batch : *batches) {
            const auto facts = factsOf(*services.events, event, batch);
            if (!facts)
                return tl::unexpected(facts.error());
            std::for_each(facts->begin(), facts->end(), [&](const event::Fact &fact) { closed.see(fact); });
            if (const auto added = poll.add(batch, *facts); !added)
                return Told(tl::unexpected(added.error()));
        }
        number = batches->last().number;
    }
    if (!closed.isClosed())
        return Told(refuse(RefusalCode::AlreadyOpen, QStringLiteral("element"),
                           QStringLiteral("Only a closed question can be audited. Close it first.")));
    return Told(poll.finish(*services.signer));
}

void readAudit(Services &services, const Exchange &exchange)
{
    const QString event = exchange.param(0);
    const auto object = services.objectOf(event);
    if (!object)
        return exchange.failed(object.error());
    const auto element = ClipId::fromText(exchange.param(1));
    if (!*object || !element)
        return exchange.refused({RefusalCode::UnknownId, event});
    if (const auto allowed = identity::authorize(exchange.subject, Action::AuditRead, **object, {}); !allowed)
        return exchange.refused(allowed.error());
    const auto file = exportPoll(services, event, *element);
    answer(exchange, file, [&](const QByteArray &bytes) {
        // As a file, because it may be larger than an answer from memory.
        const QString folder = services.folder.exports();
        const QString path = folder + u'/' + event + u'-' + element->toText() + QStringLiteral(".json");
        auto written = platform::makePrivateFolder(folder);
        if (written)
            written = platform::writeWhole(path, bytes, platform::Mode::OwnerOnly);
        if (!written)
            return exchange.failed(written.error());
        edge::HttpResponse response;
        response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
        response.filePath = path;
        response.authenticated = true;
        exchange.answer(response);
    });
}

} // namespace

QList<Route> auditRoutes(Services &services)
{
    return {
        {"GET", "/v1/events/{event}/receipts/{receipt}", Action::ReceiptRead, "The proof of a counted answer",
         "", "Receipt", 200, true,
         [&services](const Exchange &exchange) { readReceipt(services, exchange); }},
        {"GET", "/v1/events/{event}/elements/{element}/audit", Action::AuditRead,
         "A closed question as a file to recount", "", "PollAudit", 200, false,
         [&services](const Exchange &exchange) { readAudit(services, exchange); }},
        {"GET", "/v1/audit/key", Action::AuditKeyRead, "The key that signs receipts and exports", "",
         "AuditKey", 200, true, [&services](const Exchange &exchange) { readKey(services, exchange); }},
    };
}

} // namespace icmp::server
