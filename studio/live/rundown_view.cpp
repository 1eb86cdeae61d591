#include "studio/live/rundown_view.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyledItemDelegate>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int rowHeight = 40;
constexpr int tile = 24;
constexpr int gap = 8;
constexpr int stateWidth = 84;
constexpr int plannedWidth = 60;

QString clockText(MediaTime t)
{
    const qint64 seconds = t.flicks / flicksPerSecond;
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3'600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

void paintState(QPainter &painter, const QRect &place, const CueLook &look, const widgets::Tokens &tokens)
{
    const QColor color = tokens[look.color];
    const QRect box = place.adjusted(0, (place.height() - 20) / 2, 0, -(place.height() - 20) / 2);
    if (look.filled || look.dashed || look.color != Token::Text2) {
        painter.setPen(QPen(color, 1, look.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(look.filled ? color : Qt::NoBrush);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QColor ink = look.filled ? tokens[Token::OnLive] : color;
    widgets::paintIcon(painter, QRectF(box.left() + 4, box.center().y() - 5.5, 12, 12), look.icon, ink);
    painter.setPen(ink);
    painter.drawText(box.adjusted(20, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft, look.word);
}

class RundownDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {200, std::max(rowHeight, 2 * option.fontMetrics.height() + 8)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const widgets::Tokens &tokens = widgets::tokensOf(option.palette);
        const auto state = CueState(index.data(RundownModel::StateRole).toInt());
        const QRect row = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected)
            painter->fillRect(row, tokens[Token::Surface3]);
        if (state == CueState::OnAir)
            painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), tokens[Token::Live]);
        const QFont normal = widgets::textFont(option.font, widgets::TextSize::Normal);
        const QFont small = widgets::textFont(option.font, widgets::TextSize::Small);
        int x = row.left() + gap;
        painter->setFont(small);
        painter->setPen(tokens[Token::Text2]);
        painter->drawText(QRect(x, row.top(), 22, row.height()), Qt::AlignVCenter | Qt::AlignRight,
                          QString::number(index.row() + 1));
        x += 22 + gap;
        const QString type = index.data(RundownModel::TypeRole).toString();
        const QRectF square(x, row.center().y() - tile / 2, tile, tile);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.tint(type, widgets::Tint::Rest));
        painter->drawRoundedRect(square, 4, 4);
        widgets::paintIcon(*painter, square.adjusted(4, 4, -4, -4), widgets::elementIconName(type),
                           tokens.ink(type));
        x += tile + gap;
        const QRect stateBox(row.right() - stateWidth - gap, row.top(), stateWidth, row.height());
        paintState(*painter, stateBox, lookOf(state), tokens);
        const QRect planned(stateBox.left() - plannedWidth - gap, row.top(), plannedWidth, row.height());
        painter->setPen(tokens[Token::Text2]);
        painter->drawText(planned, Qt::AlignVCenter | Qt::AlignRight,
                          index.data(RundownModel::PlannedRole).toString());
        const QRect text(x, row.top() + 4, planned.left() - gap - x, row.height() - 8);
        painter->setFont(normal);
        painter->setPen(tokens[Token::Text]);
        const QFontMetrics metrics(normal);
        painter->drawText(
            text, Qt::AlignTop | Qt::AlignLeft,
            metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
        painter->setFont(small);
        painter->setPen(state == CueState::Failed ? tokens[Token::Bad] : tokens[Token::Text2]);
        painter->drawText(text, Qt::AlignBottom | Qt::AlignLeft,
                          QFontMetrics(small).elidedText(index.data(RundownModel::DetailRole).toString(),
                                                         Qt::ElideRight, text.width()));
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(tokens[Token::Focus], 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(row.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }
};

} // namespace

void RundownModel::setCues(const QList<Cue> &cues)
{
    beginResetModel();
    m_cues = cues;
    m_states = QList<CueState>(cues.size(), CueState::Idle);
    m_details = QStringList(cues.size(), QString());
    endResetModel();
}

void RundownModel::setStates(const QList<CueState> &states, const QStringList &details)
{
    for (int row = 0; row < m_cues.size() && row < states.size(); ++row) {
        if (m_states[row] == states[row] && m_details[row] == details[row])
            continue;
        m_states[row] = states[row];
        m_details[row] = details[row];
        Q_EMIT dataChanged(index(row), index(row));
    }
}

int RundownModel::rowOf(ClipId clip) const
{
    for (int row = 0; row < m_cues.size(); ++row) {
        if (m_cues[row].clip == clip)
            return row;
    }
    return -1;
}

int RundownModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_cues.size());
}

QVariant RundownModel::data(const QModelIndex &index, int role) const
{
    const Cue *cue = cueAt(index.row());
    if (!cue)
        return {};
    const CueState state = m_states[index.row()];
    const auto &type = element::typeOf(cue->element);
    switch (role) {
    case Qt::DisplayRole:
        return element::displayTitle(cue->element);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3, planned %4, %5")
            .arg(index.row() + 1)
            .arg(QCoreApplication::translate("Element", type.label), element::displayTitle(cue->element),
                 clockText(cue->planned), lookOf(state).word);
    case StateRole:
        return int(state);
    case PlannedRole:
        return clockText(cue->planned);
    case TypeRole:
        return type.key;
    case DetailRole:
        return m_details[index.row()].isEmpty() ? QCoreApplication::translate("Element", type.label)
                                                : m_details[index.row()];
    default:
        return {};
    }
}

RundownView::RundownView(QWidget *parent) : QListView(parent)
{
    setItemDelegate(new RundownDelegate(this));
    setUniformItemSizes(true);
    setAccessibleName(tr("Rundown"));
    setSelectionMode(QAbstractItemView::SingleSelection);
}

} // namespace icmp::live
