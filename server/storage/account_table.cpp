#include "server/storage/account_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

Account readAccount(const Cursor &cursor)
{
    // What cannot be read gives the least: no roles, and no sign-in.
    return {AccountId{cursor.number(0)},
            cursor.text(1),
            Roles::fromText(cursor.text(2)).value_or(Roles()),
            accountStateOf(cursor.text(3)).value_or(AccountState::Disabled),
            cursor.number(4),
            cursor.maybeNumber(5),
            cursor.number(6)};
}

SecretRow readSecrets(const Cursor &cursor)
{
    return {{}, cursor.text(0), cursor.bytes(1), {cursor.number(2), int(cursor.number(3)), cursor.number(4)}};
}

Enrolment readEnrolment(const Cursor &cursor)
{
    return {cursor.bytes(0), AccountId{cursor.number(1)},
            enrolmentPurposeOf(cursor.text(2)).value_or(EnrolmentPurpose::Invitation), cursor.number(3),
            cursor.maybeNumber(4)};
}

QString patternOf(Role role)
{
    return QStringLiteral("% ") + keyOf(role) + QStringLiteral(" %");
}

} // namespace

Outcome<Won> wonBy(const Outcome<qint64> &changed)
{
    if (!changed)
        return tl::unexpected(changed.error());
    return *changed == 1 ? Won::Yes : Won::No;
}

Outcome<void> doneBy(const Outcome<qint64> &changed)
{
    if (!changed)
        return tl::unexpected(changed.error());
    return {};
}

Outcome<Won> AccountTable::add(const Account &account)
{
    return wonBy(m_connection.run("account_add", {{":id", account.id.value},
                                                  {":login", account.login},
                                                  {":roles", account.roles.toText()},
                                                  {":state", keyOf(account.state)},
                                                  {":created", account.createdMs},
                                                  {":first_sign_in", orNull(account.firstSignInMs)},
                                                  {":version", account.version}}));
}

Outcome<std::optional<Account>> AccountTable::find(AccountId id)
{
    return m_connection.first("account_by_id", {{":id", id.value}}, readAccount);
}

Outcome<std::optional<Account>> AccountTable::findByLogin(const QString &login)
{
    return m_connection.first("account_by_login", {{":login", login}}, readAccount);
}

Outcome<qint64> AccountTable::countWith(Role role)
{
    return m_connection.count("account_count_role", {{":pattern", patternOf(role)}});
}

Outcome<qint64> AccountTable::countSignedIn(Role role)
{
    return m_connection.count("account_count_signed_in", {{":pattern", patternOf(role)}});
}

Outcome<void> AccountTable::setState(AccountId id, AccountState state)
{
    return doneBy(m_connection.run("account_set_state", {{":id", id.value}, {":state", keyOf(state)}}));
}

Outcome<QList<Account>> AccountTable::list(const QString &after, int most)
{
    return m_connection.list("account_list",
                             {{":after", after.isNull() ? QStringLiteral("") : after}, {":most", most}},
                             readAccount);
}

Outcome<void> AccountTable::setRoles(AccountId id, Roles roles)
{
    return doneBy(m_connection.run("account_set_roles", {{":id", id.value}, {":roles", roles.toText()}}));
}

Outcome<qint64> AccountTable::personOf(AccountId id)
{
    return m_connection.count("account_person", {{":id", id.value}});
}

Outcome<void> AccountTable::setPerson(AccountId id, qint64 person)
{
    return doneBy(m_connection.run("account_set_person", {{":id", id.value}, {":person", person}}));
}

Outcome<void> AccountTable::noteSignIn(AccountId id, qint64 nowMs)
{
    return doneBy(m_connection.run("account_signed_in", {{":id", id.value}, {":at", nowMs}}));
}

Outcome<void> AccountTable::putSecrets(const SecretRow &row)
{
    const QVariant seed =
        row.sealedSeed.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>()) : QVariant(row.sealedSeed);
    return doneBy(m_connection.run("secret_put", {{":account", row.account.value},
                                                  {":password", row.password},
                                                  {":totp_seed", seed},
                                                  {":last_step", row.factor.lastStep},
                                                  {":wrong_in_a_row", row.factor.wrongInARow},
                                                  {":paused_until", row.factor.pausedUntilMs}}));
}

Outcome<std::optional<SecretRow>> AccountTable::secrets(AccountId id)
{
    auto row = m_connection.first("secret_find", {{":account", id.value}}, readSecrets);
    if (row && *row)
        (*row)->account = id;
    return row;
}

Outcome<void> AccountTable::setBudget(AccountId id, const FactorState &factor)
{
    return doneBy(m_connection.run("secret_set_budget", {{":account", id.value},
                                                         {":wrong_in_a_row", factor.wrongInARow},
                                                         {":paused_until", factor.pausedUntilMs}}));
}

Outcome<Won> AccountTable::acceptStep(AccountId id, qint64 step)
{
    return wonBy(m_connection.run("secret_accept_step", {{":account", id.value}, {":step", step}}));
}

Outcome<void> AccountTable::clearFactor(AccountId id)
{
    return doneBy(m_connection.run("secret_clear_factor", {{":account", id.value}}));
}

Outcome<void> AccountTable::setPassword(AccountId id, const QString &hashed)
{
    return doneBy(m_connection.run("secret_set_password", {{":account", id.value}, {":password", hashed}}));
}

Outcome<void> AccountTable::replaceRecoveryCodes(AccountId id, const QList<QByteArray> &hashes)
{
    auto done = doneBy(m_connection.run("recovery_clear", {{":account", id.value}}));
    for (const QByteArray &hash : hashes) {
        if (done)
            done = doneBy(m_connection.run("recovery_add", {{":account", id.value}, {":code_hash", hash}}));
    }
    return done;
}

Outcome<Won> AccountTable::useRecoveryCode(AccountId id, const QByteArray &hash, qint64 nowMs)
{
    return wonBy(
        m_connection.run("recovery_use", {{":account", id.value}, {":code_hash", hash}, {":at", nowMs}}));
}

Outcome<void> AccountTable::addEnrolment(const Enrolment &enrolment)
{
    return doneBy(m_connection.run("enrolment_add", {{":token_hash", enrolment.tokenHash},
                                                     {":account", enrolment.account.value},
                                                     {":purpose", keyOf(enrolment.purpose)},
                                                     {":expires", enrolment.expiresMs}}));
}

Outcome<std::optional<Enrolment>> AccountTable::enrolment(const QByteArray &tokenHash)
{
    return m_connection.first("enrolment_find", {{":token_hash", tokenHash}}, readEnrolment);
}

Outcome<Won> AccountTable::useEnrolment(const QByteArray &tokenHash, qint64 nowMs)
{
    return wonBy(m_connection.run("enrolment_use", {{":token_hash", tokenHash}, {":at", nowMs}}));
}

Outcome<void> AccountTable::closeEnrolments(AccountId id, qint64 nowMs)
{
    return doneBy(m_connection.run("enrolment_close", {{":account", id.value}, {":at", nowMs}}));
}

} // namespace icmp::storage
