// What an event's owner sets beside its package: the sites that may embed it, those that vouch for their
// people, and the invited codes. Sites' keys lie encrypted, codes as keyed hashes.
#pragma once

#include "core/base/ports.h"
#include "server/storage/database.h"

#include <QHash>
#include <QStringList>

namespace icmp::storage {

inline constexpr qint64 sitesMax = 100;       // one event's
inline constexpr qint64 invitedMax = 100'000; // one event's: an electorate, not an audience
inline constexpr int codeHashBytes = 32;

// Thread-safe; every call waits for the database, so not on a thread that must stay responsive.
class EventSettings {
public:
    // All of these outlive the settings.
    EventSettings(Database &database, KeyProvider &keys, Random &random)
        : m_database(database), m_keys(keys), m_random(random)
    {
    }

    // Replaces the event's list. refuses  UnknownId (event)
    Outcome<Result<void>> setOrigins(const QString &event, const QStringList &origins);
    // By event, those that have any.
    Outcome<QHash<QString, QStringList>> origins();

    // Registers a site or gives it another key. refuses  TooMany
    Outcome<Result<void>> setSite(const QString &event, const QString &name, const QByteArray &key,
                                  qint64 nowMs);
    Outcome<std::optional<QByteArray>> siteKey(const QString &event, const QString &name);

    // Adds to the event's list; who is on it already stays. The value is how many are on it now. refuses
    // TooMany
    Outcome<Result<qint64>> invite(const QString &event, const QList<QByteArray> &codeHashes, qint64 nowMs);
    Outcome<bool> isInvited(const QString &event, const QByteArray &codeHash);

private:
    Database &m_database;
    KeyProvider &m_keys;
    Random &m_random;
};

} // namespace icmp::storage
