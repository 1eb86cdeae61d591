#include "studio/inspector/quiet_commit.h"

#include <QEvent>
#include <QWidget>

namespace icmp::inspector {

QuietCommit::QuietCommit(QWidget *field) : QObject(field)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(quietMs);
    connect(&m_timer, &QTimer::timeout, this, &QuietCommit::finished);
    field->installEventFilter(this);
}

void QuietCommit::touch()
{
    m_timer.start();
}
void QuietCommit::forget()
{
    m_timer.stop();
}

void QuietCommit::flush()
{
    if (!m_timer.isActive())
        return;
    m_timer.stop();
    Q_EMIT finished();
}

bool QuietCommit::eventFilter(QObject *watched, QEvent *event)
{
    // A context menu or another window takes the focus for a moment; the text is finished then too.
    if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide)
        flush();
    return QObject::eventFilter(watched, event);
}

} // namespace icmp::inspector
