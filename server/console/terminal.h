// What the console says and hears: tables, pages and colour on a terminal, plain lines elsewhere.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace icmp::console {

class Terminal {
public:
    // Looks at standard input and output; NO_COLOR is heard.
    Terminal();

    bool isInteractive() const { return m_reads && m_writes; }

    void say(const QString &text);  // a line
    void warn(const QString &text); // a line on standard error
    void loud(const QString &text); // a line in bold where there is colour
    // Columns as wide as their widest cell. More than a screen is told page by page.
    void table(const QStringList &heads, const QList<QStringList> &rows);
    // The line typed, without its end; nothing at the end of the input.
    std::optional<QString> ask(const QString &question);
    // The same without showing what is typed.
    std::optional<QString> askSecret(const QString &question);

private:
    bool isMoreWanted();
    std::optional<QString> readLine();

    bool m_reads = false;  // standard input is a terminal
    bool m_writes = false; // standard output is
    bool m_colours = false;
};

} // namespace icmp::console
