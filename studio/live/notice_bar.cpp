#include "studio/live/notice_bar.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace icmp::live {

NoticeBar::NoticeBar(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    m_text = new QLineEdit;
    m_text->setMaxLength(noticeLengthMax);
    m_text->setPlaceholderText(tr("A notice to all viewers"));
    m_text->setAccessibleName(tr("Notice to all viewers"));
    m_severity =
        new widgets::SegmentedControl(tr("How serious"), {{tr("Info")}, {tr("Notice")}, {tr("Warning")}});
    m_send = new QPushButton(widgets::icon(QStringLiteral("send")), tr("Announce"));
    m_send->setObjectName(QStringLiteral("announce"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_severity);
    row->addStretch(1);
    row->addWidget(m_send);
    column->addWidget(m_text);
    column->addLayout(row);
    connect(m_text, &QLineEdit::textChanged, this, &NoticeBar::refresh);
    connect(m_text, &QLineEdit::returnPressed, this, &NoticeBar::send);
    connect(m_send, &QPushButton::clicked, this, &NoticeBar::send);
    refresh();
}

void NoticeBar::setObstacle(const QString &why)
{
    m_why = why;
    refresh();
}

void NoticeBar::clearText()
{
    m_text->clear();
}

void NoticeBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

void NoticeBar::refresh()
{
    m_send->setEnabled(m_why.isEmpty() && !m_text->text().trimmed().isEmpty());
    m_send->setToolTip(!m_why.isEmpty() ? m_why : tr("Shown to everybody who watches now"));
}

void NoticeBar::send()
{
    if (m_send->isEnabled())
        Q_EMIT announced(m_text->text().trimmed(), m_severity->current());
}

} // namespace icmp::live
