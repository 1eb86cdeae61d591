#include "studio/live/desk_button.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QKeySequence>
#include <QPainter>
#include <QPainterPath>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr qreal radius = 8;
constexpr int stripe = 10; // Panic's hatching

int widthOf(Action action)
{
    switch (action) {
    case Action::Take:
        return 172;
    case Action::CueNext:
        return 152;
    case Action::Hold:
        return 108;
    case Action::Close:
    case Action::Reveal:
        return 116;
    case Action::Panic:
        return 152;
    default:
        return 104;
    }
}

QString keyText(Action action)
{
    return QKeySequence(QLatin1String(rowOf(action).key), QKeySequence::PortableText)
        .toString(QKeySequence::NativeText);
}

} // namespace

struct DeskButton::Colors {
    QColor ground, edge, name, note;
    bool dashed = false;
};

DeskButton::DeskButton(Action action, Size size, QWidget *parent)
    : QAbstractButton(parent), m_action(action), m_size(size)
{
    setObjectName(QLatin1String(rowOf(action).id));
    setText(labelOf(action));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(m_size == Size::Row && action != Action::Panic ? QSizePolicy::Expanding
                                                                 : QSizePolicy::Preferred,
                  QSizePolicy::Fixed);
    show({});
}

void DeskButton::show(const ActionState &state)
{
    m_state = state;
    setEnabled(state.enabled);
    setAccessibleName(tr("%1, %2").arg(text(), state.note));
    setToolTip(QStringLiteral("%1 (%2): %3").arg(text(), keyText(m_action), state.note));
    update();
}

void DeskButton::setLarge(bool large)
{
    m_large = large;
    updateGeometry();
    update();
}

QFont DeskButton::nameFont() const
{
    const auto size = m_size == Size::Small ? widgets::TextSize::Normal
                      : m_large             ? widgets::TextSize::Extra
                                            : widgets::TextSize::Large;
    return widgets::textFont(font(), size, QFont::DemiBold);
}

QFont DeskButton::noteFont() const
{
    return widgets::textFont(font(), m_large ? widgets::TextSize::Normal : widgets::TextSize::Small);
}

QSize DeskButton::sizeHint() const
{
    const int lines = QFontMetrics(nameFont()).height() + QFontMetrics(noteFont()).height();
    const int least = m_size == Size::Small ? 48 : m_large ? 108 : 68;
    return {widgets::scaled(font(), m_size == Size::Small ? 104 : widthOf(m_action)),
            std::max(least, lines + (m_size == Size::Small ? 14 : 30))};
}

QSize DeskButton::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), widgets::scaled(font(), 84)), sizeHint().height()};
}

DeskButton::Colors DeskButton::colors() const
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    const bool lit = underMouse() && isEnabled();
    Colors c{t[lit ? Token::Surface3 : Token::Surface2], t[Token::LineStrong], t[Token::Text],
             t[Token::Text2]};
    if (m_action == Action::Panic) {
        c.edge = isEnabled() ? t[Token::Bad] : t[Token::Line];
        c.name = isEnabled() ? t[Token::Bad] : t[Token::Text2];
        return c;
    }
    if (m_state.state == CueState::Sending || m_state.state == CueState::Unknown) {
        c.edge = t[lookOf(m_state.state).color];
        c.note = c.edge;
        c.dashed = true;
    } else if (!isEnabled()) {
        c = {t[Token::Surface1], t[Token::Line], t[Token::Text2], t[Token::Text2]};
    } else if (m_action == Action::Take) {
        c = {t[Token::Accent], t[Token::Accent], t[Token::OnAccent], t[Token::OnAccent]};
        if (lit)
            c.ground = widgets::mix(t[Token::Accent], t[Token::Text], 90);
    } else if (m_state.state != CueState::Idle) {
        const CueLook look = lookOf(m_state.state);
        c.edge = look.color == Token::Text2 ? t[Token::LineStrong] : t[look.color];
    }
    return c;
}

