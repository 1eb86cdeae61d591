// The live pictures of all events: their channels, the ingest front before them, and the recordings they
// leave.
//
// Thread   Everything runs on a thread of its own; every public function may be called from any other.
// Attaching and detaching wait for it, the rest returns at once.
#pragma once

#include "server/integration/channel.h"
#include "server/integration/ingest_process.h"
#include "server/integration/ladder.h"

#include <QThread>

namespace icmp::integration {

inline constexpr int channelsMax = 16; // of one server: each is one FFmpeg, encoding takes half a core

// A whole film: an MP4 with its index in front, to be taken away, and the file it was made from, to be
// removed then.
struct FilmedRecording {
    QString event;
    QString id;
    QString film;
    QString recording;
};

struct ProgrammePorts {
    MediaPrograms programs;
    IngestPlan ingest;
    Clock &clock;
    QString folder; // everything below it is the programme's
    std::function<void(const QString &sentence)> note;
    std::function<void(const FilmedRecording &made)> filmed; // on the programme's thread
};

class Programme {
public:
    explicit Programme(ProgrammePorts ports);
    // Ends every FFmpeg.
    ~Programme();

    // Waits for the ingest front. fails  when it does not listen
    Outcome<IngestPorts> start();
    IngestPorts ingestPorts() const;

    // Both: false when there are channelsMax already.
    bool playLoop(const QString &event, const QString &file);
    bool takeIngest(const QString &event);
    // The channel goes, its recording is finished.
    void detach(const QString &event);
    // Both: whoever sends with the old key is cut off.
    void setKey(const IngestKey &key);
    void forgetKey(const QString &event);
    void addDateRange(const QString &event, const DateRange &range);
    void finishRecording(const QString &event);
    // What a stop left unfinished: recordings become films, ladders begin again. Call once, before channels.
    void resume();
    void makeLadder(const LadderOrder &order);
    const Ladder &ladder() const { return m_ladder; }

    bool isAttached(const QString &event) const;
    // Empty when there is none yet.
    QByteArray playlist(const QString &event) const;
    // Of a file that the window holds; empty otherwise.
    QString mediaPath(const QString &event, const QByteArray &name) const;
    std::optional<ChannelFigures> figures(const QString &event) const;
    QHash<QString, ChannelFigures> allFigures() const;
    qint64 frontPid() const;

private:
    struct Seat {
        std::unique_ptr<Channel> channel;
        std::optional<qint64> publisher;
    };

    template <class Work>
    void await(Work work);
    template <class Work>
    void post(Work work);
    Channel *open(const QString &event);
    void note(const QString &event, const QString &sentence);
    void begin(const Publishing &publishing);
    void dropPublisher(const QString &event);
    void giveFeed(const QString &event);
    Seat *seatOf(qint64 publisher, QString *event = nullptr);
    void makeFilm(const QString &event, const FinishedRecording &recording);
    QString recordingsOf(const QString &event) const;

    ProgrammePorts m_ports;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; // lives on the thread
    std::unique_ptr<IngestProcess> m_ingest;
    Ladder m_ladder;
    QHash<QString, std::shared_ptr<MediaProcess>> m_filming; // by recording
    bool m_closing = false;

    mutable std::mutex m_mutex; // guards what follows; the thread alone changes it
    std::map<QString, Seat> m_seats;
    IngestPorts m_ingestPorts;
};

} // namespace icmp::integration
