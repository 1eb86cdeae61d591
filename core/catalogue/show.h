// What is on offer: a show belongs to one account, has events where it is watched, and versions of which one
// is current.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"

#include <QString>
#include <QStringList>

namespace icmp::catalogue {

inline constexpr int showsPerAccountMax = 10'000; // a list answered in one body stays below 2 MiB
inline constexpr int versionsPerShowMax = 100'000;
inline constexpr int objectsPerVersionMax = 20'000; // 10,000 clips are 40 parts; the rest are images

enum class EventMode { OnDemand, Live };   // "vod", "live" on the wire
enum class Visibility { Public, Private }; // private objects are never served at /o/

struct Show {
    QString id; // "sh_" + 26 base32 characters
    AccountId owner;
    QString title;
    qint64 createdMs = 0;
};

struct Event {
    QString id; // "ev_" + 26 base32 characters
    QString show;
    EventMode mode = EventMode::OnDemand;
    QStringList origins = {}; // sites allowed to embed it, beside our own; exact origins, may be empty
    qint64 createdMs = 0;
};

// number counts from 1 within its show; the roots are SHA-256 hex.
struct Version {
    QString show;
    qint64 number = 0;
    QString publicRoot;
    QString privateRoot;
    qint64 atMs = 0;
    AccountId actor;
    bool current = false;
};

// One piece of content by its hash. received < bytes while it is being uploaded; complete after hash and
// fsync.
struct Object {
    QString sha256;
    qint64 bytes = 0;
    QString type; // media type of the allow-list
    Visibility visibility = Visibility::Private;
    qint64 received = 0;
    bool complete = false;
    AccountId owner; // who began the upload
    qint64 atMs = 0;
};

QString keyOf(EventMode mode);
std::optional<EventMode> eventModeOf(const QString &key);
QString keyOf(Visibility visibility);
std::optional<Visibility> visibilityOf(const QString &key);

// The ids from 16 random bytes each.
QString showIdFrom(const QByteArray &random);
QString eventIdFrom(const QByteArray &random);
// Whether `text` has the form of an event's or show's id: the prefix, then 1–40 of a–z, 0–9.
bool isShowId(const QString &text);
bool isEventId(const QString &text);
// refuses  TooFew (empty after trimming), TooLong (limits::nameLengthMax), BadText (control characters)
Result<QString> checkedTitle(const QString &title);

} // namespace icmp::catalogue
