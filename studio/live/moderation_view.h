// Text answers that wait for somebody's word: one list, oldest first, and a verdict on the chosen one. The
// chosen answer never moves while others arrive.
#pragma once

#include "studio/remote/event_mirror.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace icmp::live {

class ModerationView : public QWidget {
    Q_OBJECT
public:
    explicit ModerationView(QWidget *parent = nullptr);

    // What waits for `iid`, whose title heads the list; an empty iid: the chosen element has no texts.
    void show(const QString &iid, const QString &title, const QList<remote::HeldAnswer> &answers);

Q_SIGNALS:
    void judged(const QString &iid, const QString &answer, bool approves);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void judge(bool approves);
    void refreshButtons();

    QString m_iid;
    QLabel *m_count = nullptr;
    QLabel *m_empty = nullptr;
    QListWidget *m_list = nullptr;
    QPushButton *m_approve = nullptr;
    QPushButton *m_refuse = nullptr;
};

} // namespace icmp::live
