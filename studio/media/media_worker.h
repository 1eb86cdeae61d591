// One sandboxed icmp-media process for one source file: starts it, passes descriptors, matches replies to
// requests, checks every header, watches it and kills it when it hangs. A process that dies is started once
// more and its open requests are sent again. Studio features use MediaSource and MediaLibrary instead.
#pragma once

#include "core/base/refusal.h"
#include "studio/media/wire/message.h"

#include <QImage>
#include <QJsonObject>
#include <QObject>
#include <functional>
#include <memory>

namespace icmp::media {

// How workers are started. Declared once in the composition root.
struct WorkerSettings {
    QString program;  // empty: icmp-media beside the running program
    SandboxChoice sandbox = SandboxChoice::Automatic;
    bool allowUnsandboxed = false;         // only after the person has agreed
    int cpuSecondsWithoutProgress = 30;    // then it is killed
    int wallSecondsWithoutProgress = 120;  // waiting for nothing, which costs no CPU
};

// The answer to one request.
struct WorkerReply {
    QJsonObject values;
    QByteArray bulk;    // index, waveform, sound: what the request asks for by bytes
    QImage image;       // frames and thumbnails
    FrameHeader frame;  // of `image`; checked against what was asked
};

class MediaWorker : public QObject {
    Q_OBJECT

public:
    using Answer = std::function<void(const Outcome<WorkerReply> &)>;
    using Progress = std::function<void(int percent)>;

    explicit MediaWorker(const WorkerSettings &settings, QObject *parent = nullptr);
    ~MediaWorker() override;  // kills the process

    // Opens `path` for reading and starts the process. Ends in ready() or died().
    void start(const QString &path);
    // The same for a file that is open already; the descriptor is duplicated.
    void start(int descriptor);
    // Kills the process; pending requests are answered with the failure "cancelled". No died() follows.
    void stop();
    bool isRunning() const;
    qint64 processId() const;          // of icmp-media itself as this process sees it; 0 before ready()
    const WorkerHello &hello() const;  // valid from ready() on

    // Requests may be made after start() and before ready(); they wait. Each is answered exactly once. The
    // first must be Verb::Open.
    // output: a descriptor the worker writes to (proxy, rendition), −1 for none; it is duplicated.
    // returns  the request's number for cancel()
    quint64 request(const Request &request, Answer answer, Progress progress = {}, int output = -1);
    // The request ends soon with the failure "cancelled" if it was not answered yet.
    void cancel(quint64 number);

    static bool isCancelled(const Failure &failure);
    // Whether the failure says that there is no sandbox here and the person has to be asked.
    static bool needsConfirmation(const Failure &failure);
    // Opens a regular file for reading; the descriptor is the caller's to close. Fails with a sentence when
    // it is not there, not a file, or may not be read.
    static Outcome<int> openFile(const QString &path);
    // Whether namespaces work here: runs `bwrap --unshare-all … true` once for each run of the program.
    static bool bubblewrapWorks();

Q_SIGNALS:
    void ready();
    void restarted(const QString &reason);
    // The file could not be opened, no sandbox holds, or the process ended twice. Pending requests got the
    // same failure.
    void died(const icmp::Failure &reason);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace icmp::media
