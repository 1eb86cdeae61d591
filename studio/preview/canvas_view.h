// The canvas: the exact frame, the elements visible at the playhead over it, and the gestures that place
// them. It asks for edits and never makes one itself; a gesture is one edit, Escape drops it.
#pragma once

#include "core/project/edit.h"
#include "studio/preview/canvas_geometry.h"
#include "studio/preview/card_painter.h"
#include "studio/preview/playback.h"
#include "studio/preview/visible_set.h"

#include <QWidget>

namespace icmp::preview {

class CanvasView : public QWidget {
    Q_OBJECT

public:
    explicit CanvasView(Playback &playback, QWidget *parent = nullptr);

    void setScene(const project::Project &project, SceneId scene);
    void setSelection(const QList<ClipId> &selection);
    void setLanguage(const QString &language);
    void setImages(std::function<QImage(const QString &hash)> images);
    void setDevice(Device device);
    // 0 fits the canvas into the widget, else percent of the project's canvas.
    void setZoom(int percent);
    int shownPercent() const;
    void setSafeAreas(bool on);
    void setSnapping(bool on);
    void setGrid(bool on);
    bool snapping() const { return m_snapping; }

    QRect screenRect() const;  // the device's screen in the widget
    QRect pictureRect() const; // the canvas in it
    const QList<VisibleClip> &visible() const { return m_visible; }
    // Pixels of the element's box in the widget; provisional while a gesture moves it.
    QRect rectOf(const VisibleClip &item) const;
    // Paints picture and elements, without selection marks, for the automation port.
    QImage composed(QSize size) const;
    // One element at its box in `picture`, whether it is visible now or not; the frame of the playhead for a
    // clip that is not valid.
    void paintAlone(QPainter &painter, const QRectF &picture, ClipId clip) const;
    QSize minimumSizeHint() const override { return {240, 135}; }
    QSize sizeHint() const override { return {768, 432}; }

Q_SIGNALS:
    void editRequested(const icmp::project::Edit &edit);
    void selectionRequested(const QList<icmp::ClipId> &selection);
    // Dropped from the library at a place of the canvas (millionths).
    void elementDropped(const QString &type, const icmp::project::Box &at);
    void filesDropped(const QStringList &paths);
    void openRequested(icmp::ClipId clip);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Gesture {
        Handle handle = Handle::Body;
        QPointF from;
        QList<project::Clip> clips; // as they were
        QList<project::Box> boxes;  // as they are shown
        QList<Guide> guides;
        bool moved = false;
    };

    Room room() const;
    QRect panelRectOf(const VisibleClip &item) const;
    void refresh();
    void updateName();
    QList<VisibleClip> selectedVisible() const;
    const VisibleClip *itemAt(const QPoint &at) const;
    void dragTo(const QPointF &at, Qt::KeyboardModifiers modifiers);
    void commitGesture();
    void nudge(QPoint steps, Qt::KeyboardModifiers modifiers);
    void paintStage(QPainter &painter);
    void paintElements(QPainter &painter, const QRect &picture) const;
    void paintMarks(QPainter &painter);
    void paintSelection(QPainter &painter);
    void paintGuides(QPainter &painter);
    void paintState(QPainter &painter);
    void paintPill(QPainter &painter, const QPointF &topLeft, const QString &text) const;

    Playback &m_playback;
    project::Project m_project;
    SceneId m_scene;
    QList<ClipId> m_selection;
    QList<VisibleClip> m_visible;
    bool m_hasSide = false; // the scene has elements beside the picture
    bool m_hasBelow = false;
    QString m_language;
    std::function<QImage(const QString &)> m_images;
    Device m_device = Device::Wide;
    int m_zoom = 0;
    bool m_safeAreas = false;
    bool m_snapping = true;
    bool m_grid = false;
    std::optional<Gesture> m_gesture;
};

} // namespace icmp::preview
