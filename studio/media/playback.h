// Playing one source: decodes ahead, shows each frame when the monotonic clock reaches it, drops what is
// late, and keeps the sound beside it.
#pragma once

#include "studio/media/audio_output.h"
#include "studio/media/media_source.h"
#include "studio/media/media_worker.h"

#include <QElapsedTimer>
#include <QTimer>
#include <deque>

namespace icmp::media {

// What is played; the pointers outlive the playback.
struct PlaybackSource {
    MediaWorker *pictures = nullptr;  // null for sound
    MediaWorker *sound = nullptr;     // null without sound
    const FrameIndex *index = nullptr;
    MediaTime end;
    bool fromProxy = false;
};

class Playback : public QObject {
    Q_OBJECT

public:
    Playback(const PlaybackSource &source, AudioOutput *audio, QObject *parent = nullptr);

    void start(MediaTime t, QSize box);
    // Cancels what is under way; nothing is told afterwards and the workers may go.
    void stop();
    MediaTime position() const;
    qint64 dropped() const { return m_dropped; }

Q_SIGNALS:
    void framePlayed(const icmp::media::MediaFrame &frame);
    void positionChanged(icmp::MediaTime t);
    void failed(const icmp::Failure &failure);
    void ended();

private:
    void askPictures();
    void askPicture(const Request &request);
    void takePicture(const Outcome<WorkerReply> &reply);
    void askSound();
    void tick();
    void showDue(MediaTime now);
    void run();
    bool isLate(MediaTime end) const;

    PlaybackSource m_source;
    AudioOutput *m_audio;
    QTimer m_timer;
    QElapsedTimer m_clock;
    bool m_running = false;  // the clock runs from the first frame on
    MediaTime m_start;
    QSize m_box;
    std::deque<MediaFrame> m_ahead;
    QList<quint64> m_asked;  // numbers of picture requests under way
    bool m_noMorePictures = false;
    bool m_jumping = false;  // late: the next request is for the clock's own time
    bool m_shownAny = false;
    std::optional<MediaTime> m_lastTaken;
    qint64 m_soundAsked = 0;  // sample frames asked for since the start
    qint64 m_soundEnd = -1;   // where the sound was over, −1 until it is known
    QList<quint64> m_soundNumbers;
    qint64 m_dropped = 0;
};

}  // namespace icmp::media
