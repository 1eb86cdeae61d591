#include "app/server/services.h"

#include "server/storage/programme/sql_programme_store.h"

#include <future>

namespace icmp::server {

namespace {

const QString eventTokenPurpose = QStringLiteral("event-token");
const QString pseudonymPurpose = QStringLiteral("pseudonym");

live::HostPorts portsOf(Services &services)
{
    live::HostPorts ports{
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
    ports.programme = [&services](const QString &event) { return services.programmeOf(event); };
    ports.told = [&services](const QString &event, const QByteArray &logBody) {
        if (services.programmes)
            services.programmes->told(event, logBody);
    };
    ports.mayWatch = [&services](const QString &event, const QByteArray &origin) {
        return services.gate.mayWatch(event, origin);
    };
    ports.signer = services.signer.get();
    ports.random = &services.random;
    return ports;
}

} // namespace

Outcome<std::unique_ptr<Services>> Services::open(const QString &dataPath)
{
    auto folder = platform::DataFolder::open(dataPath);
    if (!folder)
        return tl::unexpected(folder.error());
    auto services = std::make_unique<Services>(*folder);
    Services &s = *services;
    s.keys = std::make_unique<platform::KeyFolder>(s.folder.keys(), s.random);
    auto signer = platform::Ed25519Signer::open(*s.keys, QStringLiteral("votes"));
    if (!signer)
        return tl::unexpected(signer.error());
    s.signer = std::move(*signer);
    auto database = storage::Database::open({storage::Engine::Sqlite, s.folder.database()});
    if (!database)
        return tl::unexpected(database.error());
    s.database = std::move(*database);
    s.accountStore = std::make_unique<storage::SqlAccountStore>(*s.database, *s.keys, s.random);
    s.shows = std::make_unique<storage::SqlShowStore>(*s.database);
    s.events = std::make_unique<storage::SqlEventLog>(*s.database);
    s.receipts = std::make_unique<ReceiptShelf>(*s.events);
    s.settings = std::make_unique<storage::EventSettings>(*s.database, *s.keys, s.random);
    s.gate.note = [&s](const QString &sentence) { s.log.write(operations::Level::Warning, sentence); };
    const auto origins = s.settings->origins();
    if (!origins)
        return tl::unexpected(origins.error());
    for (auto event = origins->begin(); event != origins->end(); ++event)
        s.gate.allow(event.key(), *event);
    s.programmeStore = std::make_unique<storage::SqlProgrammeStore>(*s.database, *s.keys, s.random);
    auto accounts = identity::AccountService::open(*s.accountStore, *s.keys, s.clock, s.random);
    if (!accounts)
        return tl::unexpected(accounts.error());
    s.accounts = std::move(*accounts);
    auto files = publishing::ObjectFiles::open(s.folder.objects());
    if (!files)
        return tl::unexpected(files.error());
    s.files = std::move(*files);
    s.publisher = std::make_unique<publishing::Publisher>(*s.files, *s.shows, s.clock, s.random);
    s.live = std::make_unique<live::LiveHost>(portsOf(s));
    return services;
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
    const auto key = eventKey(event);
    if (!key)
        return tl::unexpected(key.error());
    return identity::pseudonymOf(*key, device, random);
}

Outcome<QByteArray> Services::eventKey(const QString &event)
{
    const auto key = keys->current(pseudonymPurpose);
    if (!key)
        return tl::unexpected(key.error());
    return identity::eventPseudonymKey(*key, event);
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

Outcome<std::optional<PlayedFilm>> Services::filmOf(const QString &event)
{
    const auto found = shows->event(event);
    if (!found)
        return tl::unexpected(found.error());
    const auto version =
        *found ? shows->currentVersion((*found)->show) : Outcome<std::optional<catalogue::Version>>();
    if (!version)
        return tl::unexpected(version.error());
    if (!*version)
        return std::optional<PlayedFilm>();
    const auto opened = package::open((*version)->publicRoot, {}, [this](const QString &hash) {
        return files->read(hash, package::privateBytesMax);
    });
    if (!opened || !opened->film)
        return std::optional<PlayedFilm>();
    return std::optional(PlayedFilm{*opened->film, opened->length.toMsFloor()});
}

QString Services::ladderOf(const QString &event)
{
    const auto played =
        programmes->live().ladder().isEmpty() ? Outcome<std::optional<PlayedFilm>>() : filmOf(event);
    if (!played || !*played || !programmes->live().ladder().isDone((*played)->film.hash))
        return {};
    return QStringLiteral("/film/%1/master.m3u8").arg((*played)->film.hash);
}

std::optional<live::Programme> Services::programmeOf(const QString &event) const
{
    const auto attached = programmes ? programmes->settingsOf(event) : std::nullopt;
    if (!attached)
        return std::nullopt;
    return live::Programme{attached->maxDelayMs, attached->encoderOffsetMs};
}

void Services::makeLadder(const QString &event)
{
    const auto played = filmOf(event);
    if (programmes && played && *played)
        programmes->makeLadder({(*played)->film.hash, files->pathOf((*played)->film.hash),
                                (*played)->film.height, (*played)->lengthMs});
}

Outcome<void> Services::openProgrammes(const Options &options)
{
    auto opened = Programmes::open(
        {*programmeStore, *shows, *files, clock, random, folder.path() + QStringLiteral("/programme"),
         [this](const QString &sentence) { log.write(operations::Level::Warning, sentence); }},
        options);
    if (!opened)
        return tl::unexpected(opened.error());
    programmes = std::move(*opened);
    return {};
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
