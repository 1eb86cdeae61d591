// What the studio tells without asking: chips for states, toasts for what just happened, rows for running
// jobs and panels for places that are still empty.
#pragma once

#include "studio/widgets/tokens.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace icmp::widgets {

// An icon in a colour with a short text: "All changes kept", "Connected", "Offline, 3 queued".
class StatusChip : public QWidget {
    Q_OBJECT
public:
    explicit StatusChip(QWidget *parent = nullptr);

    // Also the accessible name; assistive technology hears of each change.
    void setState(const QString &iconName, Token color, const QString &text);
    QString text() const { return m_text; }
    // 11 px text and a 12 px icon, for the status line.
    void setSmall(bool small);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
    QString m_text;
    Token m_color = Token::Text2;
    bool m_small = false;
};

// A message over the lower edge of `host` that leaves by itself; the pointer on it holds it.
class Toast : public QWidget {
    Q_OBJECT
public:
    explicit Toast(QWidget *host);

    // `actionText` may be empty; pressing it emits actionPressed() and hides the toast.
    void tell(const QString &iconName, Token color, const QString &text, const QString &actionText = {});

Q_SIGNALS:
    void actionPressed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    StatusChip *m_chip;
    QPushButton *m_action;
    QTimer *m_timer;
};

// One running job: label, bar, per cent and a button that cancels.
class ProgressRow : public QWidget {
    Q_OBJECT
public:
    explicit ProgressRow(const QString &label, QWidget *parent = nullptr);

    void setLabel(const QString &label);
    // 0–1000; −1 when the end is not known.
    void setPerMille(int done);

Q_SIGNALS:
    void cancelled();

private:
    QLabel *m_label;
    QProgressBar *m_bar;
    QLabel *m_percent;
};

// Icon, title, one sentence and at most one button, in the middle of a place with nothing in it yet.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString &iconName, const QString &title, const QString &sentence,
               QWidget *parent = nullptr);

    void setAction(const QString &text);

Q_SIGNALS:
    void actionPressed();

private:
    QPushButton *m_action;
};

} // namespace icmp::widgets
