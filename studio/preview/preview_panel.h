// The preview dock's content: canvas above, transport below, and the tools for the dock's head.
#pragma once

#include "studio/document/document.h"
#include "studio/document/selection.h"
#include "studio/preview/canvas_view.h"
#include "studio/preview/transport_bar.h"

namespace icmp::widgets {
class DockHeader;
class IconButton;
} // namespace icmp::widgets
class QLabel;
class QToolButton;

namespace icmp::preview {

class PreviewPanel : public QWidget {
    Q_OBJECT

public:
    // playback outlives this; document is given later and may change.
    explicit PreviewPanel(Playback &playback, QWidget *parent = nullptr);

    void setDocument(document::Document *document, document::Selection *selection);
    CanvasView &canvas() { return *m_canvas; }
    TransportBar &transport() { return *m_transport; }
    widgets::DockHeader &header() { return *m_header; }

    bool safeAreas() const;
    bool snapping() const;
    bool grid() const;

public Q_SLOTS:
    void setSafeAreas(bool on);
    void setSnapping(bool on);
    void setGrid(bool on);

Q_SIGNALS:
    // An edit was refused; one sentence.
    void refused(const QString &sentence);
    void toolsChanged();

private:
    void follow();
    void showSource();
    void fillScenes();

    Playback &m_playback;
    document::Document *m_document = nullptr;
    document::Selection *m_selection = nullptr;
    widgets::DockHeader *m_header;
    CanvasView *m_canvas;
    TransportBar *m_transport;
    QToolButton *m_scenes;
    QLabel *m_source;
    widgets::IconButton *m_safe;
    widgets::IconButton *m_snap;
    widgets::IconButton *m_grid;
};

} // namespace icmp::preview
