// Signed checkpoints of the audit, written to folders outside the database: at the start, every few seconds
// when something was done since, and at the end.
//
// Each folder holds audit-checkpoints.log, one line a checkpoint, and audit.pub, the key that checks them in
// base64url. Put at least two of them where whoever administers the database cannot write.
#pragma once

#include "core/identity/audit/checkpoint.h"

#include <QStringList>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace icmp::operations {

inline constexpr int checkpointEveryMs = 5'000; // what a cut at the end may cost is what came after the last
inline constexpr qint64 checkpointFileMax = qint64(4) * 1024 * 1024 * 1024;

struct AuditHead {
    qint64 number = 0;
    QByteArray hash = {};
};

class AuditCheckpoints {
public:
    struct Ports {
        std::function<Outcome<AuditHead>()> head;
        Signer &signer;
        Clock &clock;
        std::function<void(const QString &)> note; // for the operator's log
    };

    // The folders are made when they are missing.
    AuditCheckpoints(Ports ports, QStringList folders, int everyMs = checkpointEveryMs);
    // Writes a last one.
    ~AuditCheckpoints();

    // Now, when there is something new. fails  when a folder did not take it (it is tried again later)
    Outcome<void> write();

private:
    void run();

    Ports m_ports;
    QStringList m_folders;
    int m_everyMs;
    std::mutex m_writing;
    qint64 m_last = 0; // guarded by m_writing
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

// All checkpoints of a folder; a half line at the end, of a crash, is left out.
// fails  when the file cannot be read or holds something else
Outcome<QList<identity::Checkpoint>> checkpointsOf(const QString &folder);
// The key in the folder.
Outcome<QByteArray> checkpointKeyOf(const QString &path);

} // namespace icmp::operations
