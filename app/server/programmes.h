// The live programmes of this installation: the channels of server/integration, bound to what the database
// knows of them, to the objects that their recordings become, and to the cards that the live host tells.
#pragma once

#include "app/server/options.h"
#include "core/base/ports.h"
#include "core/catalogue/programme_store.h"
#include "core/catalogue/show_store.h"
#include "server/identity/work_queue.h"
#include "server/integration/programme.h"
#include "server/publishing/object_files.h"

#include <QJsonObject>

namespace icmp::server {

inline constexpr int streamKeyBytes = 24;  // 192 bits: nobody finds one by trying
inline constexpr int passphraseBytes = 24; // 32 letters; SRT takes 10 to 79

struct ProgrammeParts {
    catalogue::ProgrammeStore &store;
    catalogue::ShowStore &shows;
    publishing::ObjectFiles &files;
    Clock &clock;
    Random &random;
    QString folder;
    std::function<void(const QString &sentence)> note;
};

// What a producer asks for; only what is there changes.
struct ProgrammeWish {
    std::optional<catalogue::ProgrammeSource> source = {};
    QString loop = {}; // SHA-256 hex of a film
    std::optional<qint64> encoderOffsetMs = {};
    std::optional<qint64> maxDelayMs = {};
};

struct StreamKey {
    QString key;        // shown this once; only its hash is kept
    QString passphrase; // of SRT; empty: none
};

class Programmes {
public:
    // Starts the ingest front and the channels that the database knows.
    // fails  when the front does not listen, or the database does not answer
    static Outcome<std::unique_ptr<Programmes>> open(ProgrammeParts parts, const Options &options);

    // refuses  Missing (the looped film is not here), OutOfRange, TooMany (channels)
    Outcome<Result<void>> attach(const QString &event, const ProgrammeWish &wish);
    Outcome<void> detach(const QString &event);
    // The old key is worth nothing from now on.
    Outcome<StreamKey> makeKey(const QString &event, bool passphrase);
    // Nobody publishes until there is another.
    Outcome<void> revokeKey(const QString &event);
    // A file of the operator's own, until the server stops.
    void playFile(const QString &event, const QString &path);
    void makeLadder(const integration::LadderOrder &order) { m_live.makeLadder(order); }

    // {"hls":…}; empty when no channel is attached.
    QJsonObject streamOf(const QString &event) const;
    // For the live host; both return at once.
    std::optional<catalogue::ProgrammeSettings> settingsOf(const QString &event) const;
    void told(const QString &event, const QByteArray &logBody);

    const integration::Programme &live() const { return m_live; }
    integration::Programme &live() { return m_live; }

private:
    Programmes(ProgrammeParts parts, const Options &options);
    bool begin(const catalogue::ProgrammeSettings &settings);
    catalogue::ProgrammeSettings known(const QString &event) const;
    void filmed(const integration::FilmedRecording &made);
    Outcome<void> record(const integration::FilmedRecording &made, const QString &hash);
    Outcome<void> keep(const catalogue::ProgrammeSettings &settings);

    ProgrammeParts m_parts;
    mutable std::mutex m_mutex; // guards m_settings
    QHash<QString, catalogue::ProgrammeSettings> m_settings;
    identity::WorkQueue m_keeping{1, 1'000};
    integration::Programme m_live; // the last, so that it ends first
};

} // namespace icmp::server
