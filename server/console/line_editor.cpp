#include "server/console/line_editor.h"

#include <QFile>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <readline/history.h>
#include <readline/readline.h>

namespace icmp::console {

namespace {

// Readline calls plain functions: who answers them, and what is being gone through.
LineEditor::Complete *current = nullptr;
QStringList found;
qsizetype next = 0;

char *nextFound(const char *, int state)
{
    if (state == 0)
        next = 0;
    return next < found.size() ? ::strdup(found[next++].toUtf8().constData()) : nullptr;
}

char **completions(const char *text, int, int end)
{
    rl_attempted_completion_over = 1; // never names of files
    QStringList words =
        QString::fromUtf8(QByteArray(rl_line_buffer).left(end)).split(u' ', Qt::SkipEmptyParts);
    const QString begun = QString::fromUtf8(text);
    if (begun.isEmpty())
        words.append(QString());
    found.clear();
    for (const QString &word : current ? (*current)(words) : QStringList()) {
        if (word.startsWith(begun))
            found.append(word);
    }
    return rl_completion_matches(text, nextFound);
}

} // namespace

LineEditor::LineEditor(QString historyFile, Complete complete) : m_historyFile(std::move(historyFile))
{
    current = new Complete(std::move(complete));
    rl_readline_name = "icmp-server";
    rl_attempted_completion_function = completions;
    rl_completer_word_break_characters = const_cast<char *>(" ");
    ::using_history();
    ::stifle_history(historyLinesMax);
    ::read_history(QFile::encodeName(m_historyFile).constData());
}

LineEditor::~LineEditor()
{
    ::write_history(QFile::encodeName(m_historyFile).constData());
    QFile::setPermissions(m_historyFile, QFile::ReadOwner | QFile::WriteOwner);
    rl_attempted_completion_function = nullptr;
    delete current;
    current = nullptr;
}

std::optional<QString> LineEditor::read(const QString &prompt)
{
    char *line = ::readline(prompt.toUtf8().constData());
    if (!line)
        return std::nullopt;
    const QString text = QString::fromUtf8(line).trimmed();
    if (!text.isEmpty())
        ::add_history(line);
    std::free(line);
    return text;
}

} // namespace icmp::console
