// The line at the bottom: seq, what is kept, problems, running jobs, the server's latency.
#pragma once

#include "studio/widgets/tokens.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace icmp::widgets {
class DigitLabel;
class IconButton;
class ProgressRow;
class StatusChip;
} // namespace icmp::widgets

namespace icmp::shell {

class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setSeq(qint64 seq);
    void setKept(const QString &iconName, widgets::Token color, const QString &text);
    void setProblems(int errors, int warnings, int notes);
    // An empty label hides the job.
    void setJob(const QString &label, int percent);
    // Below 0: not known.
    void setLatency(qint64 ms);
    // Words of the action under the pointer, or nothing.
    void setHint(const QString &text);
    // A mark while the automation port is open.
    void setAutomation(const QString &address);

Q_SIGNALS:
    void problemsActivated();
    void jobCancelled();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    widgets::DigitLabel *m_seq;
    widgets::StatusChip *m_kept;
    QToolButton *m_problems;
    QLabel *m_hint;
    widgets::StatusChip *m_automation;
    widgets::ProgressRow *m_job;
    QWidget *m_jobRule;
    widgets::DigitLabel *m_latency;
    QLabel *m_server;
};

} // namespace icmp::shell
