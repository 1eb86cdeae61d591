// Sessions, tickets and enrolment: opaque 256-bit tokens of which only the SHA-256 is ever stored.
#pragma once

#include "core/base/ports.h"
#include "core/identity/account.h"

#include <QByteArray>

namespace icmp::identity {

inline constexpr int tokenBytes = 32;

enum class SessionKind { Web, Studio, Console };

QString keyOf(SessionKind kind);
std::optional<SessionKind> sessionKindOf(const QString &key);

struct SessionLimits {
    qint64 idleMs;
    qint64 absoluteMs;
};

// Staff: 15 min and 8 h whatever the kind. Others 12 h, with 30 min idle on the web and 2 h in the studio.
SessionLimits limitsOf(SessionKind kind, Roles roles);

struct Session {
    QByteArray tokenHash;
    AccountId account;
    SessionKind kind = SessionKind::Web;
    QString device = {};       // a name for the list of sessions; may be empty
    bool secondFactor = false; // whether it was opened with one
    qint64 createdMs = 0;
    qint64 lastSeenMs = 0;
    qint64 expiresMs = 0; // the absolute limit
    std::optional<qint64> endedMs = {};
};

inline constexpr qint64 seenEveryMs = 60'000; // lastSeenMs is written at most once a minute
inline constexpr qint64 ticketMs = 30'000;
inline constexpr qint64 enrolmentMs = 24 * 3600 * qint64(1000);
inline constexpr qint64 bootstrapMs = 15 * 60 * qint64(1000);

// A session that may be used now by this account. refuses  NotSignedIn (ended, or the account is not active),
// Expired (idle or absolute limit reached)
Result<void> checkSession(const Session &session, const Account &account, qint64 nowMs);

// Single use, bound to session, event and origin.
struct Ticket {
    QByteArray tokenHash;
    QByteArray sessionHash;
    QString event;
    QString origin;
    qint64 expiresMs = 0;
    std::optional<qint64> usedMs = {};
};

// refuses  NotSignedIn (used already), Expired, Denied (another event or origin; an empty origin is never
// right)
Result<void> checkTicket(const Ticket &ticket, const QString &event, const QString &origin, qint64 nowMs);

enum class EnrolmentPurpose { Invitation, Bootstrap };

QString keyOf(EnrolmentPurpose purpose);
std::optional<EnrolmentPurpose> enrolmentPurposeOf(const QString &key);

struct Enrolment {
    QByteArray tokenHash;
    AccountId account;
    EnrolmentPurpose purpose = EnrolmentPurpose::Invitation;
    qint64 expiresMs = 0;
    std::optional<qint64> usedMs = {};
};

qint64 lifetimeMs(EnrolmentPurpose purpose);
// refuses  Expired (late, or used already), Denied (the account is not waiting for it)
Result<void> checkEnrolment(const Enrolment &enrolment, const Account &account, qint64 nowMs);

// What a person carries (base64url, 43 characters) and what is stored of it.
struct FreshToken {
    QString text;
    QByteArray hash;
};

FreshToken freshToken(Random &random);
// The hash to look for; nothing when `text` cannot be a token.
std::optional<QByteArray> tokenHash(const QString &text);

} // namespace icmp::identity
