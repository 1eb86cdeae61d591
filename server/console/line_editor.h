// Lines typed with editing, completion and history, by GNU Readline.
#pragma once

#include <QStringList>
#include <functional>
#include <optional>

namespace icmp::console {

inline constexpr int historyLinesMax = 1'000;

class LineEditor {
public:
    // What may stand in place of the last of these words; the first line of `complete` is the word itself.
    using Complete = std::function<QStringList(const QStringList &words)>;

    // One at a time in a program: Readline keeps its state in the process. The history is kept in the file.
    LineEditor(QString historyFile, Complete complete);
    ~LineEditor();
    LineEditor(const LineEditor &) = delete;
    LineEditor &operator=(const LineEditor &) = delete;

    // Nothing at the end of the input.
    std::optional<QString> read(const QString &prompt);

private:
    QString m_historyFile;
};

} // namespace icmp::console
