// A word to everybody at once: text, how serious it is, and one press.
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace icmp::widgets {
class SegmentedControl;
}

namespace icmp::live {

inline constexpr int noticeLengthMax = 300; // core/protocol: announce

class NoticeBar : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);

    // Why nothing can be sent, or empty.
    void setObstacle(const QString &why);
    void clearText();
    void focusText();

Q_SIGNALS:
    // severity 0 information, 1 notice, 2 warning
    void announced(const QString &text, int severity);

private:
    void send();
    void refresh();

    QLineEdit *m_text = nullptr;
    widgets::SegmentedControl *m_severity = nullptr;
    QPushButton *m_send = nullptr;
    QString m_why;
};

} // namespace icmp::live
