#include "server/identity/intent_service.h"

namespace icmp::identity {

namespace {

constexpr int deviceNameMax = 64;
constexpr int enough = 1'000; // approvals, when only the asker's role is in question

template <class T>
Answer<T> refusedWith(const Refusal &refusal)
{
    return Result<T>(tl::unexpected(refusal));
}

} // namespace

IntentService::IntentService(IntentStore &store, Clock &clock, Random &random, SignatureCheck isSigned,
                             std::function<void(const Wanted &)> done)
    : m_store(store), m_clock(clock), m_random(random), m_isSigned(std::move(isSigned)),
      m_done(std::move(done))
{
}

// Whether it is their role at all; everything else is judged when it is confirmed.
Result<void> IntentService::mayAsk(const Verified &by, Action action) const
{
    Subject proven = by.subject;
    proven.freshProof = true;
    return authorize(proven, action, {}, {{}, {}, enough, enough});
}

Intent IntentService::freshIntent(const Verified &by, const QString &proposal)
{
    const qint64 nowMs = m_clock.nowMs();
    return {freshId("in_", m_random),
            proposal,
            by.subject.account.value_or(AccountId{}),
            by.session,
            m_random.bytes(intentNonceBytes),
            nowMs,
            nowMs + intentMs};
}

Answer<Opened> IntentService::propose(const Verified &by, const WantedRequest &request)
{
    const QByteArray id = request.action.toLatin1();
    const auto action = actionOf(std::string_view(id.constData(), size_t(id.size())));
    if (!action)
        return refusedWith<Opened>({RefusalCode::BadDocument, QStringLiteral("action")});
    if (const auto may = mayAsk(by, *action); !may)
        return refusedWith<Opened>(may.error());
    const auto wanted = m_store.prepare(request);
    if (!wanted)
        return tl::unexpected(wanted.error());
    if (!*wanted)
        return refusedWith<Opened>(wanted->error());
    if (const auto may = mayAsk(by, (*wanted)->action); !may)
        return refusedWith<Opened>(may.error());
    const qint64 nowMs = m_clock.nowMs();
    Opened opened;
    opened.proposal = {freshId("pr_", m_random), bytesOf(**wanted), by.subject.account.value_or(AccountId{}),
                       nowMs, nowMs + intentMs};
    opened.intent = freshIntent(by, opened.proposal.id);
    const auto stored = m_store.propose(opened.proposal, opened.intent);
    if (!stored)
        return tl::unexpected(stored.error());
    if (!*stored)
        return refusedWith<Opened>(stored->error());
    return Result<Opened>(opened);
}

Answer<Opened> IntentService::open(const Verified &by, const QString &proposal)
{
    const auto opened = m_store.open(proposal, freshIntent(by, proposal));
    if (!opened || !*opened)
        return opened;
    const auto wanted = wantedFromBytes((*opened)->proposal.bytes);
    if (!wanted)
        return refusedWith<Opened>(wanted.error());
    const auto may = mayAsk(by, wanted->action);
    return may ? opened : refusedWith<Opened>(may.error());
}

Outcome<QList<ProposalLine>> IntentService::openProposals()
{
    return m_store.openProposals(m_clock.nowMs());
}

// Both are looked at whatever the first one says.
Answer<void> IntentService::judge(const Judged &judged, const IntentProof &proof, qint64 &step)
{
    const Intent &intent = judged.opened.intent;
    const QByteArray digest =
        intentDigest(judged.opened.proposal.bytes, intent.nonce, intent.account, intent.session);
    bool isSigned = false;
    for (const DeviceKey &device : judged.devices)
        isSigned |= m_isSigned(digest, proof.signature, device.publicKey);
    const auto judgedStep =
        judgeCode(judged.secrets.factor, judged.secrets.totpSeed, proof.code, m_clock.nowMs());
    if (isSigned && judgedStep) {
        step = *judgedStep;
        return Result<void>();
    }
    if (isSigned && judgedStep.error().code == RefusalCode::CodeUsed) {
        const auto refunded = m_store.refundProof(intent.id, intent.account);
        return refunded ? refusedWith<void>(judgedStep.error()) : tl::unexpected(refunded.error());
    }
    const auto failed = m_store.failProof(intent.id, m_clock.nowMs());
    return failed ? refusedWith<void>({RefusalCode::WrongCredentials}) : tl::unexpected(failed.error());
}

Answer<Confirmed> IntentService::confirm(const Verified &by, const QString &intent, const IntentProof &proof)
{
    if (proof.signature.isEmpty() || proof.code.isEmpty())
        return refusedWith<Confirmed>({RefusalCode::ProofNeeded});
    const AccountId account = by.subject.account.value_or(AccountId{});
    const auto paid = m_store.payProof(intent, account, by.session, m_clock.nowMs());
    if (!paid)
        return tl::unexpected(paid.error());
    if (!*paid)
        return refusedWith<Confirmed>(paid->error());
    Confirmation confirmation;
    const auto judged = judge(**paid, proof, confirmation.step);
    if (!judged)
        return tl::unexpected(judged.error());
    if (!*judged)
        return refusedWith<Confirmed>(judged->error());
    confirmation.intent = intent;
    confirmation.account = account;
    confirmation.session = by.session;
    confirmation.proof = QStringLiteral("device+totp");
    confirmation.nowMs = m_clock.nowMs();
    confirmation.token = freshToken(m_random);
    confirmation.fresh = AccountId{m_random.id()};
    auto confirmed = m_store.confirm(confirmation);
    // The proof was right whatever the rules said: it was no guess.
    if (confirmed && !*confirmed) {
        if (const auto refunded = m_store.refundProof(intent, account); !refunded)
            return tl::unexpected(refunded.error());
    }
    if (confirmed && *confirmed && (*confirmed)->progress == Progress::Done)
        m_done((*confirmed)->wanted);
    return confirmed;
}

Answer<DeviceKey> IntentService::addDevice(AccountId account, const QByteArray &publicKey,
                                           const QString &name)
{
    if (publicKey.size() != publicKeyBytes)
        return refusedWith<DeviceKey>({RefusalCode::WrongType, QStringLiteral("deviceKey")});
    const DeviceKey key{freshId("dk_", m_random), account, publicKey, name.left(deviceNameMax),
                        m_clock.nowMs()};
    const auto added = m_store.addDevice(key);
    if (!added)
        return tl::unexpected(added.error());
    return *added ? Result<DeviceKey>(key) : refusedWith<DeviceKey>(added->error());
}

Answer<void> IntentService::revokeDevice(AccountId account, const QString &id)
{
    const auto won = m_store.revokeDevice(account, id, m_clock.nowMs());
    if (!won)
        return tl::unexpected(won.error());
    return *won == Won::Yes ? Result<void>() : refusedWith<void>({RefusalCode::UnknownId, id});
}

} // namespace icmp::identity
