// One film, sound or image opened for showing: exact frames by time, and playing on the monotonic clock. The
// file is parsed only in its own sandboxed worker process; a worker that dies is started once more, then
// failed() says why.
//
// Use: construct, connect, open(). All calls and signals are on the thread that made it (it needs an event
// loop).
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"
#include "studio/media/wire/frame_index.h"
#include "studio/media/wire/probe.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <memory>

namespace icmp::media {

class FrameCache;
class AudioOutput;
class MediaWorker;
struct WorkerReply;
struct WorkerSettings;

// One decoded frame. On screen for start ≤ t < end.
struct MediaFrame {
    QImage image;      // Format_RGB32, or Format_ARGB32_Premultiplied for an image with transparency
    MediaTime start;   // exact time stamp of the frame
    MediaTime end;     // start of the next frame, or the end of the film
    qint64 index = 0;  // in frameIndex()
    bool fromProxy = false;
    bool final = true;  // false only for frames shown while playing, where a later one may replace it at once
};

class MediaSource : public QObject {
    Q_OBJECT

public:
    enum class State { Closed, Opening, Ready, Failed };

    // cache: shared by all sources, outlives this; may be null (then nothing is kept).
    explicit MediaSource(const WorkerSettings &settings, FrameCache *cache, QObject *parent = nullptr);
    ~MediaSource() override;

    // original: path of the file. proxy: path of its proxy, or empty; frames then come from the proxy, whose
    // time stamps are the original's. Ends in opened() or failed().
    void open(const QString &original, const QString &proxy = {});
    // Frames come from the proxy from now on; pending seeks are answered from it.
    void useProxy(const QString &proxy);
    State state() const;
    bool hasProxy() const;
    const MediaProbe &probe() const;       // valid from opened() on
    const FrameIndex &frameIndex() const;  // of the original; empty for sound
    const QString &sandbox() const;        // which sandbox holds, as the worker reported it

    // Which process decodes the original now, for the log and for whoever wants to end it; 0 while there is
    // none.
    qint64 workerProcess() const;

    // Asks for the frame on screen at t, scaled to fit `size` (device pixels; aspect kept, never enlarged).
    // Requests are coalesced: only the newest is answered, an older one is cancelled and never answered.
    // seeking() comes at once unless the frame was cached; then frameReady() with exactly that frame, or
    // failed().
    // returns  the number of this request, rising from 1
    quint64 requestFrame(MediaTime t, QSize size);
    // Whether a requestFrame() is still unanswered ("seeking" in the view).
    bool isSeeking() const;
    void cancelSeek();

    // Plays from t with frames scaled to fit `size`; frames that are late are dropped. Ends in ended() or
    // pause(). Speed is normal. Without an audio device it plays silently.
    void play(MediaTime t, QSize size);
    // Stops at the time of the clock and returns it; ask requestFrame() for the exact paused frame.
    MediaTime pause();
    bool isPlaying() const;
    // The clock's time while playing, else where it stopped.
    MediaTime position() const;
    void setVolume(double volume);  // 0–1
    bool hasAudioDevice() const;    // known after the first play()
    qint64 droppedFrames() const;   // since play()

Q_SIGNALS:
    void opened();
    void failed(const icmp::Failure &failure);
    void seeking(quint64 request, icmp::MediaTime t);
    void frameReady(quint64 request, const icmp::media::MediaFrame &frame);  // answer to requestFrame()
    void framePlayed(const icmp::media::MediaFrame &frame);                  // while playing
    void positionChanged(icmp::MediaTime t);                                 // while playing, with each frame
    void ended();                                                            // played to the end
    void restarted(const QString &reason);  // the worker died once and is back

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace icmp::media

Q_DECLARE_METATYPE(icmp::media::MediaFrame)
