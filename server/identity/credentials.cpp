#include "server/identity/credentials.h"

#include "core/base/base32.h"
#include "core/identity/totp.h"

namespace icmp::identity {

namespace {

template <class T>
Answer<T> refused(RefusalCode code, QString place = {}, QString detail = {})
{
    return Result<T>(refuse(code, std::move(place), std::move(detail)));
}

template <class T>
Answer<T> refused(const Refusal &refusal)
{
    return Result<T>(tl::unexpected(refusal));
}

template <class T>
Answer<T> broke(const Failure &failure)
{
    return tl::unexpected(failure);
}

} // namespace

bool Credentials::needsFactor(Roles roles) const
{
    return needsSecondFactor(roles) || m_settings.advertisersNeedSecondFactor;
}

Answer<EnrolAnswer> Credentials::enrol(const EnrolRequest &request)
{
    const auto hash = tokenHash(request.token);
    if (!hash)
        return refused<EnrolAnswer>(RefusalCode::Expired);
    const auto enrolment = m_store.enrolment(*hash);
    if (!enrolment)
        return broke<EnrolAnswer>(enrolment.error());
    if (!*enrolment)
        return refused<EnrolAnswer>(RefusalCode::Expired);
    const auto account = m_store.account((*enrolment)->account);
    if (!account)
        return broke<EnrolAnswer>(account.error());
    if (!*account)
        return refused<EnrolAnswer>(RefusalCode::Expired);
    const auto usable = checkEnrolment(**enrolment, **account, m_clock.nowMs());
    if (!usable)
        return refused<EnrolAnswer>(RefusalCode::Expired);
    return request.code.isEmpty() ? beginEnrolment(request, **enrolment, **account)
                                  : finishEnrolment(request, **enrolment, **account);
}

Answer<EnrolAnswer> Credentials::beginEnrolment(const EnrolRequest &request, const Enrolment &enrolment,
                                                const Account &account)
{
    const auto password = checkedPassword(request.password);
    if (!password)
        return refused<EnrolAnswer>(password.error());
    if (!request.secondFactor && needsFactor(account.roles))
        return refused<EnrolAnswer>(RefusalCode::ProofNeeded, QStringLiteral("secondFactor"));
    const auto hashed = m_hash.make(*password);
    if (!hashed)
        return broke<EnrolAnswer>(hashed.error());
    Secrets secrets{account.id, *hashed, {}};
    if (!request.secondFactor) {
        const auto staged = m_store.stageSecrets(secrets, {});
        const auto won = staged ? m_store.finishEnrolment({enrolment.tokenHash, 0, m_clock.nowMs()})
                                : tl::unexpected(staged.error());
        if (!won)
            return broke<EnrolAnswer>(won.error());
        return *won == Won::Yes ? Answer<EnrolAnswer>(EnrolAnswer{account.login, true})
                                : refused<EnrolAnswer>(RefusalCode::Expired);
    }
    // The guess budget goes on over a second beginning, else beginning again would buy new guesses.
    const auto before = m_store.secrets(account.id);
    if (!before)
        return broke<EnrolAnswer>(before.error());
    if (*before)
        secrets.factor = (*before)->factor;
    secrets.totpSeed = m_random.bytes(totpSeedBytes);
    const RecoveryCodes codes = freshRecoveryCodes(m_random);
    if (const auto staged = m_store.stageSecrets(secrets, codes.hashes); !staged)
        return broke<EnrolAnswer>(staged.error());
    return EnrolAnswer{account.login, false, toBase32(secrets.totpSeed),
                       otpauthUri(account.login, secrets.totpSeed), codes.texts};
}

Answer<EnrolAnswer> Credentials::finishEnrolment(const EnrolRequest &request, const Enrolment &enrolment,
                                                 const Account &account)
{
    const auto secrets = m_store.secrets(account.id);
    if (!secrets)
        return broke<EnrolAnswer>(secrets.error());
    if (!*secrets || (*secrets)->totpSeed.isEmpty())
        return refused<EnrolAnswer>(RefusalCode::TooFew, QStringLiteral("password"));
    const auto paid = m_store.payGuess(account.id, m_clock.nowMs());
    if (!paid)
        return broke<EnrolAnswer>(paid.error());
    if (!*paid)
        return refused<EnrolAnswer>(paid->error());
    const auto step = judgeCode(**paid, (*secrets)->totpSeed, request.code, m_clock.nowMs());
    if (!step)
        return refused<EnrolAnswer>(step.error());
    FinishedEnrolment finished{enrolment.tokenHash, *step, m_clock.nowMs()};
    if (request.deviceKey.size() == publicKeyBytes)
        finished.device = {freshId("dk_", m_random), account.id, request.deviceKey,
                           request.deviceName.left(64), finished.nowMs};
    const auto won = m_store.finishEnrolment(finished);
    if (!won)
        return broke<EnrolAnswer>(won.error());
    return *won == Won::Yes ? Answer<EnrolAnswer>(EnrolAnswer{account.login, true})
                            : refused<EnrolAnswer>(RefusalCode::Expired);
}

Answer<void> Credentials::useCode(const Secrets &secrets, const QString &code)
{
    if (const auto recovery = recoveryCodeHash(code)) {
        // 120 bits need no budget, and the budget may be what is being recovered from.
        const auto won = m_store.useRecoveryCode(secrets.account, *recovery, m_clock.nowMs());
        if (!won)
            return broke<void>(won.error());
        if (*won == Won::Yes && m_settings.revoked)
            m_settings.revoked(secrets.account); // it ended all sessions
        return *won == Won::Yes ? Result<void>() : Result<void>(refuse(RefusalCode::WrongCredentials));
    }
    const auto paid = m_store.payGuess(secrets.account, m_clock.nowMs());
    if (!paid)
        return broke<void>(paid.error());
    if (!*paid)
        return refused<void>(paid->error());
    const auto step = judgeCode(**paid, secrets.totpSeed, code, m_clock.nowMs());
    if (!step && step.error().code == RefusalCode::CodeUsed) {
        if (const auto refunded = m_store.refundGuess(secrets.account); !refunded)
            return broke<void>(refunded.error());
    }
    if (!step)
        return refused<void>(step.error());
    const auto won = m_store.acceptStep(secrets.account, *step);
    if (!won)
        return broke<void>(won.error());
    if (*won == Won::Yes)
        return Result<void>();
    // Another request with the same code was faster.
    if (const auto refunded = m_store.refundGuess(secrets.account); !refunded)
        return broke<void>(refunded.error());
    const qint64 waitMs = (totpStepAt(m_clock.nowMs()) + 1) * totpStepMs - m_clock.nowMs();
    return refused<void>(RefusalCode::CodeUsed, {}, QString::number((waitMs + 999) / 1000));
}

Answer<void> Credentials::reauthenticate(AccountId account, const QString &password, const QString &code)
{
    const auto secrets = m_store.secrets(account);
    if (!secrets)
        return broke<void>(secrets.error());
    const QString stored = *secrets ? (*secrets)->password : QString();
    const auto verdict = m_hash.check(stored, password.normalized(QString::NormalizationForm_C));
    if (verdict == PasswordVerdict::Wrong || (*secrets)->totpSeed.isEmpty() || code.isEmpty())
        return refused<void>(RefusalCode::WrongCredentials);
    return useCode(**secrets, code);
}

Answer<SignedIn> Credentials::signIn(const SignInRequest &request)
{
    const auto login = checkedLogin(request.login);
    const auto found = login ? m_store.accountByLogin(*login) : Outcome<std::optional<Account>>(std::nullopt);
    if (!found)
        return broke<SignedIn>(found.error());
    const auto secrets =
        *found ? m_store.secrets((*found)->id) : Outcome<std::optional<Secrets>>(std::nullopt);
    if (!secrets)
        return broke<SignedIn>(secrets.error());
    const bool known = *found && *secrets && (*found)->state == AccountState::Active;
    const QString stored = known ? (*secrets)->password : QString();
    const QString password = request.password.normalized(QString::NormalizationForm_C);
    const PasswordVerdict verdict = m_hash.check(stored, password);
    if (!known || verdict == PasswordVerdict::Wrong)
        return refused<SignedIn>(RefusalCode::WrongCredentials);
    const bool hasFactor = !(*secrets)->totpSeed.isEmpty();
    if (needsFactor((*found)->roles) && !hasFactor)
        return refused<SignedIn>(RefusalCode::WrongCredentials);
    if (hasFactor) {
        // Without a code nothing was guessed, so nothing is paid for.
        if (request.code.isEmpty())
            return refused<SignedIn>(RefusalCode::WrongCredentials);
        const auto used = useCode(**secrets, request.code);
        if (!used)
            return broke<SignedIn>(used.error());
        if (!*used)
            return refused<SignedIn>(used->error());
    }
    if (verdict == PasswordVerdict::RightButOld) {
        const auto hashed = m_hash.make(password);
        if (hashed)
            (void)m_store.replacePassword((*found)->id, *hashed); // else the old one goes on serving
    }
    return openSession(request, **found, hasFactor);
}

Answer<SignedIn> Credentials::openSession(const SignInRequest &request, Account account, bool secondFactor)
{
    const FreshToken token = freshToken(m_random);
    const qint64 nowMs = m_clock.nowMs();
    const qint64 expiresMs = nowMs + limitsOf(request.kind, account.roles).absoluteMs;
    const Session session{token.hash,   account.id, request.kind, request.device.left(64),
                          secondFactor, nowMs,      nowMs,        expiresMs};
    if (const auto added = m_store.addSession(session); !added)
        return broke<SignedIn>(added.error());
    return SignedIn{token.text, expiresMs, account};
}

} // namespace icmp::identity
