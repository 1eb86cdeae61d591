#include "studio/publish/version_list.h"

#include "studio/widgets/icons.h"

#include <QDateTime>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace icmp::publish {

VersionList::VersionList(QWidget *parent) : QWidget(parent)
{
    m_words = new QLabel;
    m_words->setWordWrap(true);
    m_list = new QListWidget;
    m_list->setAccessibleName(tr("Versions"));
    m_bring = new QPushButton(widgets::icon(QStringLiteral("undo")), tr("Bring this version back"));
    m_bring->setObjectName(QStringLiteral("bringBack"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_words);
    column->addWidget(m_list, 1);
    column->addWidget(m_bring, 0, Qt::AlignLeft);
    connect(m_list, &QListWidget::currentRowChanged, this, &VersionList::refresh);
    connect(m_bring, &QPushButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row >= 0 && row < m_versions.size())
            Q_EMIT chosen(m_versions.at(row));
    });
    wait();
}

void VersionList::wait()
{
    m_versions.clear();
    m_list->clear();
    m_words->setText(tr("Asking the server for the versions …"));
    refresh();
}

void VersionList::show(const remote::Remote<QList<ShowVersion>> &versions)
{
    m_list->clear();
    m_versions = versions ? *versions : QList<ShowVersion>();
    m_words->setText(!versions ? versions.error().sentence
                     : m_versions.isEmpty()
                         ? tr("This project was not published yet.")
                         : tr("Viewers get the version you bring back as a new one. The project "
                              "that is open here stays as it is."));
    for (const ShowVersion &version : std::as_const(m_versions)) {
        const QString when =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(version.atMs), QLocale::ShortFormat);
        m_list->addItem(version.current ? tr("Version %1, %2, current").arg(version.number).arg(when)
                                        : tr("Version %1, %2").arg(version.number).arg(when));
    }
    refresh();
}

void VersionList::refresh()
{
    const int row = m_list->currentRow();
    m_bring->setEnabled(row >= 0 && row < m_versions.size() && !m_versions.at(row).current);
}

} // namespace icmp::publish
