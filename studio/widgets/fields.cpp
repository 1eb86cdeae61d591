#include "studio/widgets/fields.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QAction>
#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QStyle>

namespace icmp::widgets {

namespace {

constexpr int paddingPx = 8;
constexpr int gapPx = 4;
constexpr int coarseSteps = 10;
constexpr qint64 millionthsPerPercent = 10'000;

} // namespace

ValueField::ValueField(const QString &name, QWidget *parent) : QLineEdit(parent)
{
    setAccessibleName(name);
    setLayoutDirection(Qt::LeftToRight); // numbers and timecodes are not mirrored
    setFont(monoFont(font()));
    connect(this, &QLineEdit::editingFinished, this, [this] {
        if (isModified())
            commit();
    });
}

void ValueField::setPrefix(const QString &prefix)
{
    m_prefix = prefix;
    layOut();
}

void ValueField::setUnit(const QString &unit)
{
    m_unit = unit;
    layOut();
}

void ValueField::setRefusal(const QString &reason)
{
    if (reason == m_refusal)
        return;
    m_refusal = reason;
    setProperty("refused", !reason.isEmpty());
    setToolTip(reason);
    setAccessibleDescription(reason);
    style()->unpolish(this);
    style()->polish(this);
    if (!reason.isEmpty())
        Q_EMIT refused(reason);
}

void ValueField::layOut()
{
    const QFontMetrics metrics(textFont(font(), TextSize::Normal));
    setTextMargins(m_prefix.isEmpty() ? 0 : metrics.horizontalAdvance(m_prefix) + gapPx, 0,
                   m_unit.isEmpty() ? 0 : metrics.horizontalAdvance(m_unit) + gapPx, 0);
    setAlignment(m_unit.isEmpty() ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    updateGeometry();
}

QSize ValueField::sizeHint() const
{
    const QMargins inside = textMargins();
    // QLineEdit keeps 2 px on either side of its text and one for the cursor.
    return {fontMetrics().horizontalAdvance(widest()) + inside.left() + inside.right() + 2 * paddingPx + 6,
            controlHeight(font())};
}

QSize ValueField::minimumSizeHint() const
{
    return sizeHint();
}

void ValueField::keyPressEvent(QKeyEvent *event)
{
    const int steps = event->modifiers() & Qt::ShiftModifier ? coarseSteps : 1;
    switch (event->key()) {
    case Qt::Key_Up:
        step(steps);
        return;
    case Qt::Key_Down:
        step(-steps);
        return;
    case Qt::Key_Escape:
        if (isModified() || isRefused()) {
            setRefusal({});
            restore();
            return;
        }
        break;
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

void ValueField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_prefix.isEmpty() && m_unit.isEmpty())
        return;
    QPainter painter(this);
    QFont beside = textFont(font(), TextSize::Normal);
    beside.setFamilies(QFont(parentWidget() ? parentWidget()->font() : QFont()).families());
    painter.setFont(beside);
    painter.setPen(tokensOf(*this)[Token::Text2]);
    const QRect inner = rect().adjusted(paddingPx, 0, -paddingPx, 0);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, m_prefix);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, m_unit);
}

void ValueField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOut();
}

TimecodeField::TimecodeField(const QString &name, QWidget *parent) : ValueField(name, parent)
{
    restore();
}

void TimecodeField::setTime(MediaTime time)
{
    m_time = time;
    setRefusal({});
    restore();
}

void TimecodeField::setRate(const FrameRate &rate)
{
    m_rate = rate;
    restore();
}

void TimecodeField::setBounds(const MediaRange &closed)
{
    m_bounds = closed;
}

void TimecodeField::commit()
{
    if (const auto time = parseTimecode(text(), m_rate, m_time))
        offer(*time);
    else
        setRefusal(tr("Not a time. Write 00:00:12:00, 12.5, +12f or -1.5s."));
}

void TimecodeField::offer(MediaTime time)
{
    if (time < m_bounds.start || time > m_bounds.end) {
        setRefusal(tr("The time must be between %1 and %2.")
                       .arg(formatTimecode(m_bounds.start, m_rate), formatTimecode(m_bounds.end, m_rate)));
        return;
    }
    const bool differs = time != m_time;
    setTime(time);
    if (differs)
        Q_EMIT timeEdited(time);
}

void TimecodeField::restore()
{
    setText(formatTimecode(m_time, m_rate));
    setModified(false);
}

void TimecodeField::step(int steps)
{
    const MediaTime next = m_rate.timeOfFrame(m_rate.frameAt(m_time) + steps);
    offer(std::clamp(next, m_bounds.start, m_bounds.end));
}

QString TimecodeField::widest() const
{
    return QStringLiteral("00:00:00:00");
}

PercentField::PercentField(const QString &name, QWidget *parent) : ValueField(name, parent)
{
    setUnit(QStringLiteral("%"));
    restore();
}

void PercentField::setMillionths(qint64 value)
{
    m_value = value;
    setRefusal({});
    restore();
}

void PercentField::setBounds(qint64 least, qint64 most)
{
    m_least = least;
    m_most = most;
}

void PercentField::setDecimals(int decimals)
{
    m_decimals = std::clamp(decimals, 0, 4);
    restore();
}

QString PercentField::format(qint64 value) const
{
    const qint64 size = qAbs(value);
    QString out = QString::number(size / millionthsPerPercent);
    if (m_decimals > 0)
        out +=
            u'.' +
            QStringLiteral("%1").arg(size % millionthsPerPercent, 4, 10, QLatin1Char('0')).left(m_decimals);
    return value < 0 ? u'-' + out : out;
}

// Both decimal signs are read; digits are counted as text so that no floating point comes between.
void PercentField::commit()
{
    static const QRegularExpression number(
        QStringLiteral(R"(\A\s*(-?)([0-9]{1,6})(?:[.,]([0-9]{1,4}))?\s*%?\s*\z)"));
    const auto m = number.match(text());
    if (!m.hasMatch()) {
        setRefusal(tr("Not a number."));
        return;
    }
    const qint64 size =
        m.captured(2).toLongLong() * millionthsPerPercent + m.captured(3).leftJustified(4, u'0').toLongLong();
    offer(m.captured(1).isEmpty() ? size : -size);
}

void PercentField::offer(qint64 value)
{
    if (value < m_least || value > m_most) {
        setRefusal(tr("The value must be between %1 and %2 %.").arg(format(m_least), format(m_most)));
        return;
    }
    const bool differs = value != m_value;
    setMillionths(value);
    if (differs)
        Q_EMIT millionthsEdited(value);
}

void PercentField::restore()
{
    setText(format(m_value));
    setModified(false);
}

void PercentField::step(int steps)
{
    offer(std::clamp(m_value + steps * millionthsPerPercent, m_least, m_most));
}

QString PercentField::widest() const
{
    return format(m_most);
}

SearchField::SearchField(const QString &prompt, QWidget *parent) : QLineEdit(parent)
{
    setPlaceholderText(prompt);
    setAccessibleName(prompt);
    addAction(icon(QStringLiteral("search")), LeadingPosition);
    QAction *empty = addAction(icon(QStringLiteral("close")), TrailingPosition);
    empty->setText(tr("Clear"));
    empty->setVisible(false);
    connect(empty, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, empty,
            [empty](const QString &text) { empty->setVisible(!text.isEmpty()); });
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace icmp::widgets
