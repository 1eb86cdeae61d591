// One publication: validate, render the film if browsers cannot play it, freeze, ask what is missing, upload,
// commit.
//
// Killed at any moment, viewers see the old version or the new one: only the last request switches.
#pragma once

#include "core/base/ports.h"
#include "core/package/validate.h"
#include "studio/document/document.h"
#include "studio/publish/comparison.h"

#include <QObject>
#include <QUrl>

class QFile;

namespace icmp::publish {

// A film that browsers play, made from what the project has; the media worker's job behind an interface.
struct Rendered {
    QString path;
    package::Film film;
};
class FilmRenderer {
public:
    virtual ~FilmRenderer() = default;
    // `progress` is told per mille, `done` once. Both in the caller's thread.
    virtual void render(const project::Project &project, std::function<void(int)> progress,
                        std::function<void(Outcome<Rendered>)> done) = 0;
    virtual void cancel() = 0;
};

enum class Step {
    Idle,
    Checking,
    Rendering,
    Freezing,
    Asking,
    Uploading,
    Committing,
    Done,
    Failed,
    Conflict,
    Cancelled,
    Rehearsed // a dry run ended: nothing was sent
};

struct Published {
    QString show;
    QString event;
    qint64 version = 0;
    QString root;
    QUrl watch;
    QUrl embed;

    // What to paste into a page: the element with its loader, or an iframe for pages that allow no scripts.
    QString snippet() const;
};

// An earlier version of the show, as the server lists it.
struct ShowVersion {
    qint64 number = 0;
    QString root, privateRoot;
    qint64 atMs = 0;
    bool current = false;
};

inline constexpr int uploadTriesMax = 3;  // a part whose hash does not match is sent again twice
inline constexpr int networkTriesMax = 6; // with pauses of 1, 2, 4, 8, 16 s: a train tunnel
inline constexpr qint64 partInMemoryMax = 4 * 1024 * 1024;

class Publisher : public QObject {
    Q_OBJECT
public:
    // All outlive the publisher; `renderer` may be null, then a film that browsers cannot play is a failure.
    Publisher(remote::ServerLink &link, Random &random, FilmRenderer *renderer, QObject *parent = nullptr);
    ~Publisher() override;

    // Errors block publishing; warnings do not.
    static QList<package::ProjectFinding> findings(const document::Document &document);

    // One at a time. Goes on where an earlier one was interrupted: objects that are there are not sent again.
    void start(document::Document &document);
    // As start(), but ends before the first byte is sent: what would change, and how much would be uploaded.
    void rehearse(document::Document &document);
    void cancel();
    // Newest first; nothing when the project was not published yet. Told once.
    void listVersions(document::Document &document,
                      std::function<void(const remote::Remote<QList<ShowVersion>> &)> then);
    // Viewers get that version again, as a new one; the open project stays as it is.
    void bringBack(document::Document &document, const ShowVersion &version);
    // After Conflict: replaces what someone else published meanwhile. Only on the person's word.
    void replaceTheirs();

    Step step() const { return m_step; }
    bool isRunning() const;
    int perMille() const;                           // of the current step
    QString sentence() const { return m_sentence; } // what is being done, or why it ended
    qint64 bytesToSend() const { return m_bytesTotal; }
    qint64 bytesSent() const { return m_bytesSent; }
    const Published &result() const { return m_published; }
    // After Conflict and Rehearsed: from what is published to what is here. Empty until it was compared.
    const std::optional<Difference> &difference() const { return m_difference; }
    // Of a dry run: the film has to be converted before its size is known.
    bool needsRendering() const { return m_needsRendering; }

Q_SIGNALS:
    void changed();
    void finished(); // Done, Failed, Conflict or Cancelled

private:
    struct Part {
        QString hash;
        QString type;
        QByteArray bytes; // empty for files
        QString path;
        qint64 size = 0;
        qint64 offset = 0;
        int tries = 0;
        bool isElsewhere = false; // the file is not on this machine
    };

    void begin(document::Document &document, bool rehearsal);
    void readNote(const document::Document &document);
    void compare(Step step, const QString &sentence);
    void setStep(Step step, const QString &sentence = {});
    void renderThenFreeze();
    void freeze(const std::optional<package::Film> &film, const QString &path);
    void addFile(const QString &hash, const QString &type, const QString &path);
    void ensureShow();
    void askMissing(qsizetype from);
    void uploadNext();
    void sendChunk();
    void chunkAnswered(const remote::Remote<remote::Reply> &reply, qint64 length);
    void commit();
    void committed(const remote::Reply &reply);
    // Tries `again` after a pause when the problem is temporary, else ends.
    void stumble(const remote::Problem &problem, std::function<void()> again);
    void remember();
    remote::Answered whileRunning(std::function<void(const remote::Remote<remote::Reply> &)> then);

    remote::ServerLink &m_link;
    Random &m_random;
    FilmRenderer *m_renderer;
    document::Document *m_document = nullptr;
    project::Project m_project;
    Step m_step = Step::Idle;
    QString m_sentence;
    Published m_published;
    qint64 m_base = 0;
    QString m_key;
    QString m_showKey, m_showTitle;
    QString m_root, m_privateRoot;
    QList<Part> m_parts; // of the package; those that are missing wait in m_waiting
    QList<Part> m_waiting;
    std::unique_ptr<QFile> m_file;
    qint64 m_bytesTotal = 0, m_bytesSent = 0;
    int m_rendered = 0;
    bool m_rehearsal = false, m_needsRendering = false;
    package::Frozen m_frozen;
    Comparison m_comparison;
    std::optional<Difference> m_difference;
    int m_networkTries = 0;
    qint64 m_run = 0; // answers of an earlier run are dropped
    remote::Pending m_pending;
};

} // namespace icmp::publish
