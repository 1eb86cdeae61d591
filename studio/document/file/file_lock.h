// Says that one program writes a project file; ends with its process, and lets readers in.
#pragma once

#include <QString>
#include <memory>

namespace icmp::document {

// The lock is on a small file beside the project: locking the project itself would clash with SQLite's own
// locks.
class FileLock {
public:
    // Null when another program (or this one) holds it, or the folder cannot be written.
    static std::unique_ptr<FileLock> take(const QString &path);
    ~FileLock();
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

    // Whether an earlier program ended in the middle of repairing this file.
    bool repairWasInterrupted() const { return m_interrupted; }
    // Written before a repair and taken back after it.
    void markRepair(bool running);

private:
    FileLock(int descriptor, const QString &path);
    int m_descriptor;
    QString m_path;
    bool m_interrupted = false;
    bool m_repairing = false;
};

} // namespace icmp::document
