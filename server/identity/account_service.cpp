#include "server/identity/account_service.h"

#include "server/identity/credentials.h"

namespace icmp::identity {

namespace {

const QString firstLogin = QStringLiteral("admin");

template <class T>
Answer<T> refused(RefusalCode code)
{
    return Result<T>(refuse(code));
}

Answer<void> plain(const Outcome<void> &outcome)
{
    if (!outcome)
        return tl::unexpected(outcome.error());
    return Result<void>();
}

} // namespace

AccountService::AccountService(AccountStore &store, KeyProvider &keys, Clock &clock, Random &random)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random)
{
}

AccountService::~AccountService() = default;

Outcome<std::unique_ptr<AccountService>> AccountService::open(AccountStore &store, KeyProvider &keys,
                                                              Clock &clock, Random &random,
                                                              AccountSettings settings)
{
    const auto pepper = keys.current(QStringLiteral("pepper"));
    if (!pepper)
        return tl::unexpected(pepper.error());
    std::unique_ptr<AccountService> service(new AccountService(store, keys, clock, random));
    service->m_settings = settings;
    service->m_credentials = std::make_unique<Credentials>(
        store, clock, random, PasswordHash(settings.cost, pepper->bytes), settings);
    service->m_hashing = std::make_unique<WorkQueue>(settings.hashesAtATime, settings.hashesWaiting);
    service->m_errands = std::make_unique<WorkQueue>(1, errandsWaitingMax);
    return service;
}

template <class T>
void AccountService::enqueue(WorkQueue &queue, Done<Answer<T>> done, std::function<Answer<T>()> work)
{
    const auto told = std::make_shared<Done<Answer<T>>>(std::move(done));
    if (!queue.offer([told, work = std::move(work)] { (*told)(work()); }))
        (*told)(refused<T>(RefusalCode::TooOften));
}

Outcome<std::optional<Invitation>> AccountService::bootstrap()
{
    const auto admins = m_store.countWith(Role::Admin);
    const auto first = m_store.accountByLogin(firstLogin);
    if (!admins || !first)
        return tl::unexpected(admins ? first.error() : admins.error());
    const bool waiting = *first && (*first)->state == AccountState::Invited && *admins == 1;
    if (*admins > 0 && !waiting)
        return std::optional<Invitation>();
    const FreshToken token = freshToken(m_random);
    const qint64 nowMs = m_clock.nowMs();
    Enrolment enrolment{token.hash, {}, EnrolmentPurpose::Bootstrap, nowMs + bootstrapMs};
    Account account{AccountId{m_random.id()}, firstLogin, {Role::Admin}, AccountState::Invited, nowMs};
    if (waiting)
        account = **first;
    enrolment.account = account.id;
    if (waiting) {
        if (const auto renewed = m_store.renewEnrolment(enrolment, nowMs); !renewed)
            return tl::unexpected(renewed.error());
    } else {
        const auto added = m_store.addAccount({account, enrolment, QStringLiteral("installation")});
        if (!added)
            return tl::unexpected(added.error());
        if (!*added)
            return fail(QStringLiteral("The login \"%1\" is taken, so the first admin cannot be made.")
                            .arg(firstLogin));
    }
    return std::optional(Invitation{account.id, account.login, token.text, enrolment.expiresMs});
}

void AccountService::invite(Subject by, QString login, Roles roles, Done<Answer<Invitation>> done)
{
    enqueue<Invitation>(*m_errands, std::move(done), [=, this] { return inviteNow(by, login, roles); });
}

Answer<Invitation> AccountService::inviteNow(const Subject &by, const QString &login, Roles roles)
{
    if (const auto allowed = authorize(by, Action::Seed, {}, {}); !allowed)
        return Result<Invitation>(tl::unexpected(allowed.error()));
    const auto name = checkedLogin(login);
    if (!name)
        return Result<Invitation>(tl::unexpected(name.error()));
    const auto granted = checkedRoles(roles);
    if (!granted)
        return Result<Invitation>(tl::unexpected(granted.error()));
    const FreshToken token = freshToken(m_random);
    const qint64 nowMs = m_clock.nowMs();
    const Account account{AccountId{m_random.id()}, *name, *granted, AccountState::Invited, nowMs};
    const Enrolment enrolment{token.hash, account.id, EnrolmentPurpose::Invitation, nowMs + enrolmentMs};
    const auto added = m_store.addAccount({account, enrolment, QStringLiteral("installation")});
    if (!added)
        return tl::unexpected(added.error());
    if (!*added)
        return Result<Invitation>(tl::unexpected(added->error()));
    return Invitation{account.id, account.login, token.text, enrolment.expiresMs};
}

void AccountService::enrol(EnrolRequest request, Done<Answer<EnrolAnswer>> done)
{
    enqueue<EnrolAnswer>(*m_hashing, std::move(done), [=, this] { return m_credentials->enrol(request); });
}

void AccountService::signIn(SignInRequest request, Done<Answer<SignedIn>> done)
{
    if (!m_pace.allows(request.login.toLower(), request.network, m_clock.nowMs())) {
        done(refused<SignedIn>(RefusalCode::TooOften));
        return;
    }
    enqueue<SignedIn>(*m_hashing, std::move(done), [=, this] {
        auto answer = m_credentials->signIn(request);
        if (answer && *answer)
            m_pace.forgive(request.login.toLower(), request.network);
        return answer;
    });
}

