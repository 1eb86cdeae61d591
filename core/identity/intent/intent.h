// One person's intent to have a proposal done: shown from its bytes, proven freshly, used once (P3–P5).
#pragma once

#include "core/identity/intent/wanted.h"
#include "core/identity/session.h"

namespace icmp::identity {

inline constexpr qint64 intentMs = 120'000;
inline constexpr qint64 approvalMs = 24 * 3600 * qint64(1000); // what waits for a second person
inline constexpr int intentNonceBytes = 16;
inline constexpr int wrongProofsMax = 3;
inline constexpr int openProposalsMax = 1'000; // of an installation; people clear them within a day
inline constexpr int deviceKeysMax = 10;       // of an account
inline constexpr int publicKeyBytes = 32;      // Ed25519

enum class IntentState { Pending, Used, Void };
enum class ProposalState { Open, Done, Void };

QString keyOf(IntentState state);
QString keyOf(ProposalState state);
std::optional<IntentState> intentStateOf(const QString &key);
std::optional<ProposalState> proposalStateOf(const QString &key);

// What several persons agree to: the bytes and their hash.
struct Proposal {
    QString id; // "pr_" and 22 characters
    QByteArray bytes;
    AccountId proposer;
    qint64 createdMs = 0;
    qint64 expiresMs = 0;
    ProposalState state = ProposalState::Open;
};

// One account, in one session, about one proposal.
struct Intent {
    QString id; // "in_" and 22 characters
    QString proposal;
    AccountId account;
    QByteArray session; // its hash
    QByteArray nonce;   // 16 bytes
    qint64 createdMs = 0;
    qint64 expiresMs = 0;
    int tries = 0; // proofs looked at
    IntentState state = IntentState::Pending;
};

// `person` is who the account belongs to: two accounts of one human have the same.
struct Approval {
    AccountId account;
    qint64 person = 0;
    qint64 atMs = 0;

    friend bool operator==(const Approval &, const Approval &) = default;
};

// An Ed25519 key of one of somebody's devices.
struct DeviceKey {
    QString id; // "dk_" and 22 characters
    AccountId account;
    QByteArray publicKey;
    QString name = {};
    qint64 createdMs = 0;
    std::optional<qint64> revokedMs = {};
};

// prefix and 16 random bytes in base64url
QString freshId(const char *prefix, Random &random);
// SHA-256("icmp-intent-v1" ‖ bytes ‖ nonce ‖ account, 8 bytes big-endian ‖ session's hash): what is signed.
QByteArray intentDigest(const QByteArray &bytes, const QByteArray &nonce, AccountId account,
                        const QByteArray &session);

// Whether a proof may be looked at now. refuses, in this order:
//   UnknownId  another account's or session's: the answer of an id that does not exist
//   Conflict   used already, or void, or its proposal is done
//   Expired    intent or proposal
//   TooOften   three proofs were looked at
Result<void> checkIntent(const Intent &intent, const Proposal &proposal, AccountId account,
                         const QByteArray &session, qint64 nowMs);

// How many persons other than this one have agreed.
// refuses  Denied (this person has already, or gains from it: `concerned` are the persons it is about)
Result<int> approvalsBeside(const QList<Approval> &approvals, qint64 person, const QList<qint64> &concerned);

} // namespace icmp::identity
