// One live channel: takes what its FFmpeg writes, cuts it into segments with programme times, keeps the
// window and the recording, and starts FFmpeg again when it dies. Belongs to the programme's thread; reading
// what viewers get may come from any.
#pragma once

#include "core/base/ports.h"
#include "server/integration/drift.h"
#include "server/integration/fragment_reader.h"
#include "server/integration/live_playlist.h"
#include "server/integration/media_words.h"
#include "server/integration/recording.h"

#include <QTimer>
#include <mutex>

namespace icmp::integration {

inline constexpr qint64 segmentUsMin = 900'000;                // shorter groups of pictures are joined
inline constexpr qint64 pictureGroupUsMax = 2'300'000;         // a longer one is encoded anew
inline constexpr qint64 noProgressMs = 15'000;                 // FFmpeg took media and gave nothing
inline constexpr qint64 pauseMinMs = 500, pauseMaxMs = 30'000; // before FFmpeg is started again
inline constexpr qint64 wellAfterMs = 60'000;                  // then the pause begins small again

struct ChannelPorts {
    MediaPrograms programs;
    Clock &clock;
    QString folder;     // the window's files
    QString recordings; // of this event; empty: nothing is recorded
    std::function<void(const QString &sentence)> note;
    // The publisher's bytes are wanted (again), in a fresh pipe.
    std::function<void()> wantFeed;
    std::function<void(const FinishedRecording &recording)> recorded;
};

struct ChannelFigures {
    bool up = false;          // a segment came within the last 5 s
    qint64 bitsPerSecond = 0; // of the last segment
    qint64 lastSegmentMs = 0; // when it was made; 0 before the first
    qint64 restarts = 0;      // of FFmpeg, since the channel began
    qint64 pid = 0;           // of FFmpeg; 0 for none
    qint64 segments = 0;
    qint64 width = 0, height = 0;
    bool encoding = false;
};

class Channel {
public:
    explicit Channel(ChannelPorts ports);
    ~Channel();

    void playLoop(const QByteArray &file);
    // A publisher is there: `wantFeed` will be called for its pipes.
    void beginPublisher(const QByteArray &container);
    // The reading end of such a pipe.
    void feed(int input);
    // The first media byte went into the newest pipe just now.
    void mediaBegan();
    void endPublisher();
    void addDateRange(const DateRange &range);
    // Ends the recording that runs, if any; the next segment begins another.
    void finishRecording();

    // Any thread.
    QByteArray playlist() const;
    bool holds(const QByteArray &name) const;
    QString pathOf(const QByteArray &name) const;
    ChannelFigures figures() const;

private:
    void start();
    void startAgain(const QString &why);
    void stopProcess();
    void output(const QByteArray &bytes);
    void take(const Opening &opening);
    void take(const Fragment &fragment);
    void cut();
    void record(const QList<Fragment> &fragments);
    void encodeInstead(const QString &why);
    void watch();
    bool write(const QByteArray &name, const QByteArray &bytes) const;

    ChannelPorts m_ports;
    std::unique_ptr<MediaProcess> m_process;
    FragmentReader m_reader;
    QByteArray m_loop;      // file; empty for a publisher
    QByteArray m_container; // of the publisher; empty without one
    int m_input = -1;
    Handling m_handling = Handling::Copy;
    bool m_opened = false; // this run's codecs are known
    bool m_ending = false; // the process is to be replaced; what it still says is ignored
    qint64 m_pauseMs = pauseMinMs;
    qint64 m_startedMs = 0, m_progressMs = 0;
    QTimer m_again, m_watch;

    std::optional<qint64> m_beganUs;  // when the publisher's first byte came
    std::optional<qint64> m_anchorUs; // programme time of this run's time 0
    Drift m_drift;
    QByteArray m_openingName;
    Opening m_opening;
    QList<Fragment> m_pending;
    qint64 m_pendingUs = 0;
    qint64 m_number = 0;
    qint64 m_endUs = 0; // programme time up to which there are segments
    bool m_discontinuity = false;
    std::unique_ptr<Recording> m_recording;
    QByteArray m_recordedOpening; // the run whose times it follows

    mutable std::mutex m_mutex; // guards what follows
    LivePlaylist m_playlist;
    ChannelFigures m_figures;
};

} // namespace icmp::integration
