#include "server/publishing/publisher.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"

#include <QJsonArray>
#include <future>

namespace icmp::publishing {

namespace {

const QString jsonType = QStringLiteral("application/json");

// Waits for a store's answer; never on the store's own thread.
template <class T, class Start>
T waitFor(Start start)
{
    std::promise<T> promise;
    auto future = promise.get_future();
    start([&promise](T answer) { promise.set_value(std::move(answer)); });
    return future.get();
}

// Operation ids are the client's; the account keeps those of two people apart.
Operation operationOf(const QString &key, AccountId account, const QJsonArray &request)
{
    return {account.toText() + u':' + key, sha256Hex(compactJson(QJsonArray{account.value, request}))};
}

} // namespace

Answer<QList<MissingObject>> Publisher::missing(const QStringList &hashes)
{
    QList<MissingObject> missing;
    for (const QString &hash : hashes) {
        if (!m_files.has(hash))
            missing.append({hash, m_files.received(hash)});
    }
    // A file without its row is left by a crash between the two: it counts as missing, and the next chunk
    // repairs it.
    const auto known = m_shows.objects(hashes);
    if (!known)
        return tl::unexpected(known.error());
    for (const QString &hash : hashes) {
        const bool recorded = std::any_of(known->begin(), known->end(), [&](const catalogue::Object &object) {
            return object.sha256 == hash && object.complete;
        });
        if (m_files.has(hash) && !recorded)
            missing.append({hash, 0});
    }
    return Result<QList<MissingObject>>(missing);
}

Answer<Received> Publisher::put(const Upload &upload)
{
    using Put = Result<Received>;
    if (upload.range.last - upload.range.first + 1 != upload.bytes.size())
        return Put(refuse(RefusalCode::OutOfRange, QStringLiteral("Content-Range"),
                          QStringLiteral("The body has %1 bytes.").arg(upload.bytes.size())));
    if (!package::isAllowedType(upload.type) ||
        (upload.range.first == 0 && !package::looksLike(upload.type, upload.bytes.left(headBytes))))
        return Put(
            refuse(RefusalCode::WrongType, QStringLiteral("Content-Type"),
                   QStringLiteral("This content is not accepted as \"%1\".").arg(upload.type.left(64))));
    const auto stored = m_files.put({upload.hash, upload.range.first, upload.range.total, upload.bytes});
    if (!stored)
        return tl::unexpected(stored.error());
    if (!*stored)
        return Put(tl::unexpected(stored->error()));
    if (**stored < upload.range.total)
        return Put(Received{**stored, false});
    catalogue::Object object{upload.hash, **stored, upload.type,    catalogue::Visibility::Private,
                             **stored,    true,     upload.account, m_clock.nowMs()};
    const auto recorded =
        waitFor<Answer<catalogue::Object>>([&](auto done) { m_shows.recordObject(object, std::move(done)); });
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (!*recorded)
        return Put(refuse(RefusalCode::WrongType, QStringLiteral("Content-Type"),
                          QStringLiteral("It is stored already as another type.")));
    return Put(Received{**stored, true});
}

Answer<catalogue::Event> Publisher::createShow(const protocol::ShowBody &body, AccountId owner,
                                               QList<AccountId> members)
{
    const auto title = catalogue::checkedTitle(body.title);
    if (!title)
        return Result<catalogue::Event>(tl::unexpected(title.error()));
    const qint64 now = m_clock.nowMs();
    catalogue::NewShow wanted;
    wanted.operation = operationOf(body.key, owner, QJsonArray{QStringLiteral("show"), *title});
    wanted.show = {catalogue::showIdFrom(m_random.bytes(16)), owner, *title, now};
    wanted.event.id = catalogue::eventIdFrom(m_random.bytes(16));
    wanted.event.show = wanted.show.id;
    wanted.event.createdMs = now;
    wanted.members = std::move(members);
    return waitFor<Answer<catalogue::Event>>([&](auto done) { m_shows.createShow(wanted, std::move(done)); });
}

Answer<void> Publisher::checkFiles(const package::Package &opened, Committed &checked)
{
    using Checked = Result<void>;
    QHash<QString, QString> types;
    if (opened.film)
        types.insert(opened.film->hash, opened.film->type);
    for (const package::AssetEntry &asset : opened.assets)
        types.insert(asset.hash, asset.type);
    for (const QString &hash : opened.parts)
        types.insert(hash, jsonType);
    types.insert(opened.publicRoot, jsonType);
    types.insert(opened.privateRoot, jsonType);
    for (const QString &hash : opened.publicObjects()) {
        if (!types.contains(hash))
            return Checked(
                refuse(RefusalCode::Missing, hash, QStringLiteral("The package does not list it.")));
    }
    if (types.size() > catalogue::objectsPerVersionMax)
        return Checked(refuse(RefusalCode::TooMany, QStringLiteral("objects")));
    const QStringList hashes = types.keys();
    for (qsizetype i = 0; i < hashes.size(); i += limits::missingHashesMax) {
        const QStringList some = hashes.mid(i, limits::missingHashesMax);
        const auto known = m_shows.objects(some);
        if (!known)
            return tl::unexpected(known.error());
        for (const QString &hash : some) {
            const auto object = std::find_if(known->begin(), known->end(),
                                             [&](const catalogue::Object &o) { return o.sha256 == hash; });
            if (object == known->end() || !object->complete || !m_files.has(hash))
                return Checked(refuse(RefusalCode::Missing, hash));
            if (object->type != types.value(hash) || !package::looksLike(object->type, m_files.head(hash)))
                return Checked(refuse(RefusalCode::WrongType, hash));
            checked.bytes += object->bytes;
        }
    }
    checked.objects = hashes.size();
    return Checked();
}

Answer<Committed> Publisher::check(const QString &show, const protocol::VersionBody &body)
{
    using Checked = Result<Committed>;
    const auto current = m_shows.currentVersion(show);
    if (!current)
        return tl::unexpected(current.error());
    const qint64 base = *current ? (*current)->number : 0;
    const bool same =
        *current && (*current)->publicRoot == body.root && (*current)->privateRoot == body.privateRoot;
    if (!same && base != body.base)
        return Checked(refuse(RefusalCode::Conflict, QStringLiteral("base"), QString::number(base)));
    const auto opened = package::open(body.root, body.privateRoot, [this](const QString &hash) {
        return m_files.read(hash, package::privateBytesMax);
    });
    if (!opened)
        return Checked(tl::unexpected(opened.error()));
    Committed checked;
    checked.title = opened->title;
    checked.version = {show, same ? base : base + 1, body.root, body.privateRoot, m_clock.nowMs(), {}, false};
    const auto files = checkFiles(*opened, checked);
    if (!files)
        return tl::unexpected(files.error());
    if (!*files)
        return Checked(tl::unexpected(files->error()));
    const auto events = m_shows.eventsOf(show);
    if (!events)
        return tl::unexpected(events.error());
    for (const catalogue::Event &event : *events)
        checked.events.append(event.id);
    return Checked(checked);
}

Answer<void> Publisher::makePublic(const QStringList &hashes)
{
    for (qsizetype i = 0; i < hashes.size(); i += limits::missingHashesMax) {
        const auto known = m_shows.objects(hashes.mid(i, limits::missingHashesMax));
        if (!known)
            return tl::unexpected(known.error());
        for (catalogue::Object object : *known) {
            if (object.visibility == catalogue::Visibility::Public)
                continue;
            object.visibility = catalogue::Visibility::Public;
            const auto done = waitFor<Answer<catalogue::Object>>(
                [&](auto told) { m_shows.recordObject(object, std::move(told)); });
            if (!done)
                return tl::unexpected(done.error());
            if (!*done)
                return Result<void>(tl::unexpected(done->error()));
        }
    }
    return Result<void>();
}

Answer<Committed> Publisher::addVersion(const QString &show, const protocol::VersionBody &body,
                                        AccountId actor)
{
    using Added = Result<Committed>;
    const auto found = m_shows.show(show);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return Added(refuse(RefusalCode::UnknownId, show));
    auto checked = check(show, body);
    if (!checked || !*checked || body.dryRun)
        return checked;
    const auto opened = package::open(body.root, body.privateRoot, [this](const QString &hash) {
        return m_files.read(hash, package::privateBytesMax);
    });
    if (!opened)
        return Added(tl::unexpected(opened.error()));
    const QStringList shown = QStringList{body.root} + opened->publicObjects();
    const auto published = makePublic(shown);
    if (!published)
        return tl::unexpected(published.error());
    if (!*published)
        return Added(tl::unexpected(published->error()));
    catalogue::NewVersion wanted;
    wanted.operation = operationOf(body.key, actor, QJsonArray{show, body.root, body.privateRoot, body.base});
    wanted.show = show;
    wanted.publicRoot = body.root;
    wanted.privateRoot = body.privateRoot;
    wanted.base = body.base;
    wanted.actor = actor;
    wanted.atMs = m_clock.nowMs();
    wanted.objects = shown + QStringList{body.privateRoot};
    auto version =
        waitFor<Answer<catalogue::Version>>([&](auto done) { m_shows.addVersion(wanted, std::move(done)); });
    if (!version)
        return tl::unexpected(version.error());
    if (!*version)
        return Added(tl::unexpected(version->error()));
    (*checked)->version = **version;
    return checked;
}

} // namespace icmp::publishing
