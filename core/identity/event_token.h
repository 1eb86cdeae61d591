// What a viewer carries: signed, checked by every worker without a database.
//
// Text: base64url(payload) "." base64url(HMAC-SHA-256(key, payload)); payload: "1", key id, event, pseudonym,
// expiry in ms, rights, separated by line feeds; or "2", the same and the voter of a site and of a list, of
// which one may be empty.
#pragma once

#include "core/base/ports.h"

#include <QString>

namespace icmp::identity {

inline constexpr int eventTokenTextMax = 512;                    // ours have about 190
inline constexpr qint64 eventTokenMs = 12 * 3600 * qint64(1000); // the longest show
inline constexpr int deviceTextMax = 128;

enum class ViewerRight { Watch = 1, Vote = 2 };

// Whom a question counts as one voter: a device, a person the embedding site vouches for, an invited one.
enum class VoterKind { Device, Site, List };
inline constexpr VoterKind voterKinds[] = {VoterKind::Device, VoterKind::Site, VoterKind::List};
QString keyOf(VoterKind kind); // "device", "site", "list"

struct EventToken {
    QString event;
    QString pseudonym;
    qint64 expiresMs = 0;
    int rights = int(ViewerRight::Watch) | int(ViewerRight::Vote);
    QString siteVoter = {}; // empty: no site vouches for this viewer
    QString listVoter = {}; // empty: showed no code

    friend bool operator==(const EventToken &, const EventToken &) = default;
    bool allows(ViewerRight right) const { return rights & int(right); }
    // The pseudonym under which it answers questions of this kind; empty when it may not.
    QString voterOf(VoterKind kind) const
    {
        return kind == VoterKind::Device ? pseudonym : kind == VoterKind::Site ? siteVoter : listVoter;
    }
    bool isVoter(const QString &voter) const
    {
        return !voter.isEmpty() && (voter == pseudonym || voter == siteVoter || voter == listVoter);
    }
};

QString makeEventToken(const EventToken &token, const NamedKey &key);
// The token, when it was made with this key for this event and is still valid.
// refuses  WrongCredentials (not ours, changed, another key), Expired, Denied (another event)
Result<EventToken> readEventToken(const QString &text, const NamedKey &key, const QString &event,
                                  qint64 nowMs);

// The key of one event, derived from the installation's, so that no pseudonym links two events.
QByteArray eventPseudonymKey(const NamedKey &installation, const QString &event);
// 22 base64url characters: the same device is the same voter of this event; an empty device is always a new
// one.
QString pseudonymOf(const QByteArray &eventKey, const QString &device, Random &random);
// The same for a person of a site ("site", name and subject) or an invited code; no device can have it.
QString siteVoterOf(const QByteArray &eventKey, const QString &site, const QString &subject);
QString listVoterOf(const QByteArray &eventKey, const QString &code);
// What is stored of an invited code: 32 bytes that nobody can guess codes from without the key.
QByteArray codeHashOf(const QByteArray &eventKey, const QString &code);

} // namespace icmp::identity
