// Published films as HLS in several sizes, made one after another in the background by a confined FFmpeg of
// low priority. What is finished stays; what a stop interrupted begins again.
//
// Thread   enqueue() and everything that FFmpeg tells belong to one thread with a Qt event loop; the rest may
// be called from any.
#pragma once

#include "server/integration/media_words.h"

#include <QHash>
#include <deque>
#include <mutex>

namespace icmp::integration {

inline constexpr int laddersWaitingMax = 1'000;

struct LadderOrder {
    QString film; // SHA-256 of the object, hex
    QString path;
    qint64 height = 0;
    qint64 lengthMs = 0;
};

enum class LadderState { None, Waiting, Working, Done, Failed };

struct LadderProgress {
    LadderState state = LadderState::None;
    int percent = 0;
    QList<int> heights = {};
};

class Ladder {
public:
    Ladder(MediaPrograms programs, QString folder, std::function<void(const QString &sentence)> note);
    ~Ladder();
    // Ends what runs, on the thread it belongs to.
    void stop();

    // Begins with those that a stop interrupted.
    void resume();
    // Nothing happens when it is there, or on its way.
    void enqueue(const LadderOrder &order);

    LadderProgress progress(const QString &film) const;
    // Whether there is none at all, which spares looking.
    bool isEmpty() const;
    // Whether it may be offered.
    bool isDone(const QString &film) const;
    // The path of a playlist or segment of a finished ladder; empty for anything else.
    QString pathOf(const QString &film, const QString &name) const;

private:
    enum class Sound { With, Without };

    QString folderOf(const QString &film) const { return m_folder + u'/' + film; }
    void next();
    void start(Sound sound);
    void ended(Sound sound, int status, const QByteArray &said);
    void hear(const QByteArray &bytes);
    void set(LadderState state, int percent);

    MediaPrograms m_programs;
    QString m_folder;
    std::function<void(const QString &sentence)> m_note;
    std::deque<LadderOrder> m_waiting;
    std::optional<LadderOrder> m_present;
    QByteArray m_heard;
    std::unique_ptr<MediaProcess> m_process;

    mutable std::mutex m_mutex; // guards what follows
    QHash<QString, LadderProgress> m_progress;
};

} // namespace icmp::integration
