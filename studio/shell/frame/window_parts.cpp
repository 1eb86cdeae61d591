#include "studio/shell/frame/window_parts.h"

#include "studio/widgets/tokens.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QUrl>
#include <QVBoxLayout>

namespace icmp::shell {

namespace {

constexpr int radius = 8;

class Corners : public QWidget {
public:
    explicit Corners(QWidget *parent) : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        // Only the corners are this widget's business; most repaints touch none of them.
        const QRect inner = rect().adjusted(radius, radius, -radius, -radius);
        const QRect touched = event->rect();
        const bool none = (touched.left() >= inner.left() && touched.right() <= inner.right()) ||
                          (touched.top() >= inner.top() && touched.bottom() <= inner.bottom());
        if (none)
            return;
        QPainterPath outside;
        outside.addRect(rect());
        QPainterPath round;
        round.addRoundedRect(rect(), radius, radius);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(outside.subtracted(round), widgets::tokensOf(*this)[widgets::Token::Surface0]);
    }
};

} // namespace

DockFrame::DockFrame(QWidget *content, QWidget *parent) : QWidget(parent), m_content(content)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(content);
    m_corners = new Corners(this);
}

void DockFrame::resizeEvent(QResizeEvent *)
{
    m_corners->setGeometry(rect());
    m_corners->raise();
}

void DockFrame::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), widgets::tokensOf(*this)[widgets::Token::Surface1]);
}

QStringList localFiles(const QMimeData &mime)
{
    QStringList paths;
    for (const QUrl &url : mime.urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

bool keepsKey(const QWidget &focus, const QKeyEvent &event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::MetaModifier))
        return false;
    const int key = event.key();
    const bool arrow = key >= Qt::Key_Left && key <= Qt::Key_Down;
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    const bool ends = key == Qt::Key_Home || key == Qt::Key_End;
    const bool letter = !event.text().isEmpty() && event.text().at(0).isPrint();
    if (qobject_cast<const QLineEdit *>(&focus) || qobject_cast<const QPlainTextEdit *>(&focus) ||
        qobject_cast<const QAbstractSpinBox *>(&focus))
        return !(event.modifiers() & Qt::AltModifier) &&
               (arrow || enter || ends || letter || key == Qt::Key_Delete);
    if (event.modifiers() & Qt::AltModifier)
        return false;
    if (qobject_cast<const QAbstractItemView *>(&focus))
        return arrow || enter || ends || key == Qt::Key_Delete;
    if (qobject_cast<const QComboBox *>(&focus) || qobject_cast<const QAbstractSlider *>(&focus))
        return arrow || ends || key == Qt::Key_Space;
    if (qobject_cast<const QTabBar *>(&focus))
        return key == Qt::Key_Left || key == Qt::Key_Right || ends;
    if (qobject_cast<const QAbstractButton *>(&focus))
        return key == Qt::Key_Space || enter || arrow;
    return false;
}

} // namespace icmp::shell
