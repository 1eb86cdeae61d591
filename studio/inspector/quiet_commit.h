// When a text is finished: its field was left, Enter was pressed, or nothing was typed for two seconds.
#pragma once

#include <QObject>
#include <QTimer>

class QWidget;

namespace icmp::inspector {

inline constexpr int quietMs = 2'000; // long enough to think, short enough that a crash loses little

class QuietCommit : public QObject {
    Q_OBJECT

public:
    // Watches the focus of `field`; owned by it.
    explicit QuietCommit(QWidget *field);

    // The person changed the text.
    void touch();
    // Tells finished() now if something was touched.
    void flush();
    void forget();
    bool isPending() const { return m_timer.isActive(); }

Q_SIGNALS:
    void finished();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTimer m_timer;
};

} // namespace icmp::inspector
