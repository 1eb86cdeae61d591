// Where an event's live programme comes from, who may send it, and the films that its recordings became.
//
// Thread-safe; every function blocks for the database.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

namespace icmp::catalogue {

enum class ProgrammeSource { None, Loop, Ingest }; // "none", "loop", "ingest" in the database and on the wire

inline constexpr qint64 programmeDelayMsMax = 120'000;
inline constexpr qint64 programmeDelayMs = 45'000;   // live.md 3.6
inline constexpr qint64 encoderOffsetMsMax = 60'000; // either way

struct ProgrammeSettings {
    QString event;
    ProgrammeSource source = ProgrammeSource::None;
    QString loop = {};          // SHA-256 hex of the looped object
    QString keyHash = {};       // SHA-256 hex of the stream key; empty: nobody may publish
    QString passphrase = {};    // of SRT; stored encrypted
    qint64 encoderOffsetMs = 0; // from the producer's clock to the picture's programme time
    qint64 maxDelayMs = programmeDelayMs;
    qint64 changedMs = 0;
};

struct RecordedFilm {
    QString event;
    QString id;     // when the recording began, ms since 1970, as text
    QString object; // SHA-256 hex of an MP4
    qint64 bytes = 0;
    qint64 atMs = 0; // when it became a film
};

class ProgrammeStore {
public:
    virtual ~ProgrammeStore() = default;

    virtual Outcome<QList<ProgrammeSettings>> all() = 0;
    virtual Outcome<std::optional<ProgrammeSettings>> find(const QString &event) = 0;
    virtual Outcome<void> put(const ProgrammeSettings &settings) = 0;
    virtual Outcome<void> addFilm(const RecordedFilm &film) = 0;          // the same id again replaces it
    virtual Outcome<QList<RecordedFilm>> films(const QString &event) = 0; // newest first, at most 1,000
};

} // namespace icmp::catalogue
