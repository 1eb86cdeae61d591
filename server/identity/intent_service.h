// Intents at work: proposing, agreeing and confirming, with a device's signature and a fresh code for each.
//
// Thread-safe; calls block for one or two commits, so no event loop makes them.
#pragma once

#include "core/identity/intent/intent_store.h"
#include "server/identity/account_service.h"

namespace icmp::identity {

// signature: Ed25519 of the intent's digest by one of the account's devices; code: of its second factor, not
// used before.
struct IntentProof {
    QByteArray signature;
    QString code;
};

class IntentService {
public:
    // All of them outlive the service. `done` is told what was executed, before the answer is given.
    IntentService(IntentStore &store, Clock &clock, Random &random, SignatureCheck isSigned,
                  std::function<void(const Wanted &)> done);

    // Stores what is wanted and the asker's own intent. refuses  Denied (not their role), as
    // IntentStore::prepare and propose
    Answer<Opened> propose(const Verified &by, const WantedRequest &request);
    // Another person's intent about it. refuses  Denied, as IntentStore::open
    Answer<Opened> open(const Verified &by, const QString &proposal);
    Outcome<QList<ProposalLine>> openProposals();
    // refuses  ProofNeeded (no signature or no code), as IntentStore::payProof, WrongCredentials (signature
    //          or code, without saying which), CodeUsed, as IntentStore::confirm
    Answer<Confirmed> confirm(const Verified &by, const QString &intent, const IntentProof &proof);

    Outcome<QList<DeviceKey>> devices(AccountId account) { return m_store.devices(account); }
    // refuses  WrongType (no Ed25519 key), as IntentStore::addDevice
    Answer<DeviceKey> addDevice(AccountId account, const QByteArray &publicKey, const QString &name);
    // refuses  UnknownId
    Answer<void> revokeDevice(AccountId account, const QString &id);

private:
    Result<void> mayAsk(const Verified &by, Action action) const;
    Answer<void> judge(const Judged &judged, const IntentProof &proof, qint64 &step);
    Intent freshIntent(const Verified &by, const QString &proposal);

    IntentStore &m_store;
    Clock &m_clock;
    Random &m_random;
    SignatureCheck m_isSigned;
    std::function<void(const Wanted &)> m_done;
};

} // namespace icmp::identity
