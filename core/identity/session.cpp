#include "core/identity/session.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>

namespace icmp::identity {

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr qint64 hourMs = 60 * minuteMs;
constexpr std::array<const char *, 3> kindKeys{"web", "studio", "console"};
constexpr std::array<const char *, 2> purposeKeys{"invitation", "bootstrap"};

} // namespace

QString keyOf(SessionKind kind)
{
    return QString::fromLatin1(kindKeys[static_cast<size_t>(kind)]);
}

std::optional<SessionKind> sessionKindOf(const QString &key)
{
    for (const auto kind : {SessionKind::Web, SessionKind::Studio, SessionKind::Console}) {
        if (keyOf(kind) == key)
            return kind;
    }
    return std::nullopt;
}

SessionLimits limitsOf(SessionKind kind, Roles roles)
{
    if (roles.hasAny(staffRoles))
        return {15 * minuteMs, 8 * hourMs};
    return {kind == SessionKind::Studio ? 2 * hourMs : 30 * minuteMs, 12 * hourMs};
}

Result<void> checkSession(const Session &session, const Account &account, qint64 nowMs)
{
    if (session.endedMs || account.id != session.account || account.state != AccountState::Active)
        return refuse(RefusalCode::NotSignedIn);
    // A role added since makes the limits of the new role hold at once.
    const SessionLimits limits = limitsOf(session.kind, account.roles);
    const qint64 absolute = std::min(session.expiresMs, session.createdMs + limits.absoluteMs);
    if (nowMs >= absolute || nowMs >= session.lastSeenMs + limits.idleMs)
        return refuse(RefusalCode::Expired);
    return {};
}

Result<void> checkTicket(const Ticket &ticket, const QString &event, const QString &origin, qint64 nowMs)
{
    if (ticket.usedMs)
        return refuse(RefusalCode::NotSignedIn);
    if (nowMs >= ticket.expiresMs)
        return refuse(RefusalCode::Expired);
    if (origin.isEmpty() || ticket.origin != origin || ticket.event != event)
        return refuse(RefusalCode::Denied);
    return {};
}

QString keyOf(EnrolmentPurpose purpose)
{
    return QString::fromLatin1(purposeKeys[static_cast<size_t>(purpose)]);
}

std::optional<EnrolmentPurpose> enrolmentPurposeOf(const QString &key)
{
    for (const auto purpose : {EnrolmentPurpose::Invitation, EnrolmentPurpose::Bootstrap}) {
        if (keyOf(purpose) == key)
            return purpose;
    }
    return std::nullopt;
}

qint64 lifetimeMs(EnrolmentPurpose purpose)
{
    return purpose == EnrolmentPurpose::Bootstrap ? bootstrapMs : enrolmentMs;
}

Result<void> checkEnrolment(const Enrolment &enrolment, const Account &account, qint64 nowMs)
{
    if (enrolment.usedMs || nowMs >= enrolment.expiresMs)
        return refuse(RefusalCode::Expired);
    if (account.id != enrolment.account || account.state != AccountState::Invited)
        return refuse(RefusalCode::Denied);
    return {};
}

FreshToken freshToken(Random &random)
{
    const QByteArray bytes = random.bytes(tokenBytes);
    return {toBase64Url(bytes), sha256(bytes)};
}

std::optional<QByteArray> tokenHash(const QString &text)
{
    if (text.size() != 43) // 256 bits, six a character
        return std::nullopt;
    const QByteArray bytes = fromBase64Url(text);
    // Two texts that differ only in unused bits would otherwise name the same token.
    if (bytes.size() != tokenBytes || toBase64Url(bytes) != text)
        return std::nullopt;
    return sha256(bytes);
}

} // namespace icmp::identity
