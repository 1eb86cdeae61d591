#include "studio/timeline/timeline_panel.h"

#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>

namespace icmp::timeline {

using project::Edge;
using project::Ripple;
using widgets::IconButton;

namespace {

constexpr double zoomStep = 1.25;
constexpr int zoomColumnPx = 200;
constexpr int overviewPx = 32;

} // namespace

TimelinePanel::TimelinePanel(AskForEdit ask, Random &random, QWidget *parent)
    : QWidget(parent), m_view(new TimelineView(std::move(ask), random, this)),
      m_header(new widgets::DockHeader(tr("Timeline"), widgets::DockHeader::Height::Toolbar, this)),
      m_selection(new QLabel(this)), m_zoom(new QWidget(m_view)),
      m_slider(new QSlider(Qt::Horizontal, m_zoom))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_view, 1);
    m_header->tabs()->addTab(tr("Timeline"));
    m_header->addEnd(m_selection);
    m_selection->setTextFormat(Qt::RichText);
    addTools();
    addCommands();
    addZoom();
    connect(m_view, &TimelineView::selectionChanged, this, &TimelinePanel::showSelection);
}

QAction *TimelinePanel::add(const char *id, const char *text, const char *icon,
                            const QList<QKeySequence> &keys)
{
    auto *action = new QAction(widgets::icon(QLatin1String(icon)), tr(text), this);
    action->setObjectName(QLatin1String(id));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QWidget::addAction(action);
    return action;
}

QAction *TimelinePanel::action(const QString &id) const
{
    return findChild<QAction *>(id, Qt::FindDirectChildrenOnly);
}

void TimelinePanel::addTools()
{
    auto *tools = new QActionGroup(this);
    QAction *select = add("timeline.tool.select", QT_TR_NOOP("Select"), "select", {Qt::Key_V});
    QAction *razor = add("timeline.tool.razor", QT_TR_NOOP("Razor"), "razor", {Qt::Key_B});
    for (QAction *tool : {select, razor}) {
        tool->setCheckable(true);
        tools->addAction(tool);
    }
    select->setChecked(true);
    connect(tools, &QActionGroup::triggered, this, [this, razor](const QAction *chosen) {
        m_view->setTool(chosen == razor ? Tool::Razor : Tool::Select);
    });
    QAction *snap = add("timeline.snapping", QT_TR_NOOP("Snapping"), "magnet", {Qt::Key_N});
    snap->setCheckable(true);
    snap->setChecked(true);
    connect(snap, &QAction::toggled, this, [this](bool on) {
        m_view->setSnapping(on);
        Q_EMIT snappingChosen(on);
    });
    QAction *ripple = add("timeline.ripple", QT_TR_NOOP("Ripple edits"), "ripple", {Qt::SHIFT | Qt::Key_R});
    ripple->setCheckable(true);
    connect(ripple, &QAction::toggled, this, [this](bool on) {
        m_view->setRipple(on);
        Q_EMIT rippleChosen(on);
    });
    QAction *marker = add("timeline.marker", QT_TR_NOOP("Add marker"), "marker", {Qt::Key_M});
    connect(marker, &QAction::triggered, m_view, &TimelineView::addMarker);
    QAction *group = add("timeline.group", QT_TR_NOOP("Group"), "group", {Qt::CTRL | Qt::Key_G});
    connect(group, &QAction::triggered, m_view, &TimelineView::group);
    const QList<QList<QAction *>> blocks{{select, razor}, {snap, ripple}, {marker, group}};
    for (const QList<QAction *> &block : blocks) {
        m_header->addRule();
        for (QAction *one : block)
            m_header->addTool(new IconButton(one, IconButton::Size::Normal, this));
    }
}

void TimelinePanel::addHistory(QAction *undo, QAction *redo)
{
    m_header->addRule();
    m_header->addTool(new IconButton(undo, IconButton::Size::Normal, this));
    m_header->addTool(new IconButton(redo, IconButton::Size::Normal, this));
}

