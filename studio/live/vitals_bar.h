// The bar over the Live workspace: whether the show is on air, its clock, viewers, how fast the server
// answers and the line to it.
#pragma once

#include "studio/remote/desk.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace icmp::widgets {
class DigitLabel;
class StatusChip;
} // namespace icmp::widgets

namespace icmp::live {

class AirTile;
class Sparkline;

class VitalsBar : public QWidget {
    Q_OBJECT
public:
    // Both outlive the bar.
    VitalsBar(remote::Desk &desk, remote::ServerLink &link, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void startOrEndPressed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *addCell(const QString &label, QWidget *value, QWidget *note);
    QString noticeText() const;
    void showAnswers();
    void showViewers();

    remote::Desk &m_desk;
    remote::ServerLink &m_link;
    AirTile *m_air = nullptr;
    widgets::DigitLabel *m_clock = nullptr;
    QLabel *m_clockNote = nullptr;
    widgets::DigitLabel *m_viewers = nullptr;
    QLabel *m_viewersNote = nullptr;
    Sparkline *m_curve = nullptr;
    widgets::DigitLabel *m_answers = nullptr;
    QLabel *m_answersNote = nullptr;
    widgets::StatusChip *m_connection = nullptr;
    QLabel *m_notice = nullptr;
    QPushButton *m_show = nullptr;
    QList<QWidget *> m_rules; // where a line is drawn to the left of a cell
    qint64 m_peak = 0;
    qint64 m_sampledAtMs = 0;
};

} // namespace icmp::live
