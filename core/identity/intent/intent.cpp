#include "core/identity/intent/intent.h"

#include "core/base/hash.h"

#include <QtEndian>
#include <array>

namespace icmp::identity {

namespace {

constexpr std::array<const char *, 3> intentKeys{"pending", "used", "void"};
constexpr std::array<const char *, 3> proposalKeys{"open", "done", "void"};
constexpr int idBytes = 16;

} // namespace

QString keyOf(IntentState state)
{
    return QString::fromLatin1(intentKeys[static_cast<size_t>(state)]);
}

QString keyOf(ProposalState state)
{
    return QString::fromLatin1(proposalKeys[static_cast<size_t>(state)]);
}

std::optional<IntentState> intentStateOf(const QString &key)
{
    for (const auto state : {IntentState::Pending, IntentState::Used, IntentState::Void}) {
        if (keyOf(state) == key)
            return state;
    }
    return std::nullopt;
}

std::optional<ProposalState> proposalStateOf(const QString &key)
{
    for (const auto state : {ProposalState::Open, ProposalState::Done, ProposalState::Void}) {
        if (keyOf(state) == key)
            return state;
    }
    return std::nullopt;
}

QString freshId(const char *prefix, Random &random)
{
    return QLatin1StringView(prefix) + toBase64Url(random.bytes(idBytes));
}

QByteArray intentDigest(const QByteArray &bytes, const QByteArray &nonce, AccountId account,
                        const QByteArray &session)
{
    const qint64 number = qToBigEndian(account.value);
    return sha256("icmp-intent-v1" + bytes + nonce +
                  QByteArray(reinterpret_cast<const char *>(&number), sizeof number) + session);
}

Result<void> checkIntent(const Intent &intent, const Proposal &proposal, AccountId account,
                         const QByteArray &session, qint64 nowMs)
{
    if (intent.account != account || intent.session != session || intent.proposal != proposal.id)
        return refuse(RefusalCode::UnknownId);
    if (intent.state != IntentState::Pending || proposal.state != ProposalState::Open)
        return refuse(RefusalCode::Conflict, {},
                      QStringLiteral("This was confirmed, or is void: ask for it again."));
    if (nowMs >= intent.expiresMs || nowMs >= proposal.expiresMs)
        return refuse(RefusalCode::Expired);
    if (intent.tries >= wrongProofsMax)
        return refuse(RefusalCode::TooOften);
    return {};
}

Result<int> approvalsBeside(const QList<Approval> &approvals, qint64 person, const QList<qint64> &concerned)
{
    if (concerned.contains(person))
        return refuse(RefusalCode::Denied, {}, QStringLiteral("It is about you: others must agree to it."));
    for (const Approval &approval : approvals) {
        if (approval.person == person)
            return refuse(RefusalCode::Denied, {},
                          QStringLiteral("You agreed to this already; somebody else must."));
    }
    return int(approvals.size());
}

} // namespace icmp::identity
