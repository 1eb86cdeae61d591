#include "studio/shell/frame/command_search.h"

#include "studio/shell/frame/action_table.h"
#include "studio/widgets/fields.h"
#include "studio/widgets/theme.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace icmp::shell {

namespace {

using widgets::Token;

constexpr int wide = 560;
constexpr int rowsShown = 10;
enum Role { IndexRole = Qt::UserRole, KeyRole, MenuRole };

class CommandRow : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {wide - 40, widgets::controlHeight(option.font) + 4};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const widgets::Tokens &t = widgets::tokensOf(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(t[Token::Surface3]);
            painter->drawRoundedRect(option.rect, 4, 4);
        }
        const QRect row = option.rect.adjusted(10, 0, -10, 0);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        painter->setPen(t[enabled ? Token::Text : Token::Text3]);
        const QString name = index.data(Qt::DisplayRole).toString();
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft, name);
        const int after = painter->fontMetrics().horizontalAdvance(name) + 12;
        painter->setFont(widgets::textFont(option.font, widgets::TextSize::Small));
        painter->setPen(t[Token::Text2]);
        painter->drawText(row.adjusted(after, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          index.data(MenuRole).toString());
        painter->setFont(widgets::monoFont(option.font, widgets::TextSize::Small, QFont::Medium));
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignRight, index.data(KeyRole).toString());
        painter->restore();
    }
};

QString menuOf(const QAction &action)
{
    for (const ActionRow &row : actionRows()) {
        if (action.objectName() == QLatin1String(row.id))
            return QLatin1String(row.menu);
    }
    return {};
}

} // namespace

int fitOf(const QString &query, const QString &name)
{
    if (query.isEmpty())
        return 1;
    if (name.startsWith(query, Qt::CaseInsensitive))
        return 100;
    int fit = 0;
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : query.split(u' ', Qt::SkipEmptyParts)) {
        const bool begins = std::any_of(words.begin(), words.end(), [&](const QString &word) {
            return word.startsWith(part, Qt::CaseInsensitive);
        });
        if (!begins && !name.contains(part, Qt::CaseInsensitive))
            return 0;
        fit += begins ? 10 : 2;
    }
    return fit;
}

CommandSearch::CommandSearch(const QList<QAction *> &actions, QWidget *parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint), m_actions(actions)
{
    setWindowTitle(tr("Search commands"));
    m_text = new widgets::SearchField(tr("Search commands"), this);
    m_text->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setItemDelegate(new CommandRow(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addWidget(m_list);
    connect(m_text, &QLineEdit::textChanged, this, &CommandSearch::filter);
    connect(m_text, &QLineEdit::returnPressed, this, &CommandSearch::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandSearch::run);
}

void CommandSearch::open()
{
    m_text->clear();
    filter({});
    const int height =
        28 + widgets::controlHeight(font()) + rowsShown * (widgets::controlHeight(font()) + 4) + 16;
    const QWidget *window = parentWidget()->window();
    resize(std::min(wide, window->width() - 40), std::min(height, window->height() - 80));
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, 52)));
    show();
    m_text->setFocus();
}

void CommandSearch::filter(const QString &text)
{
    QList<std::pair<int, int>> order;
    for (int i = 0; i < m_actions.size(); ++i) {
        const QString name = ActionTable::spokenName(*m_actions.at(i)) + u' ' + menuOf(*m_actions.at(i));
        if (const int fit = fitOf(text.trimmed(), name); fit > 0)
            order.append({-fit, i});
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    m_list->clear();
    for (const auto &[fit, i] : std::as_const(order)) {
        const QAction *action = m_actions.at(i);
        auto *item = new QListWidgetItem(ActionTable::spokenName(*action), m_list);
        item->setData(IndexRole, i);
        item->setData(KeyRole, action->shortcut().toString(QKeySequence::NativeText));
        item->setData(MenuRole, menuOf(*action));
        if (!action->isEnabled())
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    m_list->setCurrentRow(0);
}

QStringList CommandSearch::found() const
{
    QStringList names;
    for (int i = 0; i < m_list->count(); ++i)
        names.append(m_list->item(i)->text());
    return names;
}

bool CommandSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            m_list->setCurrentRow(
                std::clamp(m_list->currentRow() + step, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            reject();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandSearch::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    QAction *action = m_actions.at(item->data(IndexRole).toInt());
    accept();
    action->trigger();
}

} // namespace icmp::shell