void DeskButton::paintGround(QPainter &painter, const Colors &colors) const
{
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(colors.edge, 1, colors.dashed ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(colors.ground);
    painter.drawRoundedRect(frame, radius, radius);
    if (m_action == Action::Panic && isEnabled()) {
        QPainterPath inside;
        inside.addRoundedRect(frame.adjusted(1, 1, -1, -1), radius - 1, radius - 1);
        painter.save();
        painter.setClipPath(inside);
        painter.setPen(QPen(widgets::withAlpha(colors.edge, isDown() ? 48 : 20), stripe / 2.0));
        for (int x = -height(); x < width(); x += stripe * 2)
            painter.drawLine(QPointF(x, height()), QPointF(x + height(), 0));
        painter.restore();
    } else if (isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, 40));
        painter.drawRoundedRect(frame, radius, radius);
    }
    // What acts on an element on air carries the bar of the air below.
    if (isEnabled() && m_action == Action::Close && m_state.state == CueState::OnAir) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.edge);
        painter.drawRoundedRect(QRectF(frame.left() + 1, frame.bottom() - 3, frame.width() - 2, 3), 1.5, 1.5);
    }
}

// Where there is no room for both, the word stays and the icon goes.
void DeskButton::paintName(QPainter &painter, const QRect &place, const QColor &ink) const
{
    const QFontMetrics name(nameFont());
    const int icon = std::min(name.height(), m_size == Size::Small ? 16 : m_large ? 28 : 20);
    QRect words = place;
    // Fractions of a pixel are rounded away, and a word that just fits would be elided.
    if (icon + 10 + name.horizontalAdvance(text()) <= place.width()) {
        widgets::paintIcon(painter,
                           QRectF(place.left(), place.top() + (place.height() - icon) / 2.0, icon, icon),
                           QLatin1String(rowOf(m_action).icon), ink);
        words.setLeft(place.left() + icon + 8);
    }
    painter.setFont(nameFont());
    painter.setPen(ink);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     name.elidedText(text(), Qt::ElideRight, words.width()));
}

// Key, state and word; the key goes first where there is no room for all (the tooltip and the menu have it).
void DeskButton::paintNote(QPainter &painter, QRect place, const QColor &ink) const
{
    const QFontMetrics note(noteFont());
    const QFont mono = widgets::monoFont(font(), widgets::TextSize::Small);
    const int sign = m_action == Action::Panic ? 0 : 14;
    const int key = QFontMetrics(mono).horizontalAdvance(keyText(m_action)) + 10;
    // What Take would put on air is a title of any length.
    const int words =
        m_action == Action::Take ? note.averageCharWidth() * 8 : note.horizontalAdvance(m_state.note);
    painter.setPen(ink);
    if (m_size == Size::Row && key + sign + words <= place.width()) {
        painter.setFont(mono);
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, keyText(m_action));
        place.setLeft(place.left() + key);
    }
    if (sign > 0) {
        const CueLook look = lookOf(m_state.state);
        const QColor color = widgets::tokensOf(*this)[look.color];
        widgets::paintIcon(painter, QRectF(place.left(), place.top() + (place.height() - 10) / 2.0, 10, 10),
                           look.icon, m_action == Action::Take && isEnabled() ? ink : color);
        place.setLeft(place.left() + sign);
    }
    painter.setFont(noteFont());
    painter.setPen(ink);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     note.elidedText(m_state.note, Qt::ElideRight, place.width()));
}

void DeskButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const widgets::Tokens &t = widgets::tokensOf(*this);
    const Colors c = colors();
    paintGround(painter, c);
    const QFontMetrics name(nameFont()), note(noteFont());
    const int lead = m_size == Size::Small ? 2 : 8;
    const int top = (height() - name.height() - note.height() - lead) / 2;
    const int inset = m_size == Size::Small || width() < widgets::scaled(font(), 104) ? 10 : 14;
    paintName(painter, QRect(inset, top, width() - inset - 6, name.height()), c.name);
    paintNote(painter, QRect(inset, top + name.height() + lead, width() - inset - 6, note.height()), c.note);
    if (hasFocus())
        widgets::paintFocusRing(painter, rect(), t, radius);
}

} // namespace icmp::live
