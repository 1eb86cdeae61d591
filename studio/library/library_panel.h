// The library dock: elements to add, and the project's media.
#pragma once

#include "studio/library/element_grid.h"
#include "studio/library/media_list.h"

namespace icmp::widgets {
class DockHeader;
class SearchField;
} // namespace icmp::widgets
class QLabel;
class QScrollArea;
class QStackedWidget;

namespace icmp::library {

class LibraryPanel : public QWidget {
    Q_OBJECT

public:
    explicit LibraryPanel(QWidget *parent = nullptr);

    // Above the content, or used as the title bar of a dock.
    widgets::DockHeader &header() { return *m_header; }

    ElementGrid &elements() { return *m_elements; }
    MediaList &media() { return *m_media; }
    void showMedia();
    void showElements();
    // A column of icons 48 px wide, for narrow windows.
    void setCompact(bool compact);

private:
    QWidget *makeElements();

    widgets::DockHeader *m_header;
    QStackedWidget *m_pages;
    widgets::SearchField *m_search = nullptr;
    ElementGrid *m_elements = nullptr;
    QScrollArea *m_scroll = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_nothing = nullptr;
    MediaList *m_media;
};

} // namespace icmp::library
