// One confined FFmpeg: started, listened to, and ended. Belongs to one thread with a Qt event loop, on which
// its callbacks come.
#pragma once

#include "server/integration/sandbox/confinement.h"

#include <QSocketNotifier>
#include <functional>
#include <memory>

namespace icmp::integration {

inline constexpr int saidBytesMax = 4 * 1024; // the end of what it said on standard error

struct MediaOrder {
    sandbox::Confinement confinement; // its program is set by the process
    QByteArrayList arguments;
    bool nice = false;
};

// Where the programs are.
struct MediaPrograms {
    QByteArray server; // icmp-server, whose word "confined" confines
    QByteArray ffmpeg = "/usr/bin/ffmpeg";
};

class MediaProcess {
public:
    struct Handlers {
        // Must not destroy the process.
        std::function<void(const QByteArray &bytes)> output = {};
        // The process is gone; `said` is the end of what it wrote on standard error. May destroy this object.
        std::function<void(int status, const QByteArray &said)> ended = {};
    };

    // input: becomes its standard input and is closed here; −1 for none.
    // fails  when the system gives no process
    static Outcome<std::unique_ptr<MediaProcess>> start(const MediaPrograms &programs, MediaOrder order,
                                                        int input, Handlers handlers);
    // Kills it and waits; `ended` is not called.
    ~MediaProcess();
    MediaProcess(const MediaProcess &) = delete;
    MediaProcess &operator=(const MediaProcess &) = delete;

    qint64 pid() const { return m_pid; }

private:
    MediaProcess(int pid, int output, int errors, Handlers handlers);
    void read();
    void listen();
    void finish(int triesLeft);

    int m_pid;
    int m_output, m_errors;
    Handlers m_handlers;
    QByteArray m_said;
    std::unique_ptr<QSocketNotifier> m_outputNotifier, m_errorNotifier;
};

} // namespace icmp::integration