void TimelinePanel::addCommands()
{
    const auto command = [this](const char *id, const char *text, const char *icon,
                                const QList<QKeySequence> &keys, auto then) {
        connect(add(id, text, icon, keys), &QAction::triggered, m_view, then);
    };
    TimelineView *view = m_view;
    command("timeline.split", QT_TR_NOOP("Split at the playhead"), "split", {Qt::Key_S},
            [view] { view->split(); });
    command("timeline.delete", QT_TR_NOOP("Delete"), "delete",
            {QKeySequence(Qt::Key_Delete), QKeySequence(Qt::Key_Backspace)},
            [view] { view->deleteChosen(view->state().ripple ? Ripple::Track : Ripple::None); });
    command("timeline.ripple-delete", QT_TR_NOOP("Delete and close the gap"), "ripple-delete",
            {Qt::SHIFT | Qt::Key_Delete}, [view] { view->deleteChosen(Ripple::Track); });
    command("timeline.copy", QT_TR_NOOP("Copy"), "copy", {QKeySequence(QKeySequence::Copy)},
            [view] { view->copy(); });
    command("timeline.cut", QT_TR_NOOP("Cut"), "razor", {QKeySequence(QKeySequence::Cut)},
            [view] { view->cut(); });
    command("timeline.paste", QT_TR_NOOP("Paste at the playhead"), "paste",
            {QKeySequence(QKeySequence::Paste)}, [view] { view->paste(); });
    command("timeline.duplicate", QT_TR_NOOP("Duplicate"), "duplicate", {Qt::CTRL | Qt::Key_D},
            [view] { view->duplicate(); });
    command("timeline.select-all", QT_TR_NOOP("Select all"), "select",
            {QKeySequence(QKeySequence::SelectAll)}, [view] { view->selectAll(); });
    command("timeline.select-right", QT_TR_NOOP("Select to the right"), "select",
            {Qt::CTRL | Qt::SHIFT | Qt::Key_Right}, [view] { view->selectToTheRight(); });
    command("timeline.in", QT_TR_NOOP("Set in point"), "in-point", {Qt::Key_I}, [view] { view->setIn(); });
    command("timeline.out", QT_TR_NOOP("Set out point"), "out-point", {Qt::Key_O},
            [view] { view->setOut(); });
    command("timeline.zoom-in", QT_TR_NOOP("Zoom in"), "plus",
            {QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)}, [view] { view->zoomBy(zoomStep); });
    command("timeline.zoom-out", QT_TR_NOOP("Zoom out"), "minus", {Qt::Key_Minus},
            [view] { view->zoomBy(1 / zoomStep); });
    command("timeline.fit", QT_TR_NOOP("Show the whole project"), "fit", {Qt::SHIFT | Qt::Key_Z},
            [view] { view->fit(); });
    command("timeline.marker-here", QT_TR_NOOP("Move the nearest marker to the playhead"), "marker",
            {Qt::SHIFT | Qt::Key_M}, [view] { view->moveMarkerHere(); });
    command("timeline.marker-remove", QT_TR_NOOP("Remove the nearest marker"), "delete",
            {Qt::CTRL | Qt::SHIFT | Qt::Key_M}, [view] { view->removeMarker(); });
    const auto flags = [view](bool lock) {
        const auto found = view->state().find(view->state().focus);
        if (found)
            view->toggleTrack(found->track->id, lock);
    };
    command("timeline.lock", QT_TR_NOOP("Lock or unlock the track"), "lock", {Qt::CTRL | Qt::Key_L},
            [flags] { flags(true); });
    command("timeline.hide", QT_TR_NOOP("Hide or show the track"), "eye", {Qt::CTRL | Qt::Key_H},
            [flags] { flags(false); });
}

void TimelinePanel::addZoom()
{
    auto *row = new QHBoxLayout(m_zoom);
    row->setContentsMargins(4, 0, 8, 0);
    row->setSpacing(2);
    m_slider->setRange(0, 1000);
    m_slider->setAccessibleName(tr("Zoom"));
    row->addWidget(
        new IconButton(action(QStringLiteral("timeline.zoom-out")), IconButton::Size::Row, m_zoom));
    row->addWidget(m_slider, 1);
    row->addWidget(new IconButton(action(QStringLiteral("timeline.zoom-in")), IconButton::Size::Row, m_zoom));
    row->addWidget(new IconButton(action(QStringLiteral("timeline.fit")), IconButton::Size::Row, m_zoom));
    connect(m_slider, &QSlider::valueChanged, m_view, &TimelineView::setZoomPerMille);
    connect(m_view, &TimelineView::zoomChanged, m_slider, [this](int perMille) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(perMille);
    });
}

void TimelinePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    const int high = widgets::scaled(font(), overviewPx);
    m_zoom->setGeometry(0, m_view->height() - high, widgets::scaled(font(), zoomColumnPx) - 1, high);
}

void TimelinePanel::showSelection()
{
    const QList<project::FoundClip> clips = m_view->state().chosen();
    if (clips.isEmpty()) {
        m_selection->clear();
        return;
    }
    MediaTime end = clips.first().clip->range.end;
    for (const project::FoundClip &found : clips)
        end = std::max(end, found.clip->range.end);
    const FrameRate &rate = m_view->state().project.rate;
    const QFont mono = widgets::monoFont(font(), widgets::TextSize::Small);
    const QFont small = widgets::textFont(font(), widgets::TextSize::Small);
    m_selection->setFont(small);
    m_selection->setText(
        QStringLiteral("%1 &nbsp;<span style='font-family:\"%2\"; color:%3'>%4 – %5</span>&nbsp;")
            .arg(tr("%n selected", nullptr, int(clips.size())), mono.families().first(),
                 widgets::tokensOf(*this)[widgets::Token::Text2].name(),
                 formatTimecode(clips.first().clip->range.start, rate), formatTimecode(end, rate)));
}

} // namespace icmp::timeline
