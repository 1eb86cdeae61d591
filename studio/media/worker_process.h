// The process of a media worker and the packets to and from it; knows nothing of what they mean.
#pragma once

#include "studio/media/media_worker.h"

#include <QProcess>
#include <QSocketNotifier>

namespace icmp::media {

class WorkerProcess : public QObject {
    Q_OBJECT

public:
    explicit WorkerProcess(const WorkerSettings &settings, QObject *parent = nullptr);
    ~WorkerProcess() override;  // kills it

    Outcome<void> start();
    void send(const QJsonObject &json, const QList<int> &descriptors = {});
    void kill();
    qint64 processId() const { return m_worker; }
    // CPU time the worker has used, in ms; −1 when it is not known.
    qint64 cpuMs() const;

Q_SIGNALS:
    void received(const QJsonObject &json);
    void ended(const QString &reason);  // once; one sentence

private:
    void read();
    void finished(int exitCode, QProcess::ExitStatus status);

    WorkerSettings m_settings;
    QProcess m_process;
    int m_socket = -1;
    qint64 m_worker = 0;  // as the kernel names the sender: not bubblewrap but the worker behind it
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_told = false;
};

}  // namespace icmp::media
