#include "studio/library/library_panel.h"

#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/fields.h"
#include "studio/widgets/theme.h"

#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace icmp::library {

namespace {

constexpr int padding = 8;

} // namespace

LibraryPanel::LibraryPanel(QWidget *parent) : QWidget(parent)
{
    m_header = new widgets::DockHeader(tr("Library"), widgets::DockHeader::Height::Dock, this);
    m_header->tabs()->addTab(tr("Elements"));
    m_header->tabs()->addTab(tr("Media"));
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(makeElements());
    auto *mediaPage = new QWidget(this);
    auto *mediaColumn = new QVBoxLayout(mediaPage);
    mediaColumn->setContentsMargins(padding, padding, padding, padding);
    m_media = new MediaList(mediaPage);
    mediaColumn->addWidget(m_media);
    m_pages->addWidget(mediaPage);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    connect(m_header->tabs(), &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
}

QWidget *LibraryPanel::makeElements()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    // The scroll bar stands in the margin at the right, beside the tiles.
    column->setContentsMargins(padding, padding, 0, 12);
    column->setSpacing(padding);
    m_search = new widgets::SearchField(tr("Find an element"), page);
    auto *searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(0, 0, padding, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    auto *scroll = new QScrollArea(page);
    m_scroll = scroll;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_elements = new ElementGrid(scroll);
    scroll->setWidget(m_elements);
    column->addWidget(scroll, 1);
    m_nothing = new QLabel(tr("No element has this name."), page);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    column->addWidget(m_nothing);
    m_hint = new QLabel(tr("Drag to a track, or press Enter"), page);
    m_hint->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setContentsMargins(4, 0, 4, 0);
    column->addWidget(m_hint);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_elements->setFilter(text);
        m_nothing->setVisible(m_elements->shown() == 0);
    });
    connect(m_search, &QLineEdit::returnPressed, m_elements, &ElementGrid::addFirst);
    return page;
}

void LibraryPanel::showMedia()
{
    m_header->tabs()->setCurrentIndex(1);
}
void LibraryPanel::showElements()
{
    m_header->tabs()->setCurrentIndex(0);
}

void LibraryPanel::setCompact(bool compact)
{
    m_elements->setCompact(compact);
    m_search->setVisible(!compact);
    m_hint->setVisible(!compact);
    m_scroll->setVerticalScrollBarPolicy(compact ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_header->setVisible(!compact);
    if (compact)
        showElements();
}

} // namespace icmp::library
