// Where proposals, intents, approvals and device keys are kept, and where a proven intent is executed.
//
// Thread-safe and blocking, as AccountStore. confirm() does everything in one transaction: the intent is
// used, the code's step taken, the action authorised again and executed, and its audit row written; or
// nothing is.
#pragma once

#include "core/identity/account_store.h"
#include "core/identity/intent/intent.h"

namespace icmp::identity {

// What an admin asks for, before it was looked at. `object` names it as people do: a login or an id.
struct WantedRequest {
    QString action; // an id of the registry
    QString object = {};
    Fields fields = {};
    QString reason = {};
};

struct Opened {
    Proposal proposal;
    Intent intent;
    QList<Approval> approvals = {};
};

// What a proof is judged against; the try and the guess are already paid for.
struct Judged {
    Opened opened;
    Secrets secrets; // with the guess budget as paid
    QList<DeviceKey> devices;
};

struct Confirmation {
    QString intent;
    AccountId account;
    QByteArray session;
    qint64 step = 0; // of the right code
    QString proof;   // for the audit: "device+totp"
    qint64 nowMs = 0;
    FreshToken token = {}; // of an invitation, should the action be one
    AccountId fresh = {};  // the id of an account, should the action make one
};

enum class Progress { Done, WaitsForSecond };

// result: what only now is known, e.g. an invitation's token, shown once.
struct Confirmed {
    Progress progress = Progress::Done;
    Wanted wanted;
    Fields result = {};
};

struct ProposalLine {
    Proposal proposal;
    QList<Approval> approvals;
};

class IntentStore {
public:
    virtual ~IntentStore() = default;

    // Validates the request against what there is now and turns it into what will be stored.
    // refuses  BadDocument (no such action), UnknownId, and as the action's own rules
    virtual Outcome<Result<Wanted>> prepare(const WantedRequest &request) = 0;
    // refuses  TooMany
    virtual Outcome<Result<void>> propose(const Proposal &proposal, const Intent &intent) = 0;
    // Another person's intent about an open proposal. refuses  UnknownId, Conflict, Expired
    virtual Outcome<Result<Opened>> open(const QString &proposal, const Intent &intent) = 0;
    virtual Outcome<QList<ProposalLine>> openProposals(qint64 nowMs) = 0;

    // Pays for a try and a guess, durably, before anything is looked at.
    // refuses  as checkIntent and spendGuess
    virtual Outcome<Result<Judged>> payProof(const QString &intent, AccountId account,
                                             const QByteArray &session, qint64 nowMs) = 0;
    // The proof was wrong: the third makes the intent void.
    virtual Outcome<void> failProof(const QString &intent, qint64 nowMs) = 0;
    // The code was right and had been used: it was no guess.
    virtual Outcome<void> refundProof(const QString &intent, AccountId account) = 0;
    // refuses  as checkIntent (but TooOften), CodeUsed, NotSignedIn (the session ended), as authorize, and as
    //          the action's rules. A Conflict makes the proposal void for everybody.
    virtual Outcome<Result<Confirmed>> confirm(const Confirmation &confirmation) = 0;

    // refuses  TooMany, NameTaken (the key is somebody's already)
    virtual Outcome<Result<void>> addDevice(const DeviceKey &key) = 0;
    // Those not revoked, by age.
    virtual Outcome<QList<DeviceKey>> devices(AccountId account) = 0;
    virtual Outcome<Won> revokeDevice(AccountId account, const QString &id, qint64 nowMs) = 0;
};

} // namespace icmp::identity
