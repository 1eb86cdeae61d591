// The timeline itself: one painted widget with ruler, heads, lanes and overview. It shows a project value and
// asks for edits; it never changes the document. Time runs left to right in every language.
#pragma once

#include "core/base/ports.h"
#include "studio/timeline/stage.h"

#include <QTimer>
#include <QUrl>
#include <QWidget>
#include <functional>
#include <memory>

namespace icmp::timeline {

// Applies an edit to the document, or says why not.
using AskForEdit = std::function<Result<void>(const project::Edit &)>;

class TimelineView : public QWidget {
    Q_OBJECT
public:
    // `random` draws the ids of new clips; it must outlive the view.
    TimelineView(AskForEdit ask, Random &random, QWidget *parent = nullptr);
    ~TimelineView() override;

    // After every change of the document. What was chosen stays chosen where it still exists; a drag goes on.
    void setProject(const project::Project &project, const project::ClipIndex &index);
    void setScene(SceneId scene);
    void setSelected(const QList<ClipId> &clips, ClipId focus = {});
    // Does not signal; `follow` scrolls so that the playhead stays in view.
    enum class Follow { No, Yes };
    void setPlayhead(MediaTime t, Follow follow = Follow::No);
    void setRange(const std::optional<MediaRange> &range);
    void setLooping(bool looping);
    void setProblems(const QHash<ClipId, Problem> &problems);
    void setCues(const QHash<ClipId, CueState> &cues);
    void setTool(Tool tool);
    void setSnapping(bool on);
    void setRipple(bool on);
    // Alt unless the person chose another, because window managers take it in places.
    void setSnapOffModifier(Qt::KeyboardModifier modifier) { m_snapOff = modifier; }
    void setSnapPixels(int pixels) { m_snapPixels = pixels; }
    void setInsertLength(MediaTime length) { m_insertLength = length; }
    // Null for none; must outlive the view or be taken away.
    void setMediaPictures(MediaPictures *pictures);
    // Thumbnails or peaks of this asset have come.
    void updateMedia(const QString &asset);

    const TimelineState &state() const { return m_state; }
    const TimeAxis &axis() const { return m_axis; }
    // Where a clip is drawn now; empty when its row is not there. For tests and the automation port.
    QRect rectOf(ClipId clip) const;
    QRect laneRect(TrackId track) const;
    int xOf(MediaTime t) const;
    bool isDragging() const { return m_drag != nullptr; }

    // As the person chooses: told by selectionChanged().
    void choose(const QList<ClipId> &clips, ClipId focus);
    // Commands, as the menu and the keys give them; a refusal is shown at the clip and told by refused().
    void ask(const std::optional<project::Edit> &edit);
    void split();
    void deleteChosen(project::Ripple ripple);
    void copy() const;
    void cut();
    void paste();
    void duplicate();
    void group();
    void addMarker();
    // The marker nearest to the playhead: to the playhead, or away.
    void moveMarkerHere();
    void removeMarker();
    void selectAll();
    void selectToTheRight();
    void moveChosen(int frames, int rows);
    void trimChosen(project::Edge edge, int frames);
    void stepPlayhead(int frames);
    // Locks and unlocks a track, or hides and shows it.
    void toggleTrack(TrackId track, bool lock);
    void setIn();
    void setOut();
    void insertAtPlayhead(const QString &elementType);
    void activate();
    void zoomBy(double factor);
    void setZoomPerMille(int value);
    void fit();

    QSize sizeHint() const override { return {1040, 328}; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void selectionChanged(const QList<icmp::ClipId> &clips, icmp::ClipId focus);
    void playheadMoved(icmp::MediaTime t);
    void rangeChanged();
    void clipActivated(icmp::ClipId clip); // Enter, double click
    void problemActivated(icmp::ClipId clip);
    void refused(const icmp::Refusal &refusal);
    void zoomChanged(int perMille);
    // Film, sound or image files were dropped at this time; the shell imports and places them.
    void filesDropped(const QList<QUrl> &files, icmp::MediaTime at);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum class Gesture {
        None,
        PendingClip,
        Clip,
        PendingMarquee,
        Marquee,
        Scrub,
        Marker,
        Range,
        Overview,
        RowHeight
    };
    struct Hit;

    Stage stage() const;
    void layOut();
    Hit hitAt(const QPoint &at) const;
    void chooseAt(ClipId clip, Qt::KeyboardModifiers modifiers);
    void scrubTo(int x, bool snapping);
    void dragTo(const QPoint &at, Qt::KeyboardModifiers modifiers);
    void marqueeTo(const QPoint &at);
    bool pressHead(const QPoint &at);
    bool pressMarker(const QPoint &at);
    void hoverAt(const QPoint &at);
    void cancelGesture();
    bool moveKey(const QKeyEvent &event);
    void flash(const Refusal &refusal, ClipId clip);
    void placeGhost(const QPoint &at, const QString &elementType, bool snapping);
    void zoomAt(double factor, double anchor);
    void revealFocus();
    void tellAccessibility();
    void tellFocus(ClipId clip);

    AskForEdit m_ask;
    Random &m_random;
    TimelineState m_state;
    TimeAxis m_axis;
    RowHeights m_heights;
    QList<Row> m_rows;
    Inks m_inks;
    QPixmap m_bars;
    QRect m_header, m_ruler, m_lanes, m_overview;
    int m_scroll = 0;
    MediaPictures *m_pictures = nullptr;
    Qt::KeyboardModifier m_snapOff = Qt::AltModifier;
    int m_snapPixels = 8;
    MediaTime m_insertLength = MediaTime::ofSeconds(8);

    Gesture m_gesture = Gesture::None;
    QPoint m_pressed;
    QPoint m_last;
    MediaTime m_pressedTime;
    ClipId m_pressedClip;
    Grip m_pressedGrip = Grip::Body;
    int m_pressedRow = -1;
    bool m_chooseOnRelease = false;
    QList<ClipId> m_chosenBefore;
    std::unique_ptr<Drag> m_drag;
    std::optional<Ghost> m_ghost;
    std::optional<MarkerMove> m_markerMove;
    std::optional<Flash> m_flash;
    QTimer m_flashTimer;
    QRect m_marquee;
    ClipId m_hovered;
    int m_hoveredControl = -1;
};

} // namespace icmp::timeline
