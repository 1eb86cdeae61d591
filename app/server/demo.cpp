#include "app/server/demo.h"

#include "app/platform/files.h"
#include "core/base/base32.h"
#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/identity/totp.h"
#include "core/package/validate.h"
#include "resources/samples/embedded.h"

#include <QFile>
#include <QJsonArray>
#include <future>

namespace icmp::server {

namespace {

constexpr qint64 rememberedBytesMax = 64 * 1024;
// The role, and before "@" the login: what needs two persons needs two admins.
struct DemoPerson {
    const char *role;
    const char *login;
};
constexpr DemoPerson people[] = {{"creator", "creator"},
                                 {"producer", "producer"},
                                 {"advertiser", "advertiser"},
                                 {"admin", "admin"},
                                 {"admin", "admin2"}};

template <class T>
Outcome<T> plain(Outcome<Result<T>> told)
{
    if (!told)
        return tl::unexpected(told.error());
    if (!*told)
        return fail(QStringLiteral("The demo could not be made: %1").arg(describe(told->error())));
    return std::move(**told);
}

template <class T, class Start>
Outcome<T> waitFor(Start start)
{
    std::promise<Outcome<Result<T>>> promise;
    auto told = promise.get_future();
    start([&promise](Outcome<Result<T>> answer) { promise.set_value(std::move(answer)); });
    return plain<T>(told.get());
}

struct DemoAccount {
    QString role;
    QString login;
    QString password;
    QString totpSecret;
    QByteArray deviceSeed; // of an admin: signs with the code
    AccountId id;
};

// Enrols with the code of the step before, so that the present one is still good for signing in.
Outcome<DemoAccount> enrolAccount(Services &services, const QString &role, const QString &login)
{
    DemoAccount made{
        role, login + QStringLiteral("@demo.example"), toBase64Url(services.random.bytes(15)), {}, {}, {}};
    identity::Subject installation;
    installation.installation = true;
    const auto roles = identity::Roles::fromText(role);
    const auto invited = waitFor<identity::Invitation>([&](auto done) {
        services.accounts->invite(installation, made.login, roles.value_or(identity::Roles{}),
                                  std::move(done));
    });
    if (!invited)
        return tl::unexpected(invited.error());
    made.id = invited->account;
    identity::EnrolRequest request;
    request.token = invited->token;
    request.password = made.password;
    const auto begun = waitFor<identity::EnrolAnswer>(
        [&](auto done) { services.accounts->enrol(request, std::move(done)); });
    if (!begun)
        return tl::unexpected(begun.error());
    made.totpSecret = begun->totpSecret;
    if (begun->finished)
        return made;
    const auto seed = fromBase32(begun->totpSecret);
    const qint64 step = identity::totpStepAt(services.clock.nowMs()) - 1;
    request.password.clear();
    if (roles && roles->has(identity::Role::Admin)) {
        made.deviceSeed = services.random.bytes(32);
        request.deviceKey = platform::Ed25519Signer(made.deviceSeed).publicKey();
        request.deviceName = QStringLiteral("demo");
    }
    request.code = identity::totpCode(seed.value_or(QByteArray()), step);
    const auto finished = waitFor<identity::EnrolAnswer>(
        [&](auto done) { services.accounts->enrol(request, std::move(done)); });
    if (!finished)
        return tl::unexpected(finished.error());
    return made;
}

QByteArray sampleFile(const QString &name)
{
    QFile file(QStringLiteral(":/samples/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Outcome<void> store(Services &services, const QString &hash, const QString &type, const QByteArray &bytes,
                    AccountId account)
{
    for (qsizetype at = 0; at < bytes.size(); at += limits::uploadChunkBytesMax) {
        const QByteArray chunk = bytes.mid(at, limits::uploadChunkBytesMax);
        publishing::Upload upload{hash, type, {at, at + chunk.size() - 1, bytes.size()}, chunk, account};
        const auto put = plain<publishing::Received>(services.publisher->put(upload));
        if (!put)
            return tl::unexpected(put.error());
    }
    return {};
}

QJsonArray elementsOf(const package::Package &opened)
{
    QJsonArray list;
    for (const package::PlacedElement &placed : opened.elements())
        list.append(QJsonObject{{QStringLiteral("id"), placed.id.toText()},
                                {QStringLiteral("type"), element::typeOf(placed.element).key}});
    return list;
}

Outcome<project::Project> sampleProject()
{
    const auto json = parseJsonObject(sampleFile(QStringLiteral("project.json")));
    if (!json)
        return fail(QStringLiteral("The sample project cannot be read: %1").arg(describe(json.error())));
    auto project = project::projectFromJson(*json);
    if (!project)
        return fail(QStringLiteral("The sample project is wrong: %1").arg(describe(project.error())));
    if (package::blocks(package::validate(*project)))
        return fail(QStringLiteral("The sample project has findings that block publishing."));
    return *project;
}

// Uploads the sample's files and pieces, makes the show and commits its first version.
Outcome<QJsonObject> publishSample(Services &services, AccountId owner, AccountId producer)
{
    const auto project = sampleProject();
    if (!project)
        return tl::unexpected(project.error());
    const QHash<QString, QString> names{{QStringLiteral("video/mp4"), QStringLiteral("film.mp4")}};
    package::FreezeInput input;
    for (const project::Asset &asset : project->assets) {
        const QString file = names.value(asset.type, asset.name);
        const QByteArray bytes = sampleFile(file);
        if (const auto stored = store(services, asset.hash, asset.type, bytes, owner); !stored)
            return tl::unexpected(stored.error());
        const QJsonObject video = asset.probe.value(QLatin1String("video")).toObject();
        if (asset.type == u"video/mp4")
            input.film = package::Film{asset.hash, asset.type, asset.bytes,
                                       video.value(QLatin1String("width")).toInteger(),
                                       video.value(QLatin1String("height")).toInteger()};
    }
    const auto frozen = package::freeze(*project, input);
    if (!frozen)
        return fail(QStringLiteral("The sample cannot be frozen: %1").arg(describe(frozen.error())));
    for (const package::Piece &piece : frozen->pieces) {
        if (const auto stored = store(services, piece.hash, piece.type, piece.bytes, owner); !stored)
            return tl::unexpected(stored.error());
    }
    const auto event = plain<catalogue::Event>(
        services.publisher->createShow({QStringLiteral("demo-show"), project->name}, owner, {producer}));
    if (!event)
        return tl::unexpected(event.error());
    protocol::VersionBody version;
    version.key = QStringLiteral("demo-version");
    version.root = frozen->publicRoot;
    version.privateRoot = frozen->privateRoot;
    const auto committed =
        plain<publishing::Committed>(services.publisher->addVersion(event->show, version, owner));
    if (!committed)
        return tl::unexpected(committed.error());
    const auto opened = package::open(frozen->publicRoot, frozen->privateRoot, [&](const QString &hash) {
        return services.files->read(hash, package::privateBytesMax);
    });
    if (!opened)
        return fail(
            QStringLiteral("The published sample cannot be opened: %1").arg(describe(opened.error())));
    return QJsonObject{{QStringLiteral("event"), event->id},
                       {QStringLiteral("elements"), elementsOf(*opened)}};
}

} // namespace

Outcome<QJsonObject> seedDemo(Services &services)
{
    const QString path = services.folder.demoAccounts();
    if (QFile::exists(path)) {
        const auto bytes = platform::readWhole(path, rememberedBytesMax, platform::Mode::OwnerOnly);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const auto remembered = parseJsonObject(*bytes);
        if (!remembered)
            return fail(QStringLiteral("%1 cannot be read.").arg(path),
                        QStringLiteral("Remove the demo's folder."));
        return *remembered;
    }
    samples::makeAvailable();
    QList<DemoAccount> accounts;
    QJsonArray list;
    for (const DemoPerson &person : people) {
        const auto made =
            enrolAccount(services, QString::fromLatin1(person.role), QString::fromLatin1(person.login));
        if (!made)
            return tl::unexpected(made.error());
        accounts.append(*made);
        QJsonObject line{{QStringLiteral("role"), made->role},
                         {QStringLiteral("login"), made->login},
                         {QStringLiteral("password"), made->password},
                         {QStringLiteral("totpSecret"), made->totpSecret}};
        if (!made->deviceSeed.isEmpty())
            line.insert(QStringLiteral("deviceSeed"), toBase64Url(made->deviceSeed));
        list.append(line);
    }
    auto seeded = publishSample(services, accounts.at(0).id, accounts.at(1).id);
    if (!seeded)
        return seeded;
    seeded->insert(QStringLiteral("accounts"), list);
    const auto written = platform::createWhole(path, canonicalJson(*seeded), platform::Mode::OwnerOnly);
    if (!written)
        return tl::unexpected(written.error());
    return seeded;
}

} // namespace icmp::server
