#include "app/server/services.h"

#include "core/package/package.h"
#include "server/storage/audit_table.h"

#include <future>

namespace icmp::server {

namespace {

const QString eventTokenPurpose = QStringLiteral("event-token");
const QString pseudonymPurpose = QStringLiteral("pseudonym");

live::HostPorts portsOf(Services &services)
{
    return {
        *services.events,
        *services.shows,
        services.clock,
        services.outlet,
        [&services](const QString &hash) { return services.files->read(hash, package::privateBytesMax); },
        [&services](const QString &token, const QString &event) { return services.readToken(token, event); },
        [&services](const QString &ticket, const QByteArray &origin) {
            return services.useTicket(ticket, origin);
        },
        [&services](const QString &sentence) { services.log.write(operations::Level::Warning, sentence); }};
}

Outcome<operations::AuditHead> auditHead(storage::Database &database)
{
    operations::AuditHead head;
    const auto read = database.read([&](storage::Connection &connection) -> Outcome<void> {
        const auto last = storage::AuditTable(connection).last();
        if (!last)
            return tl::unexpected(last.error());
        head = {last->number, last->hash};
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return head;
}

// Signing and what leaves the database's machine.
Outcome<void> openAudit(Services &s, const QStringList &places)
{
    auto signer = platform::Ed25519Signer::open(*s.keys, QStringLiteral("audit"));
    if (!signer)
        return tl::unexpected(signer.error());
    s.auditSigner = std::move(*signer);
    s.checkpointFolders = QStringList{s.folder.path() + QStringLiteral("/checkpoints")} + places;
    operations::AuditCheckpoints::Ports ports{
        [&s] { return auditHead(*s.database); }, *s.auditSigner, s.clock,
        [&s](const QString &sentence) { s.log.write(operations::Level::Error, sentence); }};
    s.checkpoints = std::make_unique<operations::AuditCheckpoints>(std::move(ports), s.checkpointFolders);
    return {};
}

} // namespace

Outcome<std::unique_ptr<Services>> Services::open(const QString &dataPath, const QStringList &places)
{
    auto folder = platform::DataFolder::open(dataPath);
    if (!folder)
        return tl::unexpected(folder.error());
    auto services = std::make_unique<Services>(*folder);
    Services &s = *services;
    s.keys = std::make_unique<platform::KeyFolder>(s.folder.keys(), s.random);
    auto database = storage::Database::open({storage::Engine::Sqlite, s.folder.database()});
    if (!database)
        return tl::unexpected(database.error());
    s.database = std::move(*database);
    s.accountStore = std::make_unique<storage::SqlAccountStore>(*s.database, *s.keys, s.random);
    s.shows = std::make_unique<storage::SqlShowStore>(*s.database);
    s.events = std::make_unique<storage::SqlEventLog>(*s.database);
    s.intentStore = std::make_unique<storage::SqlIntentStore>(*s.database, *s.keys, s.random);
    if (const auto audit = openAudit(s, places); !audit)
        return tl::unexpected(audit.error());
    identity::AccountSettings settings;
    settings.revoked = [&s](AccountId account) {
        if (s.live)
            s.live->signedOut(account.toText());
    };
    auto accounts = identity::AccountService::open(*s.accountStore, *s.keys, s.clock, s.random, settings);
    if (!accounts)
        return tl::unexpected(accounts.error());
    s.accounts = std::move(*accounts);
    s.intents = std::make_unique<identity::IntentService>(
        *s.intentStore, s.clock, s.random, platform::isSignedBy,
        [&s](const identity::Wanted &wanted) { s.carriedOut(wanted); });
    auto files = publishing::ObjectFiles::open(s.folder.objects());
    if (!files)
        return tl::unexpected(files.error());
    s.files = std::move(*files);
    s.publisher = std::make_unique<publishing::Publisher>(*s.files, *s.shows, s.clock, s.random);
    s.live = std::make_unique<live::LiveHost>(portsOf(s));
    return services;
}

void Services::carriedOut(const identity::Wanted &wanted)
{
    if (!live)
        return; // the server stops
    if (wanted.action == identity::Action::ContentTakedown)
        live->takeDown(wanted.object);
    else if (wanted.action == identity::Action::ContentRestore)
        live->putUp(wanted.object);
    else if (const auto account = AccountId::fromText(wanted.object))
        accounts->forget(*account);
}

Result<identity::EventToken> Services::readToken(const QString &text, const QString &event)
{
    const auto key = keys->current(eventTokenPurpose);
    if (!key)
        return refuse(RefusalCode::WrongCredentials, {}, key.error().what);
    return identity::readEventToken(text, *key, event, clock.nowMs());
}

Outcome<QString> Services::makeToken(const identity::EventToken &token)
{
    const auto key = keys->current(eventTokenPurpose);
    if (!key)
        return tl::unexpected(key.error());
    return identity::makeEventToken(token, *key);
}

Outcome<QString> Services::pseudonymFor(const QString &event, const QString &device)
{
    const auto key = keys->current(pseudonymPurpose);
    if (!key)
        return tl::unexpected(key.error());
    return identity::pseudonymOf(identity::eventPseudonymKey(*key, event), device, random);
}

Outcome<Result<live::DeskGrant>> Services::useTicket(const QString &ticket, const QByteArray &origin)
{
    using Grant = Result<live::DeskGrant>;
    std::promise<identity::Answer<identity::Verified>> promise;
    auto told = promise.get_future();
    accounts->redeemTicket(
        ticket, {}, QString::fromLatin1(origin),
        [&promise](identity::Answer<identity::Verified> answer) { promise.set_value(std::move(answer)); });
    const auto verified = told.get();
    if (!verified)
        return tl::unexpected(verified.error());
    if (!*verified)
        return Grant(tl::unexpected(verified->error()));
    const auto object = objectOf((*verified)->event);
    if (!object)
        return tl::unexpected(object.error());
    if (!*object)
        return Grant(refuse(RefusalCode::UnknownId));
    const auto allowed = identity::authorize((*verified)->subject, identity::Action::DeskJoin, **object, {});
    if (!allowed)
        return Grant(tl::unexpected(allowed.error()));
    return Grant(
        live::DeskGrant{(*verified)->event, (*verified)->subject.account.value_or(AccountId{}).toText()});
}

Outcome<std::optional<identity::Object>> Services::objectOf(const QString &event)
{
    const auto found = shows->event(event);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::optional<identity::Object>();
    auto object = showObject((*found)->show);
    if (object && *object)
        (*object)->event = event;
    return object;
}

Outcome<std::optional<identity::Object>> Services::showObject(const QString &show)
{
    const auto found = shows->show(show);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::optional<identity::Object>();
    const auto members = shows->membersOf(show);
    if (!members)
        return tl::unexpected(members.error());
    return std::optional(identity::Object{{}, (*found)->owner, *members});
}

} // namespace icmp::server
