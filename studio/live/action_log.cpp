#include "studio/live/action_log.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

namespace icmp::live {

using remote::CommandState;
using widgets::Token;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ActionLog", text);
}

QString nameOf(const QString &command)
{
    static const QHash<QString, const char *> names{
        {QStringLiteral("open"), QT_TRANSLATE_NOOP("ActionLog", "Take")},
        {QStringLiteral("close"), QT_TRANSLATE_NOOP("ActionLog", "Close")},
        {QStringLiteral("reveal"), QT_TRANSLATE_NOOP("ActionLog", "Reveal")},
        {QStringLiteral("resolve"), QT_TRANSLATE_NOOP("ActionLog", "Resolve")},
        {QStringLiteral("cancel"), QT_TRANSLATE_NOOP("ActionLog", "Cancel")},
        {QStringLiteral("reset"), QT_TRANSLATE_NOOP("ActionLog", "Reset")},
        {QStringLiteral("hold"), QT_TRANSLATE_NOOP("ActionLog", "Hold")},
        {QStringLiteral("lock"), QT_TRANSLATE_NOOP("ActionLog", "Lock")},
        {QStringLiteral("refund"), QT_TRANSLATE_NOOP("ActionLog", "Refund")},
        {QStringLiteral("undo-take"), QT_TRANSLATE_NOOP("ActionLog", "Undo take")},
        {QStringLiteral("panic"), QT_TRANSLATE_NOOP("ActionLog", "Panic")},
        {QStringLiteral("stock"), QT_TRANSLATE_NOOP("ActionLog", "Set stock")},
        {QStringLiteral("announce"), QT_TRANSLATE_NOOP("ActionLog", "Announce")},
        {QStringLiteral("moderate"), QT_TRANSLATE_NOOP("ActionLog", "Moderate")},
        {QStringLiteral("start"), QT_TRANSLATE_NOOP("ActionLog", "Go live")},
        {QStringLiteral("end"), QT_TRANSLATE_NOOP("ActionLog", "End the show")}};
    const char *name = names.value(command);
    return name ? tr(name) : command;
}

} // namespace

LogLine logLineOf(const remote::Command &command, const QString &time, const QString &title)
{
    LogLine line;
    line.time = time;
    line.what =
        title.isEmpty() ? nameOf(command.name) : QStringLiteral("%1, %2").arg(nameOf(command.name), title);
    switch (command.state) {
    case CommandState::Queued:
    case CommandState::Sending:
        line.look = lookOf(CueState::Sending);
        line.result = line.look.word;
        break;
    case CommandState::Unknown:
    case CommandState::Expired:
        line.look = lookOf(CueState::Unknown);
        line.result = line.look.word;
        break;
    case CommandState::Refused:
        line.look = lookOf(CueState::Failed);
        line.result = command.reason.isEmpty() ? line.look.word : command.reason;
        break;
    case CommandState::Done:
        line.look = {{}, QStringLiteral("check"), Token::Good, false, false};
        line.result =
            QStringLiteral("%1 ms").arg(QLocale().toString(command.settledAtMs - command.askedAtMs));
        break;
    }
    return line;
}

ActionLog::ActionLog(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Log of actions"));
}

void ActionLog::show(const QList<LogLine> &lines)
{
    const bool resized = lines.size() != m_lines.size();
    m_lines = lines;
    QStringList spoken;
    for (const LogLine &line : m_lines.mid(0, 5))
        spoken.append(QStringLiteral("%1, %2").arg(line.what, line.result));
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    if (resized)
        updateGeometry();
    update();
}

int ActionLog::rowHeight() const
{
    return std::max(26, QFontMetrics(widgets::textFont(font(), widgets::TextSize::Small)).height() + 10);
}

QSize ActionLog::sizeHint() const
{
    return {240, std::max(2, int(m_lines.size())) * rowHeight()};
}

void ActionLog::paintEvent(QPaintEvent *)
{
    const widgets::Tokens &t = widgets::tokensOf(*this);
    QPainter painter(this);
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Small));
    if (m_lines.isEmpty()) {
        painter.setPen(t[Token::Text2]);
        painter.drawText(rect().adjusted(12, 6, -12, 0), Qt::AlignTop | Qt::TextWordWrap,
                         tr("Nothing was pressed yet."));
        return;
    }
    const int height = rowHeight();
    const int clock = widgets::pitchedWidth(painter.fontMetrics(), QStringLiteral("00:00:00"));
    for (int i = 0; i < m_lines.size(); ++i) {
        const LogLine &line = m_lines.at(i);
        const QRect row(12, i * height, width() - 24, height);
        painter.setPen(t[Token::Text2]);
        widgets::drawPitched(painter, QRect(row.left(), row.top(), clock, height), Qt::AlignVCenter,
                             line.time);
        const int left = row.left() + clock + 10;
        const int least = (row.right() - left) * 2 / 5;
        const int wide = std::min(painter.fontMetrics().horizontalAdvance(line.result) + 20, least);
        const QRect result(row.right() - wide, row.top(), wide, height);
        painter.setPen(t[Token::Text]);
        const QRect what(left, row.top(), result.left() - left - 8, height);
        painter.drawText(what, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(line.what, Qt::ElideRight, what.width()));
        widgets::paintIcon(painter, QRectF(result.left(), row.center().y() - 5.5, 12, 12), line.look.icon,
                           t[line.look.color]);
        painter.setPen(t[line.look.color == Token::Good ? Token::Text2 : line.look.color]);
        painter.drawText(result.adjusted(18, 0, 0, 0), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(line.result, Qt::ElideRight, wide - 18));
        if (i > 0)
            painter.fillRect(QRect(row.left(), row.top(), row.width(), 1), t[Token::Line]);
    }
}

} // namespace icmp::live
