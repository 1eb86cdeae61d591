#include "studio/live/monitor.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"
#include "studio/widgets/theme.h"

#include <QPainter>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int headLine = 36;
constexpr int inset = 4;
constexpr int hatchStep = 12;

} // namespace

Monitor::Monitor(Role role, QWidget *parent) : QWidget(parent), m_role(role)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(role == Role::Preview ? tr("Preview") : tr("Program"));
}

void Monitor::setCardPaint(CardPaint paint)
{
    m_paint = std::move(paint);
    update();
}

void Monitor::show(const QList<ClipId> &clips, const QString &title, CueState state, const QString &word)
{
    m_clips = clips;
    m_title = title;
    m_state = state;
    m_word = word;
    setAccessibleDescription(title.isEmpty() ? tr("empty") : QStringLiteral("%1, %2").arg(word, title));
    update();
}

void Monitor::setCleared(const QString &when)
{
    if (m_cleared == when)
        return;
    m_cleared = when;
    update();
}

int Monitor::headHeight() const
{
    return std::max(headLine, fontMetrics().height() + 14);
}

QSize Monitor::sizeHint() const
{
    return {420, headHeight() + 232 + inset};
}

QSize Monitor::minimumSizeHint() const
{
    return {160, headHeight() + 92};
}

QRect Monitor::pictureRect() const
{
    const QRect room = rect().adjusted(inset, headHeight(), -inset, -inset);
    QSize size(16, 9);
    size.scale(room.size() - QSize(6, 6), Qt::KeepAspectRatio);
    QRect picture({0, 0}, size);
    picture.moveCenter(room.center());
    return picture;
}

void Monitor::paintHead(QPainter &painter) const
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    const int height = headHeight();
    int x = 12;
    widgets::paintIcon(painter, QRectF(x, (height - 16) / 2.0, 16, 16),
                       m_role == Role::Preview ? QStringLiteral("monitor") : QStringLiteral("live"),
                       t[Token::Text2]);
    x += 24;
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal, QFont::DemiBold));
    painter.setPen(t[Token::Text]);
    const QString name = accessibleName();
    painter.drawText(QRect(x, 0, width(), height), Qt::AlignVCenter, name);
    x += painter.fontMetrics().horizontalAdvance(name) + 12;
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Small));
    if (!m_title.isEmpty()) {
        const CueLook look = lookOf(m_state);
        const int wide = painter.fontMetrics().horizontalAdvance(m_word) + 30;
        const QRectF chip(x + 0.5, (height - 20) / 2.0 + 0.5, wide, 19);
        painter.setPen(QPen(t[look.color], 1, look.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(look.filled ? QBrush(t[look.color]) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(chip, 4, 4);
        const QColor ink = look.filled ? t[Token::OnLive] : t[look.color];
        widgets::paintIcon(painter, QRectF(chip.left() + 6, (height - 12) / 2.0, 12, 12), look.icon, ink);
        painter.setPen(ink);
        painter.drawText(chip.adjusted(22, 0, -4, 0), Qt::AlignVCenter, m_word);
        x += wide + 12;
    }
    const QRect rest(x, 0, width() - x - 12, height);
    painter.setPen(t[m_title.isEmpty() ? Token::Text2 : Token::Text]);
    const QString said = !m_title.isEmpty()        ? m_title
                         : m_role == Role::Preview ? tr("nothing cued: Space or double click in the rundown")
                                                   : tr("nothing on air");
    painter.drawText(rest, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(said, Qt::ElideRight, rest.width()));
}

void Monitor::paintPicture(QPainter &painter, const QRect &picture) const
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    painter.fillRect(picture, Qt::black);
    painter.save();
    painter.setClipRect(picture);
    if (m_paint && m_cleared.isEmpty()) {
        m_paint(painter, picture, {});
        for (const ClipId clip : m_clips)
            m_paint(painter, picture, clip);
    }
    painter.restore();
    QColor edge = m_role == Role::Preview ? t[Token::Accent] : t[Token::Live];
    if (m_clips.isEmpty())
        edge = t[Token::LineStrong];
    if (m_role == Role::Program && !m_cleared.isEmpty()) {
        painter.save();
        painter.setClipRect(picture);
        painter.fillRect(picture, t[Token::Surface2]);
        painter.setPen(QPen(t[Token::LineStrong], 3));
        for (int x = picture.left() - picture.height(); x < picture.right(); x += hatchStep)
            painter.drawLine(x, picture.bottom(), x + picture.height(), picture.top());
        painter.restore();
        painter.setPen(t[Token::Text]);
        painter.setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
        const QString said = tr("cleared %1").arg(m_cleared);
        QRect plate(0, 0, painter.fontMetrics().horizontalAdvance(said) + 32,
                    painter.fontMetrics().height() + 16);
        plate.moveCenter(picture.center());
        painter.setBrush(t[Token::Surface1]);
        painter.drawRoundedRect(plate, 6, 6);
        painter.drawText(plate, Qt::AlignCenter, said);
        edge = t[Token::LineStrong];
    }
    const int wide = m_role == Role::Program ? 3 : 1;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(edge, wide, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawRect(picture.adjusted(-wide, -wide, wide - 1, wide - 1));
}

void Monitor::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    widgets::fillRounded(painter, rect(), widgets::tokensOf(*this)[Token::Surface1]);
    paintHead(painter);
    paintPicture(painter, pictureRect());
}

} // namespace icmp::live
