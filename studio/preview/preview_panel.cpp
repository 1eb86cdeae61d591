#include "studio/preview/preview_panel.h"

#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/theme.h"

#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace icmp::preview {

PreviewPanel::PreviewPanel(Playback &playback, QWidget *parent) : QWidget(parent), m_playback(playback)
{
    using widgets::IconButton;
    m_header = new widgets::DockHeader(tr("Preview"), widgets::DockHeader::Height::Dock, this);
    m_header->tabs()->addTab(tr("Preview"));
    m_scenes = new QToolButton(this);
    m_scenes->setAccessibleName(tr("Scene"));
    m_scenes->setPopupMode(QToolButton::InstantPopup);
    m_scenes->setAutoRaise(true);
    m_scenes->setStyleSheet(QStringLiteral(
        "QToolButton { border: none; border-radius: 4px; padding: 5px 24px 5px 8px; background: transparent; "
        "}"
        "QToolButton:focus { border: 2px solid palette(highlight); }"
        "QToolButton::menu-indicator { image: url(:/icons/chevron-down.svg); width: 12px; height: 12px;"
        " subcontrol-position: right center; subcontrol-origin: padding; right: 8px; }"));
    m_scenes->setMenu(new QMenu(m_scenes));
    m_header->addTool(m_scenes);
    m_source = new QLabel(this);
    m_source->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_source->setForegroundRole(QPalette::PlaceholderText);
    m_safe = new IconButton(QStringLiteral("safe-area"), tr("Safe areas"));
    m_snap = new IconButton(QStringLiteral("guides"), tr("Snap to guides"));
    m_grid = new IconButton(QStringLiteral("grid"), tr("Grid"));
    m_header->addEnd(m_source);
    for (IconButton *button : {m_safe, m_snap, m_grid}) {
        button->setCheckable(true);
        m_header->addEnd(button);
    }
    m_canvas = new CanvasView(playback, this);
    m_transport = new TransportBar(playback, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_transport);
    connect(m_safe, &IconButton::clicked, this, &PreviewPanel::setSafeAreas);
    connect(m_snap, &IconButton::clicked, this, &PreviewPanel::setSnapping);
    connect(m_grid, &IconButton::clicked, this, &PreviewPanel::setGrid);
    connect(m_transport, &TransportBar::zoomChosen, m_canvas, &CanvasView::setZoom);
    connect(m_transport, &TransportBar::deviceChosen, m_canvas, &CanvasView::setDevice);
    connect(&m_playback, &Playback::pictureChanged, this, &PreviewPanel::showSource);
    connect(m_canvas, &CanvasView::editRequested, this, [this](const project::Edit &edit) {
        if (!m_document)
            return;
        if (const auto done = m_document->apply(edit); !done)
            Q_EMIT refused(describe(done.error()));
    });
    connect(m_canvas, &CanvasView::selectionRequested, this, [this](const QList<ClipId> &clips) {
        if (m_selection)
            m_selection->setClips(clips);
    });
    m_snap->setChecked(true);
    showSource();
}

void PreviewPanel::setDocument(document::Document *document, document::Selection *selection)
{
    if (m_document)
        m_document->disconnect(this);
    if (m_selection)
        m_selection->disconnect(this);
    m_document = document;
    m_selection = selection;
    if (!m_document || !m_selection)
        return;
    connect(m_document, &document::Document::changed, this, &PreviewPanel::follow);
    connect(m_selection, &document::Selection::sceneChanged, this, &PreviewPanel::follow);
    connect(m_selection, &document::Selection::clipsChanged, this,
            [this] { m_canvas->setSelection(m_selection->clips()); });
    follow();
    m_canvas->setSelection(m_selection->clips());
}

void PreviewPanel::follow()
{
    const project::Project &project = m_document->project();
    m_playback.setRate(project.rate);
    if (const project::Scene *scene = project.scene(m_selection->scene()))
        m_playback.setLength(lengthOf(*scene));
    m_canvas->setScene(project, m_selection->scene());
    m_transport->refresh();
    fillScenes();
    showSource();
}

void PreviewPanel::fillScenes()
{
    QMenu *menu = m_scenes->menu();
    menu->clear();
    for (const project::Scene &scene : m_document->project().scenes) {
        QAction *action = menu->addAction(scene.name);
        action->setCheckable(true);
        action->setChecked(scene.id == m_selection->scene());
        if (action->isChecked())
            m_scenes->setText(scene.name);
        connect(action, &QAction::triggered, this, [this, id = scene.id] { m_selection->setScene(id); });
    }
    m_scenes->setVisible(menu->actions().size() > 0);
}

void PreviewPanel::showSource()
{
    QString text;
    if (m_playback.film() && !m_playback.image().isNull())
        text = m_playback.fromProxy() ? tr("Proxy 540") : tr("Original");
    if (m_source->text() != text)
        m_source->setText(text);
    m_transport->showFitPercent(m_canvas->shownPercent());
}

bool PreviewPanel::safeAreas() const
{
    return m_safe->isChecked();
}
bool PreviewPanel::snapping() const
{
    return m_snap->isChecked();
}
bool PreviewPanel::grid() const
{
    return m_grid->isChecked();
}

void PreviewPanel::setSafeAreas(bool on)
{
    m_safe->setChecked(on);
    m_canvas->setSafeAreas(on);
    Q_EMIT toolsChanged();
}

void PreviewPanel::setSnapping(bool on)
{
    m_snap->setChecked(on);
    m_canvas->setSnapping(on);
    Q_EMIT toolsChanged();
}

void PreviewPanel::setGrid(bool on)
{
    m_grid->setChecked(on);
    m_canvas->setGrid(on);
    Q_EMIT toolsChanged();
}

} // namespace icmp::preview
