#include "server/console/terminal.h"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace icmp::console {

namespace {

constexpr qsizetype lineBytesMax = 4'096;
constexpr int usualRows = 24;

int screenRows()
{
    winsize size = {};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 2 ? size.ws_row : usualRows;
}

void put(FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
    std::fflush(file);
}

// Typing is not shown while it lives.
class Quiet {
public:
    Quiet()
    {
        m_changed = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        quiet.c_lflag |= ICANON;
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    }
    ~Quiet()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSANOW, &m_before);
    }
    Quiet(const Quiet &) = delete;
    Quiet &operator=(const Quiet &) = delete;

private:
    termios m_before = {};
    bool m_changed = false;
};

} // namespace

Terminal::Terminal()
    : m_reads(::isatty(STDIN_FILENO) == 1), m_writes(::isatty(STDOUT_FILENO) == 1),
      m_colours(m_writes && qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb")
{
}

void Terminal::say(const QString &text)
{
    put(stdout, text + u'\n');
}

void Terminal::warn(const QString &text)
{
    put(stderr, text + u'\n');
}

void Terminal::loud(const QString &text)
{
    say(m_colours ? QStringLiteral("\x1b[1m") + text + QStringLiteral("\x1b[0m") : text);
}

bool Terminal::isMoreWanted()
{
    const auto answer = ask(QStringLiteral("-- Return for more, q to stop -- "));
    return answer && !answer->startsWith(u'q');
}

void Terminal::table(const QStringList &heads, const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QString &head : heads)
        widths.append(head.size());
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], row.value(i).size());
    }
    const auto line = [&](const QStringList &cells) {
        QString text;
        for (qsizetype i = 0; i < widths.size(); ++i)
            text += i + 1 < widths.size() ? cells.value(i).leftJustified(widths[i] + 2) : cells.value(i);
        return text;
    };
    loud(line(heads));
    const int page = screenRows() - 2;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (isInteractive() && i > 0 && i % page == 0 && !isMoreWanted())
            return;
        say(line(rows[i]));
    }
}

std::optional<QString> Terminal::readLine()
{
    QByteArray line;
    char byte = 0;
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
        if (got <= 0)
            return line.isEmpty() ? std::nullopt : std::optional(QString::fromUtf8(line));
        if (byte == '\n')
            return QString::fromUtf8(line);
        if (line.size() < lineBytesMax && byte != '\r')
            line.append(byte);
    }
}

std::optional<QString> Terminal::ask(const QString &question)
{
    if (m_reads)
        put(m_writes ? stdout : stderr, question);
    return readLine();
}

std::optional<QString> Terminal::askSecret(const QString &question)
{
    if (!m_reads)
        return readLine();
    std::optional<QString> typed;
    {
        // First quiet, then asked: what is typed at once is not shown either.
        const Quiet quiet;
        put(stderr, question);
        typed = readLine();
    }
    put(stderr, QStringLiteral("\n"));
    return typed;
}

} // namespace icmp::console
