#include "studio/shell/main_window.h"

#include "studio/inspector/inspector_panel.h"
#include "studio/library/library_panel.h"
#include "studio/preview/preview_panel.h"
#include "studio/shell/clip_commands.h"
#include "studio/shell/frame/command_search.h"
#include "studio/shell/frame/status_line.h"
#include "studio/shell/frame/title_area.h"
#include "studio/shell/frame/window_parts.h"
#include "studio/shell/media_import.h"
#include "studio/shell/still_pictures.h"
#include "studio/shell/timeline_link.h"
#include "studio/shell/window_commands.h"
#include "studio/timeline/timeline_panel.h"
#include "studio/widgets/dock_tabs.h"
#include "studio/widgets/feedback.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>

namespace icmp::shell {

namespace {

using widgets::Token;

constexpr QSize firstSize(1'600, 1'000);
constexpr QSize leastSize(1'024, 640);
constexpr int timelineHeight = 408; // all rows of a new project
constexpr int timelinePercentMax = 44;
constexpr int inspectorPercentMax = 32;
constexpr int compactBelow = 1'120; // the library becomes a column of icons

QString layoutName(Workspace workspace)
{
    return workspace == Workspace::Author ? QStringLiteral("layout/author") : QStringLiteral("layout/live");
}

} // namespace

MainWindow::MainWindow(Workbench &bench, settings::Keymap &keymap, widgets::Theme &theme)
    : m_bench(bench), m_keymap(keymap), m_theme(theme), m_actions(new ActionTable(keymap, this))
{
    setObjectName(QStringLiteral("studio"));
    setWindowTitle(tr("ICMP Studio"));
    setAcceptDrops(true);
    setMinimumSize(leastSize);
    setDockOptions(AnimatedDocks | AllowNestedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setContentsMargins(4, 0, 4, 0);
    buildTitle();
    buildDocks();
    m_toast = new widgets::Toast(this);
    wirePanels();
    wireTimeline();
    wireBench();
    m_commands = new WindowCommands(*this);
    connect(&m_theme, &widgets::Theme::changed, this, &MainWindow::followTheme);
    followTheme();
    qApp->installEventFilter(this);
    // The frame that the window manager adds must fit too.
    resize(firstSize.boundedTo(screen()->availableSize() - QSize(8, 32)));
    resetLayout();
    m_firstLayout = saveState();
    restoreGeometry(m_bench.settings().blob(QStringLiteral("layout/window")));
    restoreState(m_bench.settings().blob(layoutName(Workspace::Author)));
    if (m_bench.document())
        showDocument();
    m_preview->canvas().setFocus();
}

MainWindow::~MainWindow()
{
    qApp->removeEventFilter(this);
    // It takes its pictures back from the timeline, which must still be there.
    delete m_timelineLink;
}

void MainWindow::buildTitle()
{
    m_title = new TitleArea(m_actions->menus(), this);
    m_title->addWorkspace(QStringLiteral("author"), tr("Author"));
    m_title->addWorkspace(QStringLiteral("live"), tr("Live"));
    m_title->setSearchKey(m_keymap.keyOf(QStringLiteral("view.search")).toString(QKeySequence::NativeText));
    m_title->setConnection(QStringLiteral("disconnected"), Token::Text2, tr("Signed out"));
    setMenuWidget(m_title);
    m_status = new StatusLine(this);
    auto *bar = new QStatusBar(this);
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->addWidget(m_status, 1);
    setStatusBar(bar);
    connect(m_title, &TitleArea::searchRequested, this, &MainWindow::openCommandSearch);
    connect(m_title, &TitleArea::workspaceChosen, this,
            [this](int index) { setWorkspace(Workspace(index)); });
}

QDockWidget *MainWindow::addDock(Qt::DockWidgetArea area, const QString &name, const QString &title,
                                 QWidget *content)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(name + QStringLiteral("-dock"));
    content->setObjectName(name);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setTitleBarWidget(new QWidget(dock));
    dock->setWidget(new DockFrame(content, dock));
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::buildDocks()
{
    m_preview = new preview::PreviewPanel(m_bench.playback(), this);
    m_preview->setObjectName(QStringLiteral("preview"));
    m_centre = new QStackedWidget(this);
    m_centre->addWidget(new DockFrame(m_preview, m_centre));
    setCentralWidget(m_centre);
    m_library = new library::LibraryPanel(this);
    m_libraryDock = addDock(Qt::LeftDockWidgetArea, QStringLiteral("library"), tr("Library"), m_library);
    const auto ask = [this](const project::Edit &edit) -> Result<void> {
        if (!m_bench.document())
            return refuse(RefusalCode::NotAllowedHere);
        if (const auto done = m_bench.document()->apply(edit); !done)
            return tl::unexpected(done.error());
        return {};
    };
    m_timeline = new timeline::TimelinePanel(ask, m_bench.random(), this);
    m_timelineDock =
        addDock(Qt::BottomDockWidgetArea, QStringLiteral("timeline"), tr("Timeline"), m_timeline);
    m_inspector = new inspector::InspectorPanel(this);
    m_inspectorDock =
        addDock(Qt::RightDockWidgetArea, QStringLiteral("inspector"), tr("Inspector"), m_inspector);
}

void MainWindow::resetLayout()
{
    for (QDockWidget *dock : {m_libraryDock, m_timelineDock, m_inspectorDock})
        dock->setVisible(m_workspace == Workspace::Author);
    resizeDocks({m_libraryDock, m_inspectorDock}, {256, 348}, Qt::Horizontal);
    resizeDocks({m_timelineDock}, {timelineHeight}, Qt::Vertical);
}

void MainWindow::wirePanels()
{
    connect(&m_library->elements(), &library::ElementGrid::addRequested, this,
            [this](const QString &type) { insertElement(type); });
    library::MediaList &media = m_library->media();
    connect(&media, &library::MediaList::importRequested, this,
            [this] { m_actions->action(QStringLiteral("file.import-media"))->trigger(); });
    connect(&media, &library::MediaList::filesDropped, &m_bench.imports(), &MediaImport::import);
    connect(&media, &library::MediaList::useRequested, &m_bench.imports(), &MediaImport::use);
    connect(&media, &library::MediaList::removeRequested, this,
            [this](const QString &hash) { m_bench.apply(project::Edit{project::RemoveAsset{hash}}); });
    connect(&m_bench.imports(), &MediaImport::progressed, &media, &library::MediaList::setProgress);
    connect(&m_bench.imports(), &MediaImport::thumbnailsChanged, &media,
            &library::MediaList::refreshThumbnail);
    preview::CanvasView &canvas = m_preview->canvas();
    connect(&canvas, &preview::CanvasView::elementDropped, this, &MainWindow::insertElement);
    connect(&canvas, &preview::CanvasView::filesDropped, &m_bench.imports(), &MediaImport::import);
    connect(&canvas, &preview::CanvasView::openRequested, m_inspector,
            [this] { m_inspector->focusField(QStringLiteral("question")); });
    connect(m_preview, &preview::PreviewPanel::refused, this,
            [this](const QString &sentence) { tell(sentence, Tone::Warning); });
    connect(m_inspector, &inspector::InspectorPanel::problemsChanged, this, &MainWindow::showProblems);
    connect(m_inspector, &inspector::InspectorPanel::languageChosen, &canvas,
            &preview::CanvasView::setLanguage);
    connect(m_status, &StatusLine::problemsActivated, this, [this] {
        m_inspectorDock->show();
        m_inspector->showProblems();
    });
    connect(m_status, &StatusLine::jobCancelled, &m_bench.imports(), &MediaImport::cancelAll);
}

// The window's commands have the timeline's keys; two actions with one key would both stay silent.
void MainWindow::wireTimeline()
{
    m_timelineLink = new TimelineLink(m_bench, *m_timeline, this);
    m_timeline->addHistory(m_actions->action(QStringLiteral("edit.undo")),
                           m_actions->action(QStringLiteral("edit.redo")));
    for (QAction *action : m_timeline->actions()) {
        const QList<QKeySequence> keys = action->shortcuts();
        const bool taken = std::any_of(keys.begin(), keys.end(), [this](const QKeySequence &key) {
            return !m_keymap.actionsFor(key, {}).isEmpty();
        });
        if (taken)
            action->setShortcuts(QList<QKeySequence>{});
    }
    m_timeline->action(QStringLiteral("timeline.snapping"))
        ->setChecked(m_bench.settings().get(settings::declared::snapping));
    m_timeline->action(QStringLiteral("timeline.ripple"))
        ->setChecked(m_bench.settings().get(settings::declared::ripple));
    connect(m_timelineLink, &TimelineLink::refused, this,
            [this](const QString &sentence) { tell(sentence, Tone::Warning); });
    connect(m_timelineLink, &TimelineLink::problemActivated, m_inspector,
            [this] { m_inspector->showProblems(); });
    connect(m_timelineLink, &TimelineLink::clipActivated, m_inspector,
            [this] { m_inspector->focusField(QStringLiteral("question")); });
}

void MainWindow::wireBench()
{
    connect(&m_bench, &Workbench::documentReplaced, this, &MainWindow::showDocument);
    connect(&m_bench, &Workbench::told, this, &MainWindow::tell);
    connect(&m_bench.imports(), &MediaImport::jobsChanged, this, &MainWindow::showJobs);
}

void MainWindow::showDocument()
{
    document::Document *document = m_bench.document();
    m_preview->setDocument(document, &m_bench.selection());
    m_inspector->setDocument(document, &m_bench.selection());
    m_timelineLink->follow(document);
    m_library->media().setAssets(document->project().assets);
    m_title->setProjectName(document->title());
    setWindowTitle(tr("%1, ICMP Studio").arg(document->title()));
    connect(document, &document::Document::changed, this, [this, document](const document::Change &change) {
        m_status->setSeq(document->seq());
        if (change.assets)
            m_library->media().setAssets(document->project().assets);
        if (change.head) {
            m_title->setProjectName(document->title());
            setWindowTitle(tr("%1, ICMP Studio").arg(document->title()));
        }
    });
    connect(document, &document::Document::keepingChanged, this, &MainWindow::showKeeping);
    m_status->setSeq(document->seq());
    showKeeping();
    m_commands->follow(document);
}

void MainWindow::showKeeping()
{
    const document::Keeping keeping = m_bench.document()->keeping();
    QString icon = QStringLiteral("check");
    Token color = Token::Good;
    switch (keeping.state) {
    case document::KeepState::Kept:
        break;
    case document::KeepState::Keeping:
        icon = QStringLiteral("save");
        color = Token::Text2;
        break;
    case document::KeepState::Failing:
        icon = QStringLiteral("error");
        color = Token::Bad;
        tell(keeping.text(), Tone::Bad);
        break;
    case document::KeepState::ReadOnly:
    case document::KeepState::InMemory:
        icon = QStringLiteral("warning");
        color = Token::Warn;
        break;
    }
    m_title->setKept(icon, color, keeping.text());
    m_status->setKept(icon, color, keeping.text());
}

void MainWindow::showProblems()
{
    int counts[3] = {0, 0, 0};
    for (const inspector::Problem &problem : m_inspector->problems())
        ++counts[int(problem.finding.severity)];
    m_status->setProblems(counts[2], counts[1], counts[0]);
    m_timelineLink->showProblems(m_inspector->problems());
}

void MainWindow::showJobs()
{
    const QList<ImportJob> &jobs = m_bench.imports().jobs();
    if (jobs.isEmpty()) {
        m_status->setJob({}, 0);
        return;
    }
    const ImportJob &job = jobs.first();
    const QString label =
        jobs.size() == 1 ? QStringLiteral("%1, %2").arg(job.stage, job.name)
                         : tr("%1, %2 and %n more", nullptr, int(jobs.size()) - 1).arg(job.stage, job.name);
    m_status->setJob(label, job.percent);
}

void MainWindow::setWorkspace(Workspace workspace)
{
    if (workspace == m_workspace)
        return;
    saveLayout();
    m_workspace = workspace;
    m_title->setWorkspace(int(workspace));
    if (workspace == Workspace::Live)
        Q_EMIT liveWanted();
    showInCentre(std::min(int(workspace), m_centre->count() - 1));
    if (!restoreState(m_bench.settings().blob(layoutName(workspace))))
        resetLayout();
    if (workspace == Workspace::Live) {
        for (QDockWidget *dock : {m_libraryDock, m_timelineDock, m_inspectorDock})
            dock->hide();
    }
    m_commands->refresh();
}

void MainWindow::setLivePanel(QWidget *panel)
{
    panel->setObjectName(QStringLiteral("live"));
    m_centre->addWidget(new DockFrame(panel, m_centre));
    showInCentre(m_centre->currentIndex());
}

// A stack is as large as its largest page; a page that is not shown must not take the docks their room.
void MainWindow::showInCentre(int page)
{
    for (int i = 0; i < m_centre->count(); ++i) {
        const auto policy = i == page ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_centre->widget(i)->setSizePolicy(policy, policy);
    }
    m_centre->setCurrentIndex(page);
}

void MainWindow::saveLayout()
{
    m_bench.settings().setBlob(layoutName(m_workspace), saveState());
    m_bench.settings().setBlob(QStringLiteral("layout/window"), saveGeometry());
}

void MainWindow::openCommandSearch()
{
    if (!m_search)
        m_search = new CommandSearch(m_actions->all(), this);
    m_search->open();
}

void MainWindow::tell(const QString &sentence, Tone tone)
{
    const QString icon = tone == Tone::Good      ? QStringLiteral("check")
                         : tone == Tone::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("error");
    const Token color = tone == Tone::Good ? Token::Good : tone == Tone::Warning ? Token::Warn : Token::Bad;
    m_toast->tell(icon, color, sentence);
}

void MainWindow::showPictures()
{
    const auto picture = [this](const QString &hash) { return m_bench.media().thumbnail(hash, {}); };
    m_library->media().setThumbnails(picture);
    m_stills = new StillPictures(m_bench, this);
    m_preview->canvas().setImages([this](const QString &hash) { return m_stills->picture(hash); });
    connect(m_stills, &StillPictures::changed, &m_preview->canvas(), qOverload<>(&QWidget::update));
    connect(&m_bench.imports(), &MediaImport::thumbnailsChanged, &m_preview->canvas(),
            qOverload<>(&QWidget::update));
    m_bench.makeMissingMedia();
}

void MainWindow::insertElement(const QString &type, std::optional<project::Box> box)
{
    document::Document *document = m_bench.document();
    const ClipId id = document->newId<ClipId>();
    const Place place{
        document->project(), document->index(), m_bench.selection().scene(), {}, m_bench.playback().time()};
    const MediaTime length = MediaTime::ofMs(m_bench.settings().get(settings::declared::insertLengthMs));
    const auto edit = shell::insertElement(place, {type, length, box}, [id] { return id; });
    if (!edit) {
        tell(tr("No interaction track is free at the playhead. Move the playhead, or add a track with "
                "Ctrl+T."),
             Tone::Warning);
        return;
    }
    if (m_bench.apply(*edit))
        m_bench.selection().setClips({id});
}

void MainWindow::followTheme()
{
    update();
    if (m_commands)
        m_commands->refresh();
}

void MainWindow::applyWidth()
{
    m_library->setCompact(width() < compactBelow);
    m_libraryDock->setMinimumWidth(width() < compactBelow ? 56 : 160);
    m_libraryDock->setMaximumWidth(width() < compactBelow ? 56 : QWIDGETSIZE_MAX);
    // The picture keeps its room when the window gets small.
    if (m_timelineDock->isVisible() && m_timelineDock->height() * 100 > height() * timelinePercentMax)
        resizeDocks({m_timelineDock}, {height() * (timelinePercentMax - 4) / 100}, Qt::Vertical);
    if (m_inspectorDock->isVisible() && m_inspectorDock->width() * 100 > width() * inspectorPercentMax)
        resizeDocks({m_inspectorDock}, {width() * (inspectorPercentMax - 2) / 100}, Qt::Horizontal);
}

void MainWindow::whenPainted(std::function<void()> then)
{
    m_painted = std::move(then);
    update();
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (m_painted)
        QTimer::singleShot(0, this, std::exchange(m_painted, nullptr));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    applyWidth();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_bench.imports().jobs().isEmpty()) {
        const auto answer = QMessageBox::question(
            this, tr("Media is still being imported"),
            tr("Still running: %n import(s). Quit and stop? What is already in the project stays.", nullptr,
               int(m_bench.imports().jobs().size())),
            QMessageBox::Close | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer != QMessageBox::Close) {
            event->ignore();
            return;
        }
        m_bench.imports().cancelAll();
    }
    m_inspector->flush();
    if (m_bench.document() && !m_bench.document()->flush()) {
        const auto answer =
            QMessageBox::warning(this, tr("Not everything is kept"), m_bench.document()->keeping().text(),
                                 QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer != QMessageBox::Discard) {
            event->ignore();
            return;
        }
    }
    saveLayout();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList paths = localFiles(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    if (paths.size() == 1 && paths.first().endsWith(QLatin1String(".icmp"))) {
        if (const auto done = m_bench.open(paths.first()); !done)
            tell(done.error().what, Tone::Bad);
        return;
    }
    m_bench.imports().import(paths);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && watched == QApplication::focusWidget() &&
        keepsKey(*QApplication::focusWidget(), *static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace icmp::shell
