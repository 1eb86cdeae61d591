#include "server/storage/sql_account_store.h"

#include "server/storage/audit_table.h"
#include "server/storage/identity/sql_intent_store.h"
#include "server/storage/session_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

FieldPlace seedPlace(AccountId account)
{
    return {"account_secret", "totp_seed", account.toText()};
}

// Reads one thing on a reader's connection.
template <class T>
Outcome<T> look(Database &database, const std::function<Outcome<T>(Connection &)> &find)
{
    std::optional<T> found;
    const auto read = database.read([&](Connection &connection) -> Outcome<void> {
        auto outcome = find(connection);
        if (!outcome)
            return tl::unexpected(outcome.error());
        found = std::move(*outcome);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return std::move(*found);
}

Outcome<void> note(Connection &connection, qint64 atMs, AccountId actor, const char *action)
{
    return AuditTable(connection).append({atMs, actor.toText(), QString::fromLatin1(action), actor.toText()});
}

} // namespace

SqlAccountStore::SqlAccountStore(Database &database, KeyProvider &keys, Random &random)
    : m_database(database), m_keys(keys, random), m_random(random)
{
}

Outcome<void> SqlAccountStore::write(const std::function<Outcome<void>(Connection &)> &work)
{
    return m_database.write([&](Connection &connection) -> Outcome<Verdict> {
        const auto done = work(connection);
        if (!done)
            return tl::unexpected(done.error());
        return Verdict::Keep;
    });
}

// The loser's other writes, if any, are undone.
Outcome<Won> SqlAccountStore::decide(const std::function<Outcome<Won>(Connection &)> &work)
{
    Won won = Won::No;
    const auto kept = m_database.write([&](Connection &connection) -> Outcome<Verdict> {
        const auto decided = work(connection);
        if (!decided)
            return tl::unexpected(decided.error());
        won = *decided;
        return won == Won::Yes ? Verdict::Keep : Verdict::Undo;
    });
    if (!kept)
        return tl::unexpected(kept.error());
    return won;
}

Outcome<std::optional<Account>> SqlAccountStore::account(AccountId id)
{
    return look<std::optional<Account>>(m_database, [&](Connection &c) { return AccountTable(c).find(id); });
}

Outcome<std::optional<Account>> SqlAccountStore::accountByLogin(const QString &login)
{
    return look<std::optional<Account>>(m_database,
                                        [&](Connection &c) { return AccountTable(c).findByLogin(login); });
}

Outcome<qint64> SqlAccountStore::countSignedIn(Role role)
{
    return look<qint64>(m_database, [&](Connection &c) { return AccountTable(c).countSignedIn(role); });
}

Outcome<qint64> SqlAccountStore::countWith(Role role)
{
    return look<qint64>(m_database, [&](Connection &c) { return AccountTable(c).countWith(role); });
}

Outcome<std::optional<Secrets>> SqlAccountStore::secrets(AccountId id)
{
    return look<std::optional<Secrets>>(m_database, [&](Connection &c) -> Outcome<std::optional<Secrets>> {
        const auto row = AccountTable(c).secrets(id);
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return std::optional<Secrets>();
        Secrets secrets{id, (*row)->password, {}, (*row)->factor};
        if (!(*row)->sealedSeed.isEmpty()) {
            const auto key = m_keys.find(c, id);
            if (!key)
                return tl::unexpected(key.error());
            const auto seed = unseal(*key, seedPlace(id), (*row)->sealedSeed);
            if (!seed)
                return tl::unexpected(seed.error());
            secrets.totpSeed = *seed;
        }
        return std::optional(secrets);
    });
}

Outcome<Result<void>> SqlAccountStore::addAccount(const NewAccount &added)
{
    const Account &account = added.account;
    return writeDecided<void>(m_database, [&](Connection &c) -> Outcome<Result<void>> {
        AccountTable table(c);
        const auto won = table.add(account);
        if (!won)
            return tl::unexpected(won.error());
        if (*won == Won::No)
            return Result<void>(refuse(RefusalCode::NameTaken, QStringLiteral("login")));
        if (const auto key = m_keys.make(c, account.id, account.createdMs); !key)
            return tl::unexpected(key.error());
        if (const auto invited = table.addEnrolment(added.enrolment); !invited)
            return tl::unexpected(invited.error());
        const auto noted = AuditTable(c).append(
            {account.createdMs, added.by, QStringLiteral("account.add"), account.id.toText()});
        if (!noted)
            return tl::unexpected(noted.error());
        return Result<void>();
    });
}

Outcome<void> SqlAccountStore::renewEnrolment(const Enrolment &enrolment, qint64 nowMs)
{
    return write([&](Connection &c) {
        AccountTable table(c);
        const auto closed = table.closeEnrolments(enrolment.account, nowMs);
        return closed ? table.addEnrolment(enrolment) : closed;
    });
}

Outcome<std::optional<Enrolment>> SqlAccountStore::enrolment(const QByteArray &tokenHash)
{
    return look<std::optional<Enrolment>>(
        m_database, [&](Connection &c) { return AccountTable(c).enrolment(tokenHash); });
}

Outcome<void> SqlAccountStore::stageSecrets(const Secrets &secrets, const QList<QByteArray> &recoveryCodes)
{
    return write([&](Connection &c) -> Outcome<void> {
        SecretRow row{secrets.account, secrets.password, {}, secrets.factor};
        if (!secrets.totpSeed.isEmpty()) {
            const auto key = m_keys.find(c, secrets.account);
            if (!key)
                return tl::unexpected(key.error());
            row.sealedSeed = seal(*key, seedPlace(secrets.account), secrets.totpSeed, m_random);
        }
        AccountTable table(c);
        const auto put = table.putSecrets(row);
        return put ? table.replaceRecoveryCodes(secrets.account, recoveryCodes) : put;
    });
}

Outcome<Won> SqlAccountStore::finishEnrolment(const FinishedEnrolment &finished)
{
    const QByteArray tokenHash = finished.tokenHash;
    const qint64 step = finished.step, nowMs = finished.nowMs;
    return decide([&](Connection &c) -> Outcome<Won> {
        AccountTable table(c);
        const auto found = table.enrolment(tokenHash);
        if (!found)
            return tl::unexpected(found.error());
        const auto used = table.useEnrolment(tokenHash, nowMs);
        if (!used || *used == Won::No || !*found)
            return used;
        const AccountId id = (*found)->account;
        if (step > 0) {
            const auto accepted = table.acceptStep(id, step);
            if (!accepted || *accepted == Won::No)
                return accepted;
        }
        auto done = table.setState(id, AccountState::Active);
        if (done)
            done = note(c, nowMs, id, "account.enrol");
        if (!done)
            return tl::unexpected(done.error());
        const auto stored = finished.device ? storeDevice(c, *finished.device) : Outcome<Result<void>>();
        if (!stored)
            return tl::unexpected(stored.error());
        return *stored ? Won::Yes : Won::No;
    });
}

Outcome<Result<FactorState>> SqlAccountStore::payGuess(AccountId id, qint64 nowMs)
{
    return writeDecided<FactorState>(m_database, [&](Connection &c) -> Outcome<Result<FactorState>> {
        AccountTable table(c);
        const auto row = table.secrets(id);
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return Result<FactorState>(refuse(RefusalCode::UnknownId));
        const auto spent = spendGuess((*row)->factor, nowMs);
        if (!spent)
            return Result<FactorState>(spent);
        if (const auto stored = table.setBudget(id, *spent); !stored)
            return tl::unexpected(stored.error());
        return Result<FactorState>(*spent);
    });
}

Outcome<void> SqlAccountStore::refundGuess(AccountId id)
{
    return write([&](Connection &c) -> Outcome<void> {
        AccountTable table(c);
        const auto row = table.secrets(id);
        if (!row)
            return tl::unexpected(row.error());
        return *row ? table.setBudget(id, identity::refundGuess((*row)->factor)) : Outcome<void>();
    });
}

Outcome<Won> SqlAccountStore::acceptStep(AccountId id, qint64 step)
{
    return decide([&](Connection &c) { return AccountTable(c).acceptStep(id, step); });
}

Outcome<void> SqlAccountStore::replacePassword(AccountId id, const QString &hashed)
{
    return write([&](Connection &c) { return AccountTable(c).setPassword(id, hashed); });
}

Outcome<Won> SqlAccountStore::useRecoveryCode(AccountId id, const QByteArray &codeHash, qint64 nowMs)
{
    return decide([&](Connection &c) -> Outcome<Won> {
        AccountTable table(c);
        const auto used = table.useRecoveryCode(id, codeHash, nowMs);
        if (!used || *used == Won::No)
            return used;
        auto done = table.setBudget(id, {});
        if (done)
            done = SessionTable(c).endAllOf(id, nowMs);
        if (done)
            done = note(c, nowMs, id, "account.recover");
        if (!done)
            return tl::unexpected(done.error());
        return Won::Yes;
    });
}

Outcome<void> SqlAccountStore::addSession(const Session &session)
{
    return write([&](Connection &c) {
        auto done = SessionTable(c).add(session);
        if (done)
            done = AccountTable(c).noteSignIn(session.account, session.createdMs);
        return done ? note(c, session.createdMs, session.account, "session.open") : done;
    });
}

Outcome<std::optional<Session>> SqlAccountStore::session(const QByteArray &tokenHash)
{
    return look<std::optional<Session>>(m_database,
                                        [&](Connection &c) { return SessionTable(c).find(tokenHash); });
}

void SqlAccountStore::touchSession(const QByteArray &tokenHash, qint64 nowMs)
{
    m_database.submit(
        [tokenHash, nowMs](Connection &c) -> Outcome<Verdict> {
            const auto touched = SessionTable(c).touch(tokenHash, nowMs);
            if (!touched)
                return tl::unexpected(touched.error());
            return Verdict::Keep;
        },
        [](const Outcome<void> &) {});
}

Outcome<void> SqlAccountStore::endSession(const QByteArray &tokenHash, qint64 nowMs)
{
    return write([&](Connection &c) { return SessionTable(c).end(tokenHash, nowMs); });
}

Outcome<void> SqlAccountStore::endSessionsOf(AccountId id, qint64 nowMs)
{
    return write([&](Connection &c) { return SessionTable(c).endAllOf(id, nowMs); });
}

Outcome<void> SqlAccountStore::setState(AccountId id, AccountState state, qint64 nowMs)
{
    return write([&](Connection &c) {
        auto done = AccountTable(c).setState(id, state);
        if (done && state == AccountState::Disabled)
            done = SessionTable(c).endAllOf(id, nowMs);
        return done ? note(c, nowMs, id,
                           state == AccountState::Disabled ? "account.disable" : "account.enable")
                    : done;
    });
}

Outcome<void> SqlAccountStore::addTicket(const Ticket &ticket)
{
    return write([&](Connection &c) { return SessionTable(c).addTicket(ticket); });
}

Outcome<std::optional<Ticket>> SqlAccountStore::ticket(const QByteArray &tokenHash)
{
    return look<std::optional<Ticket>>(m_database,
                                       [&](Connection &c) { return SessionTable(c).ticket(tokenHash); });
}

Outcome<Won> SqlAccountStore::useTicket(const QByteArray &tokenHash, qint64 nowMs)
{
    return decide([&](Connection &c) { return SessionTable(c).useTicket(tokenHash, nowMs); });
}

} // namespace icmp::storage
