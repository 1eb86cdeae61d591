// A program at a terminal of its own, and a person who reads and types.
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QString>
#include <QStringList>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace icmp::test {

class Pty {
public:
    // `home` stands for the person's own folder.
    Pty(const QString &program, const QStringList &arguments, const QString &home)
    {
        QList<QByteArray> words{program.toLocal8Bit()};
        for (const QString &argument : arguments)
            words.append(argument.toLocal8Bit());
        QList<char *> argv;
        for (QByteArray &word : words)
            argv.append(word.data());
        argv.append(nullptr);
        const QByteArray config = home.toLocal8Bit();
        winsize size = {40, 120, 0, 0};
        m_pid = ::forkpty(&m_master, nullptr, nullptr, &size);
        if (m_pid == 0) {
            ::setenv("XDG_CONFIG_HOME", config.constData(), 1);
            ::setenv("TERM", "xterm", 1);
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
    }
    ~Pty()
    {
        ::close(m_master);
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
    }
    Pty(const Pty &) = delete;
    Pty &operator=(const Pty &) = delete;

    // Whether this is shown within patience; what was shown up to it is taken and can be read from `shown`.
    bool sees(const QByteArray &text, int waitMs = 60'000)
    {
        QElapsedTimer clock;
        clock.start();
        for (;;) {
            const qsizetype at = m_pending.indexOf(text);
            if (at >= 0) {
                shown = m_pending.left(at + text.size());
                m_pending.remove(0, at + text.size());
                return true;
            }
            pollfd wait{m_master, POLLIN, 0};
            const int left = waitMs - int(clock.elapsed());
            if (left <= 0 || ::poll(&wait, 1, left) <= 0)
                break;
            char bytes[4096];
            const ssize_t got = ::read(m_master, bytes, sizeof bytes);
            if (got <= 0)
                break;
            m_pending.append(bytes, got);
        }
        shown = m_pending;
        return false;
    }

    void type(const QByteArray &keys) { (void)!::write(m_master, keys.constData(), size_t(keys.size())); }
    void enter(const QString &line) { type(line.toUtf8() + '\r'); }

    // The exit code once it ended by itself.
    int ended()
    {
        int status = 0;
        (void)sees("no such text ever", 5'000); // until the terminal closes
        ::waitpid(m_pid, &status, 0);
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    QByteArray shown;

private:
    int m_master = -1;
    pid_t m_pid = -1;
    QByteArray m_pending;
};

} // namespace icmp::test
