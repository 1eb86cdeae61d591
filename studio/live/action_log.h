// What was pressed and what became of it, newest first; the server keeps the audited log, this is the desk's
// own view of it.
#pragma once

#include "studio/live/model/cue_state.h"

#include <QWidget>

namespace icmp::live {

struct LogLine {
    QString time;   // "20:14:36"
    QString what;   // "Take, Which path do we follow?"
    CueLook look;   // of the result
    QString result; // "38 ms", "sending", the reason of a refusal
};

class ActionLog : public QWidget {
    Q_OBJECT
public:
    explicit ActionLog(QWidget *parent = nullptr);

    void show(const QList<LogLine> &lines);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int rowHeight() const;

    QList<LogLine> m_lines;
};

// The look and words of a command's outcome.
LogLine logLineOf(const remote::Command &command, const QString &time, const QString &title);

} // namespace icmp::live
