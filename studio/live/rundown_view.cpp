#include "studio/live/rundown_view.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int rowHeight = 44;
constexpr int tile = 24;
constexpr int gap = 8;
constexpr int stateWidth = 88;
constexpr int plannedWidth = 60;
constexpr int narrow = 340; // below this the planned time is left out

QString plannedText(MediaTime t)
{
    const qint64 seconds = t.flicks / flicksPerSecond;
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3'600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

void paintState(QPainter &painter, const QRect &place, const CueLook &look, const QString &word,
                const widgets::Tokens &tokens)
{
    const QColor color = tokens[look.color];
    const int height = std::max(20, painter.fontMetrics().height() + 6);
    const QRect box(place.left(), place.center().y() - height / 2, place.width(), height);
    if (look.filled || look.dashed || look.color != Token::Text2) {
        painter.setPen(QPen(color, 1, look.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(look.filled ? QBrush(color) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QColor ink = look.filled ? tokens[Token::OnLive] : color;
    widgets::paintIcon(painter, QRectF(box.left() + 6, box.center().y() - 5.5, 12, 12), look.icon, ink);
    painter.setPen(ink);
    const QRect text = box.adjusted(22, 0, -4, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(word, Qt::ElideRight, text.width()));
}

class RundownDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const QFontMetrics small(widgets::textFont(option.font, widgets::TextSize::Small));
        return {200, std::max(rowHeight, option.fontMetrics.height() + small.height() + 12)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const widgets::Tokens &tokens = widgets::tokensOf(option.palette);
        const auto state = CueState(index.data(RundownModel::StateRole).toInt());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        paintGround(*painter, option, state, tokens);
        paintRow(*painter, option, index, state, tokens);
        const double elapsed = index.data(RundownModel::ElapsedRole).toDouble();
        if (elapsed >= 0) {
            const QRectF bar(option.rect.left() + 66, option.rect.bottom() - 4, option.rect.width() - 80, 2);
            painter->fillRect(bar, widgets::withAlpha(tokens[Token::Live], 30));
            painter->fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * std::min(1.0, elapsed), 2)),
                              tokens[Token::Live]);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(tokens[Token::Focus], 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }

private:
    static void paintGround(QPainter &painter, const QStyleOptionViewItem &option, CueState state,
                            const widgets::Tokens &tokens)
    {
        const QRect row = option.rect;
        const bool air = state == CueState::OnAir || state == CueState::Held;
        if (air)
            painter.fillRect(row, widgets::mix(tokens[Token::Live], tokens[Token::Surface1], 14));
        else if (state == CueState::Cued)
            painter.fillRect(row, widgets::mix(tokens[Token::Accent], tokens[Token::Surface1], 12));
        if (option.state & QStyle::State_Selected)
            painter.fillRect(row, widgets::withAlpha(tokens[Token::Surface3], air ? 60 : 100));
        if (air || state == CueState::Cued)
            painter.fillRect(QRect(row.left(), row.top(), 3, row.height()),
                             tokens[air ? Token::Live : Token::Accent]);
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), tokens[Token::Line]);
    }

    static void paintRow(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                         CueState state, const widgets::Tokens &tokens)
    {
        const QRect row = option.rect;
        const bool past = state == CueState::Final || state == CueState::Cancelled;
        const QFont normal =
            widgets::textFont(option.font, widgets::TextSize::Normal, past ? QFont::Normal : QFont::Medium);
        const QFont small = widgets::textFont(option.font, widgets::TextSize::Small);
        int x = row.left() + gap;
        painter.setFont(small);
        painter.setPen(tokens[Token::Text2]);
        widgets::drawPitched(painter, QRect(x, row.top(), 20, row.height()),
                             Qt::AlignVCenter | Qt::AlignRight, QString::number(index.row() + 1));
        x += 20 + gap;
        const QString type = index.data(RundownModel::TypeRole).toString();
        const QRectF square(x, row.center().y() - tile / 2, tile, tile);
        painter.setOpacity(past ? 0.6 : 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.tint(element::hueOf(type), widgets::Tint::Rest));
        painter.drawRoundedRect(square, 4, 4);
        widgets::paintIcon(painter, square.adjusted(4, 4, -4, -4), widgets::elementIconName(type),
                           tokens.ink(element::hueOf(type)));
        painter.setOpacity(1);
        x += tile + gap;
        const int wide = widgets::scaled(option.font, stateWidth);
        QRect rest(x, row.top(), row.right() - gap - x, row.height());
        const QRect stateBox(rest.right() - wide, row.top(), wide, row.height());
        painter.setFont(small);
        paintState(painter, stateBox, lookOf(state), index.data(RundownModel::WordRole).toString(), tokens);
        rest.setRight(stateBox.left() - gap);
        if (row.width() >= narrow) {
            const int clock = widgets::scaled(option.font, plannedWidth);
            painter.setPen(tokens[Token::Text2]);
            widgets::drawPitched(painter, QRect(rest.right() - clock, row.top(), clock, row.height()),
                                 Qt::AlignVCenter | Qt::AlignRight,
                                 index.data(RundownModel::PlannedRole).toString());
            rest.setRight(rest.right() - clock - gap);
        }
        paintTexts(painter, rest.adjusted(0, 5, 0, -6), index, {normal, small}, tokens);
    }

    static void paintTexts(QPainter &painter, const QRect &place, const QModelIndex &index,
                           const std::pair<QFont, QFont> &fonts, const widgets::Tokens &tokens)
    {
        const auto state = CueState(index.data(RundownModel::StateRole).toInt());
        const auto line = [&](const QFont &font, Qt::Alignment where, const QString &text) {
            painter.setFont(font);
            painter.drawText(place, int(where | Qt::AlignLeft),
                             QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
        };
        const bool past = state == CueState::Final || state == CueState::Cancelled;
        painter.setPen(tokens[past ? Token::Text2 : Token::Text]);
        line(fonts.first, Qt::AlignTop, index.data(Qt::DisplayRole).toString());
        painter.setPen(tokens[state == CueState::Failed ? Token::Bad : Token::Text2]);
        line(fonts.second, Qt::AlignBottom, index.data(RundownModel::DetailRole).toString());
    }
};

} // namespace

void RundownModel::setCues(const QList<Cue> &cues)
{
    beginResetModel();
    m_cues = cues;
    m_states = QList<RowState>(cues.size());
    endResetModel();
}

void RundownModel::setStates(const QList<RowState> &states)
{
    for (int row = 0; row < m_cues.size() && row < states.size(); ++row) {
        if (m_states[row] == states[row])
            continue;
        m_states[row] = states[row];
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
    const RowState &row = m_states[index.row()];
    const auto &type = element::typeOf(cue->element);
    const QString typeName = QCoreApplication::translate("Element", type.label);
    const QString word = row.word.isEmpty() ? lookOf(row.state).word : row.word;
    switch (role) {
    case Qt::DisplayRole:
        return element::displayTitle(cue->element);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3, planned %4, %5")
            .arg(index.row() + 1)
            .arg(typeName, element::displayTitle(cue->element), plannedText(cue->planned),
                 lookOf(row.state).word);
    case StateRole:
        return int(row.state);
    case PlannedRole:
        return plannedText(cue->planned);
    case TypeRole:
        return type.key;
    case DetailRole:
        return row.detail.isEmpty() ? typeName : row.detail;
    case WordRole:
        return word;
    case ElapsedRole:
        return row.elapsed;
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
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(220);
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT cueRequested(index.row()); });
}

// Space is the window's key for playing, but in the rundown it cues.
bool RundownView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space &&
        static_cast<QKeyEvent *>(event)->modifiers() == Qt::NoModifier) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void RundownView::keyPressEvent(QKeyEvent *event)
{
    // Space cues; Enter takes, which is the panel's.
    if (event->key() == Qt::Key_Space && currentIndex().isValid()) {
        Q_EMIT cueRequested(currentIndex().row());
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || !event->text().isEmpty()) {
        event->ignore(); // letters are the desk's keys, not a search in the list
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace icmp::live
