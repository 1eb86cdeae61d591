// Accounts at work: inviting, enrolling, signing in, sessions and tickets, over whatever store keeps them.
//
// Thread-safe. Calls with `done` return at once; it is called on a thread of the service and must not block.
// What they do in order is in credentials.h.
#pragma once

#include "core/identity/account_store.h"
#include "core/identity/action.h"
#include "server/identity/password_hash.h"
#include "server/identity/password_pace.h"
#include "server/identity/work_queue.h"

#include <QHash>

namespace icmp::identity {

struct AccountSettings {
    PasswordCost cost = {};
    int hashesAtATime = 2;  // 128 MiB
    int hashesWaiting = 64; // then TooOften: 7 s of waiting
    bool advertisersNeedSecondFactor = false;
    // Told when sessions of an account ended, on whichever thread ended them: close what is open for it.
    std::function<void(AccountId)> revoked = {};
};

inline constexpr int errandsWaitingMax = 1'000;
inline constexpr qint64 sessionCacheMs = 2'000; // a revocation on another node is seen this soon
inline constexpr int sessionCacheMax = 20'000;

// Shown once to whoever passes it on.
struct Invitation {
    AccountId account;
    QString login;
    QString token;
    qint64 expiresMs = 0;
};

// First {token, password, secondFactor}; then, with a second factor, {token, code}.
struct EnrolRequest {
    QString token;
    QString password = {};
    QString code = {};
    bool secondFactor = true;  // may be declined where the roles do not need one
    QByteArray deviceKey = {}; // public; with the code, the first device that may sign actions
    QString deviceName = {};
};

struct EnrolAnswer {
    QString login;
    bool finished = false;   // false: keep the secret, then send a code made from it
    QString totpSecret = {}; // base32
    QString otpauth = {};
    QStringList recoveryCodes = {};
};

struct SignInRequest {
    QString login;
    QString password;
    QString code = {}; // of the second factor, or a recovery code
    SessionKind kind = SessionKind::Web;
    QString device = {};
    QString network = {}; // the client's IPv4 address or IPv6 /64
};

struct SignedIn {
    QString session; // for the Authorization header
    qint64 expiresMs = 0;
    Account account;
};

struct IssuedTicket {
    QString ticket;
    qint64 expiresMs = 0;
};

// Who a session belongs to; `session` is its hash, for tickets and for ending it.
struct Verified {
    Subject subject;
    QByteArray session;
    QString login;
    qint64 expiresMs = 0;
    QString event = {}; // the one a redeemed ticket is for
};

template <class T>
using Answer = Outcome<Result<T>>;

class AccountService {
public:
    // All four outlive the service. fails  when the pepper cannot be had
    static Outcome<std::unique_ptr<AccountService>> open(AccountStore &store, KeyProvider &keys, Clock &clock,
                                                         Random &random, AccountSettings settings = {});
    ~AccountService();

    // At the start, blocking: the first admin's invitation while no admin has enrolled; nothing afterwards.
    Outcome<std::optional<Invitation>> bootstrap();
    // By the installation alone, for a demo: whoever has a session asks by an intent.
    // refuses  as authorize (Seed), as checkedLogin and checkedRoles, NameTaken
    void invite(Subject by, QString login, Roles roles, Done<Answer<Invitation>> done);
    // refuses  Expired (the token is unknown, used or late), TooFew, TooLong or BadText (password),
    // ProofNeeded (the
    //          roles need a second factor), WrongCredentials (code), TooOften (also when too many are
    //          waiting)
    void enrol(EnrolRequest request, Done<Answer<EnrolAnswer>> done);
    // refuses  WrongCredentials (login, password or code: which is not told), CodeUsed, FactorLocked (both
    // only after
    //          a right password), TooOften (guesses, wrong passwords, or too many waiting)
    void signIn(SignInRequest request, Done<Answer<SignedIn>> done);
    // Password and code anew, for what changes the account itself. refuses  as sign-in
    void reauthenticate(AccountId account, QString password, QString code, Done<Answer<void>> done);
    // What was kept in memory about its sessions: read them anew.
    void forget(AccountId account);
    // Blocks for one read, mostly none. refuses  NotSignedIn, Expired
    Answer<Verified> verify(const QString &session);
    void signOut(QString session, Done<Answer<void>> done);
    // Ends all sessions of the account, here at once, on other nodes within sessionCacheMs.
    void endSessions(AccountId account, Done<Answer<void>> done);

    // refuses  as verify
    void issueTicket(QString session, QString event, QString origin, Done<Answer<IssuedTicket>> done);
    // An empty event: whichever the ticket is for. refuses  NotSignedIn (unknown or used), Expired, Denied
    void redeemTicket(QString ticket, QString event, QString origin, Done<Answer<Verified>> done);

private:
    struct Cached {
        Session session;
        Account account;
        qint64 readMs;
    };

    AccountService(AccountStore &store, KeyProvider &keys, Clock &clock, Random &random);
    template <class T>
    void enqueue(WorkQueue &queue, Done<Answer<T>> done, std::function<Answer<T>()> work);
    Answer<Invitation> inviteNow(const Subject &by, const QString &login, Roles roles);
    Answer<Verified> verifyHash(const QByteArray &hash);
    Answer<Cached> load(const QByteArray &hash);

    AccountStore &m_store;
    KeyProvider &m_keys;
    Clock &m_clock;
    Random &m_random;
    AccountSettings m_settings;
    PasswordPace m_pace;
    std::unique_ptr<class Credentials> m_credentials;
    std::mutex m_mutex;
    QHash<QByteArray, Cached> m_cache;
    std::unique_ptr<WorkQueue> m_hashing;
    std::unique_ptr<WorkQueue> m_errands;
};

} // namespace icmp::identity
