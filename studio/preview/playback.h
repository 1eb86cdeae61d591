// The playhead of the studio: where the programme stands, whether it plays, how fast, and which decoded frame
// belongs to it. Paused it always ends at exactly the frame of its time; meanwhile it says that it is
// seeking.
#pragma once

#include "core/base/media_time.h"
#include "studio/media/media_source.h"
#include "studio/media/media_worker.h"

#include <QElapsedTimer>
#include <QTimer>
#include <optional>

namespace icmp::preview {

// The film under the playhead: a piece of a file placed on the programme's time.
struct Film {
    QString path;  // empty: the file is not at hand (missing media)
    QString proxy; // empty while there is none
    QString name;
    MediaRange range; // in programme time
    MediaTime in;     // time of the file at range.start

    friend bool operator==(const Film &, const Film &) = default;
};

class Playback : public QObject {
    Q_OBJECT

public:
    enum class Picture { None, Opening, Seeking, Exact, Playing, Missing, Failed };

    // cache outlives this.
    Playback(const media::WorkerSettings &settings, media::FrameCache *cache, QObject *parent = nullptr);
    ~Playback() override;

    void setRate(const FrameRate &rate) { m_rate = rate; }
    const FrameRate &rate() const { return m_rate; }
    void setLength(MediaTime length);
    MediaTime length() const { return m_length; }
    void setFilm(const std::optional<Film> &film);
    const std::optional<Film> &film() const { return m_film; }
    // Frames are decoded to fit this many device pixels.
    void setPictureSize(QSize size);

    MediaTime time() const { return m_time; }
    qint64 frame() const { return m_rate.frameAt(m_time); }
    bool isPlaying() const { return m_speed != 0; }
    // 0 paused, 1 normal, 2, 4, 8 faster, negative backwards.
    int speed() const { return m_speed; }
    bool loops() const { return m_loops; }
    const std::optional<MediaRange> &range() const { return m_range; }
    double volume() const { return m_volume; }

    Picture picture() const;
    // The newest decoded frame; null before the first. It is the right one only in Exact and Playing.
    const QImage &image() const { return m_image; }
    // Whether `image` was decoded from the proxy.
    bool fromProxy() const { return m_fromProxy; }
    const QString &failure() const { return m_failure; }

public Q_SLOTS:
    // Goes to the start of the frame that holds t, within 0 … length.
    void seek(icmp::MediaTime t);
    void step(qint64 frames);
    void play();
    void pause();
    void togglePlay();
    // L and J: starts, then doubles up to 8, turning round from the other direction.
    void faster(int direction);
    void setLoops(bool on);
    void setRange(const std::optional<icmp::MediaRange> &range);
    void setVolume(double volume);

Q_SIGNALS:
    void timeChanged(icmp::MediaTime t);
    void pictureChanged(); // image, picture()
    void stateChanged();   // speed, loop, range, length, volume

private:
    void startClock();
    void stopClock();
    void tick();
    void setTime(MediaTime t);
    void requestFrame();
    void openFilm();
    bool underFilm(MediaTime t) const { return m_film && m_film->range.contains(t); }
    MediaTime fileTime(MediaTime t) const { return m_film->in + (t - m_film->range.start); }
    MediaTime programmeTime(MediaTime file) const { return m_film->range.start + (file - m_film->in); }
    void cover();
    void take(const media::MediaFrame &frame);
    MediaRange playRange() const;

    const media::WorkerSettings m_settings;
    media::FrameCache *m_cache;
    std::unique_ptr<media::MediaSource> m_source;
    FrameRate m_rate;
    MediaTime m_length;
    std::optional<Film> m_film;
    QSize m_size{960, 540};
    MediaTime m_time;
    int m_speed = 0;
    bool m_loops = false;
    std::optional<MediaRange> m_range;
    double m_volume = 0.8;
    QImage m_image;
    MediaTime m_asked;       // where the last frame was asked for
    MediaRange m_imageRange; // programme time that m_image is right for
    bool m_fromProxy = false;
    QString m_failure;
    QTimer m_ticker;
    QElapsedTimer m_clock;
    MediaTime m_clockStart;
};

} // namespace icmp::preview
