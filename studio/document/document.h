// The open project: its value, its history and its file. Views ask it for edits; it alone applies them.
//
// Lives in the GUI thread. Reading is free at any time; nothing here waits for the disk, except where a
// comment says so.
#pragma once

#include "core/base/ports.h"
#include "core/project/apply.h"
#include "studio/document/change.h"
#include "studio/document/keeping.h"

#include <QObject>
#include <functional>
#include <memory>

namespace icmp::document {

struct OpenedProject;
enum class RecordKind;

// What a document needs from its surroundings; all of it must outlive the document.
struct Surroundings {
    const Clock &clock;
    Random &random;
    QString actor; // who edits, for the journal; may be empty
};

// A named state one can return to.
struct Version {
    qint64 id = 0;
    QString name;
    qint64 seq = 0;
    QString hash;
    qint64 atMs = 0;
};

// What happened while opening; every sentence is for people.
struct OpenReport {
    qint64 editsLost = 0; // records that did not fit; 0 when all is well
    QString damagedCopy;  // path of the copy made before repairing; empty when there was nothing to repair
    bool readOnly = false;
    QString sentence; // empty when all is well
};

class Document : public QObject {
    Q_OBJECT
public:
    // A document without a file, for tests and previews.
    static std::unique_ptr<Document> inMemory(const Surroundings &around, const project::Project &start);
    // A new file that must not exist yet; kept from the first edit on. Waits for the disk.
    static Outcome<std::unique_ptr<Document>> create(const Surroundings &around,
                                                     const project::Project &start, const QString &path);
    // Fails with a sentence: no such file, not a project, made by a newer version, nothing readable in it.
    // Opens read-only when another program holds the file. Waits for the disk.
    static Outcome<std::unique_ptr<Document>> open(const Surroundings &around, const QString &path);
    ~Document() override;

    const project::Project &project() const { return m_project; }
    const project::ClipIndex &index() const { return m_index; }
    // A random id that nothing in this project has.
    template <class AnyId>
    AnyId newId()
    {
        return AnyId{freshId()};
    }

    // The seq of the new record. An edit that changes nothing makes no step and returns the current seq.
    // refuses  what project::apply refuses; NotAllowedHere (open for reading only). Nothing is announced then
    Result<qint64> apply(const project::Edit &edit);
    bool isReadOnly() const;

    // Each returns how many steps were done, 0 … count.
    int undo(int count = 1);
    int redo(int count = 1);
    bool canUndo() const { return undoCount() > 0; }
    bool canRedo() const { return redoCount() > 0; }
    int undoCount() const;
    int redoCount() const;
    QString undoLabel() const; // of the step that undo takes back; empty when there is none
    QString redoLabel() const;

    qint64 seq() const { return m_seq; }               // of the newest record
    qint64 durableSeq() const { return m_durableSeq; } // of the newest record on the disk
    QString hash() const;                              // SHA-256 of the canonical JSON; computed once per seq
    // Canonical JSON of the state after record `at`. refuses  UnknownId (no such record). Reads the file.
    Result<QByteArray> jsonAt(qint64 at) const;
    Keeping keeping() const;
    // Calls back once record `at` is durable, at once if it already is. Never, while keeping fails.
    void whenDurable(qint64 at, std::function<void()> then);

    QString path() const { return m_path; } // empty without a file
    QString title() const;                  // of the window: the project's name
    const OpenReport &openReport() const { return m_openReport; }

    using Done = std::function<void(Outcome<void>)>;
    // Names the current state; told after the commit.
    void saveVersion(const QString &name, Done done);
    // A whole, closed file at `path` (temporary file, fsync, rename). A copy begins a new show when
    // published, a move keeps it.
    void saveCopy(const QString &path, Done done);
    // The same, and this document goes on there.
    void saveAs(const QString &path, Done done);
    QList<Version> versions() const;
    // An edit like any other. refuses  UnknownId
    Result<qint64> returnTo(qint64 version);

    // Where an asset lies on this machine; empty when nobody knows or nothing is there any more.
    QString assetPath(const QString &hash) const;
    void setAssetPath(const QString &hash, const QString &absolutePath);
    // Small facts kept in the file beside the project, e.g. what was published where. Keys are made by the
    // caller.
    QByteArray note(const QString &key) const;
    void setNote(const QString &key, const QByteArray &value);

    // Waits until everything is durable or has failed; used before closing. False when something is not kept.
    bool flush();

Q_SIGNALS:
    // After the value changed; index() and project() are already the new ones.
    void changed(const icmp::document::Change &change);
    // Labels or counts of undo and redo.
    void historyChanged();
    void keepingChanged(const icmp::document::Keeping &keeping);
    void pathChanged();

private:
    struct Parts;
    explicit Document(const Surroundings &around);

    qint64 freshId();
    int travel(qsizetype to, RecordKind kind);
    std::shared_ptr<const project::Project> rebuilt(qsizetype index);
    void show(const std::shared_ptr<const project::Project> &value, Change change);
    void record(RecordKind kind, std::variant<project::Edit, QByteArray> content);
    QString labelOf(qsizetype step) const;
    void adopt(OpenedProject file, const QString &path);
    void loadNotes();
    void movedTo(const QString &path);
    void becameDurable(qint64 seq);
    void setKeeping(const Keeping &keeping);

    project::Project m_project;
    project::ClipIndex m_index;
    qint64 m_seq = 0;
    qint64 m_durableSeq = 0;
    QString m_path;
    OpenReport m_openReport;
    std::unique_ptr<Parts> m_parts;
};

} // namespace icmp::document
