// The SHA-256 of a whole file, made on a thread of its own with progress and cancel.
#pragma once

#include "core/base/refusal.h"

#include <QObject>
#include <QThread>
#include <atomic>

namespace icmp::media {

class FileHash : public QObject {
    Q_OBJECT

public:
    explicit FileHash(QObject *parent = nullptr) : QObject(parent) {}
    ~FileHash() override;  // cancels and waits for at most one block

    // descriptor: of a regular file; duplicated. Ends in done() or failed(), on the thread of this object.
    void start(int descriptor);

Q_SIGNALS:
    void progressed(int percent);
    void done(const QString &hash);
    void failed(const icmp::Failure &failure);

private:
    void run(int descriptor);

    std::unique_ptr<QThread> m_thread;
    std::atomic<bool> m_cancelled = false;
};

}  // namespace icmp::media