Answer<AccountService::Cached> AccountService::load(const QByteArray &hash)
{
    const qint64 nowMs = m_clock.monotonicMs();
    {
        const std::lock_guard lock(m_mutex);
        const auto cached = m_cache.constFind(hash);
        if (cached != m_cache.constEnd() && nowMs - cached->readMs < sessionCacheMs)
            return *cached;
    }
    const auto session = m_store.session(hash);
    if (!session)
        return tl::unexpected(session.error());
    if (!*session)
        return refused<Cached>(RefusalCode::NotSignedIn);
    const auto account = m_store.account((*session)->account);
    if (!account)
        return tl::unexpected(account.error());
    if (!*account)
        return refused<Cached>(RefusalCode::NotSignedIn);
    Cached read{**session, **account, nowMs};
    const std::lock_guard lock(m_mutex);
    // What was seen here may still be on its way to the store.
    if (const auto before = m_cache.constFind(hash); before != m_cache.constEnd())
        read.session.lastSeenMs = std::max(read.session.lastSeenMs, before->session.lastSeenMs);
    if (m_cache.size() >= sessionCacheMax)
        m_cache.clear();
    m_cache.insert(hash, read);
    return read;
}

Answer<Verified> AccountService::verifyHash(const QByteArray &hash)
{
    const auto loaded = load(hash);
    if (!loaded)
        return tl::unexpected(loaded.error());
    if (!*loaded)
        return Result<Verified>(tl::unexpected(loaded->error()));
    const Session &session = (*loaded)->session;
    const Account &account = (*loaded)->account;
    const qint64 nowMs = m_clock.nowMs();
    if (const auto usable = checkSession(session, account, nowMs); !usable)
        return Result<Verified>(tl::unexpected(usable.error()));
    if (nowMs - session.lastSeenMs >= seenEveryMs) {
        m_store.touchSession(hash, nowMs);
        const std::lock_guard lock(m_mutex);
        if (const auto cached = m_cache.find(hash); cached != m_cache.end())
            cached->session.lastSeenMs = nowMs;
    }
    Verified verified{
        {account.id, account.roles, session.secondFactor}, hash, account.login, session.expiresMs};
    return verified;
}

Answer<Verified> AccountService::verify(const QString &session)
{
    const auto hash = tokenHash(session);
    return hash ? verifyHash(*hash) : refused<Verified>(RefusalCode::NotSignedIn);
}

void AccountService::reauthenticate(AccountId account, QString password, QString code,
                                    Done<Answer<void>> done)
{
    enqueue<void>(*m_hashing, std::move(done),
                  [=, this] { return m_credentials->reauthenticate(account, password, code); });
}

void AccountService::forget(AccountId account)
{
    {
        const std::lock_guard lock(m_mutex);
        m_cache.removeIf([&](const auto &entry) { return entry.value().account.id == account; });
    }
    if (m_settings.revoked)
        m_settings.revoked(account);
}

void AccountService::signOut(QString session, Done<Answer<void>> done)
{
    enqueue<void>(*m_errands, std::move(done), [=, this]() -> Answer<void> {
        const auto hash = tokenHash(session);
        if (!hash)
            return refused<void>(RefusalCode::NotSignedIn);
        const auto found = m_store.session(*hash);
        const auto ended = m_store.endSession(*hash, m_clock.nowMs());
        {
            const std::lock_guard lock(m_mutex);
            m_cache.remove(*hash);
        }
        if (found && *found && m_settings.revoked)
            m_settings.revoked((*found)->account);
        return plain(ended);
    });
}

void AccountService::endSessions(AccountId account, Done<Answer<void>> done)
{
    enqueue<void>(*m_errands, std::move(done), [=, this]() -> Answer<void> {
        const auto ended = m_store.endSessionsOf(account, m_clock.nowMs());
        forget(account);
        return plain(ended);
    });
}

void AccountService::issueTicket(QString session, QString event, QString origin,
                                 Done<Answer<IssuedTicket>> done)
{
    enqueue<IssuedTicket>(*m_errands, std::move(done), [=, this]() -> Answer<IssuedTicket> {
        const auto verified = verify(session);
        if (!verified)
            return tl::unexpected(verified.error());
        if (!*verified)
            return Result<IssuedTicket>(tl::unexpected(verified->error()));
        const FreshToken token = freshToken(m_random);
        const Ticket ticket{token.hash, (*verified)->session, event, origin, m_clock.nowMs() + ticketMs};
        if (const auto added = m_store.addTicket(ticket); !added)
            return tl::unexpected(added.error());
        return IssuedTicket{token.text, ticket.expiresMs};
    });
}

void AccountService::redeemTicket(QString ticket, QString event, QString origin, Done<Answer<Verified>> done)
{
    enqueue<Verified>(*m_errands, std::move(done), [=, this]() -> Answer<Verified> {
        const auto hash = tokenHash(ticket);
        if (!hash)
            return refused<Verified>(RefusalCode::NotSignedIn);
        const auto found = m_store.ticket(*hash);
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return refused<Verified>(RefusalCode::NotSignedIn);
        const QString wanted = event.isEmpty() ? (*found)->event : event;
        if (const auto usable = checkTicket(**found, wanted, origin, m_clock.nowMs()); !usable)
            return Result<Verified>(tl::unexpected(usable.error()));
        const auto won = m_store.useTicket(*hash, m_clock.nowMs());
        if (!won)
            return tl::unexpected(won.error());
        if (*won != Won::Yes)
            return refused<Verified>(RefusalCode::NotSignedIn);
        auto verified = verifyHash((*found)->sessionHash);
        if (verified && *verified)
            (*verified)->event = wanted;
        return verified;
    });
}

} // namespace icmp::identity
