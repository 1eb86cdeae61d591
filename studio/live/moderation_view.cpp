#include "studio/live/moderation_view.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int idRole = Qt::UserRole;

} // namespace

ModerationView::ModerationView(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    m_count = new QLabel;
    m_count->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_list = new QListWidget;
    m_list->setAccessibleName(tr("Answers that wait"));
    m_list->setWordWrap(true);
    m_list->installEventFilter(this);
    m_empty = new QLabel;
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_approve = new QPushButton(widgets::icon(QStringLiteral("check"), Token::Good), tr("Approve (A)"));
    m_approve->setObjectName(QStringLiteral("approve"));
    m_refuse = new QPushButton(widgets::icon(QStringLiteral("eye-off")), tr("Refuse (D)"));
    m_refuse->setObjectName(QStringLiteral("refuse"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_approve);
    row->addWidget(m_refuse);
    row->addStretch(1);
    column->addWidget(m_count);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    column->addLayout(row);
    connect(m_approve, &QPushButton::clicked, this, [this] { judge(true); });
    connect(m_refuse, &QPushButton::clicked, this, [this] { judge(false); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ModerationView::refreshButtons);
    show({}, {}, {});
}

void ModerationView::show(const QString &iid, const QString &title, const QList<remote::HeldAnswer> &answers)
{
    if (iid != m_iid)
        m_list->clear();
    m_iid = iid;
    QSet<QString> wanted;
    for (const remote::HeldAnswer &answer : answers)
        wanted.insert(answer.id);
    QSet<QString> shown;
    for (int row = m_list->count() - 1; row >= 0; --row) {
        const QString id = m_list->item(row)->data(idRole).toString();
        if (wanted.contains(id))
            shown.insert(id);
        else
            delete m_list->takeItem(row);
    }
    for (const remote::HeldAnswer &answer : answers) {
        if (shown.contains(answer.id))
            continue;
        auto *item = new QListWidgetItem(answer.text, m_list);
        item->setData(idRole, answer.id);
        item->setToolTip(tr("viewer %1").arg(answer.viewer));
        item->setData(Qt::AccessibleDescriptionRole, tr("viewer %1").arg(answer.viewer));
    }
    if (m_list->count() > 0 && !m_list->currentItem())
        m_list->setCurrentRow(0);
    m_list->setVisible(m_list->count() > 0);
    m_empty->setVisible(m_list->count() == 0);
    m_count->setVisible(!iid.isEmpty());
    m_count->setText(tr("%1: %2 waiting").arg(title).arg(m_list->count()));
    m_empty->setText(iid.isEmpty() ? tr("Choose an open text question in the rundown; its answers wait here "
                                        "until you approve them.")
                                   : tr("No answer waits."));
    refreshButtons();
}

void ModerationView::refreshButtons()
{
    const bool any = m_list->currentItem() != nullptr;
    m_approve->setEnabled(any);
    m_refuse->setEnabled(any);
}

void ModerationView::judge(bool approves)
{
    const int row = m_list->currentRow();
    const QListWidgetItem *item = m_list->item(row);
    if (!item)
        return;
    const QString answer = item->data(idRole).toString();
    delete m_list->takeItem(row);
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    Q_EMIT judged(m_iid, answer, approves);
}

bool ModerationView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (key->modifiers() != Qt::NoModifier || (key->key() != Qt::Key_A && key->key() != Qt::Key_D))
        return QWidget::eventFilter(watched, event);
    key->accept();
    if (event->type() == QEvent::KeyPress)
        judge(key->key() == Qt::Key_A);
    return true;
}

} // namespace icmp::live
