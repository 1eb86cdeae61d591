// Commands of the menus File, Edit and View.
#include "studio/shell/window_commands.h"

#include "studio/inspector/inspector_panel.h"
#include "studio/library/library_panel.h"
#include "studio/preview/preview_panel.h"
#include "studio/shell/dialogs.h"
#include "studio/shell/main_window.h"
#include "studio/shell/media_import.h"
#include "studio/timeline/timeline_panel.h"

#include <QAction>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QSaveFile>

namespace icmp::shell {

namespace {

constexpr int textStep = 10;

} // namespace

WindowCommands::WindowCommands(MainWindow &window)
    : QObject(&window), m_window(window), m_bench(window.bench()), m_actions(window.actionTable())
{
    bindFile();
    bindFileInOut();
    bindEdit();
    bindSelect();
    bindView();
    bindGoTo();
    bindTheme();
    bindInsert();
    bindClip();
    bindAlign();
    bindTracks();
    bindPlay();
    bindMarks();
    bindTools();
    connect(&m_bench.selection(), &document::Selection::clipsChanged, this, &WindowCommands::refresh);
    connect(&m_bench.playback(), &preview::Playback::stateChanged, this, &WindowCommands::refreshPlay);
    connect(&m_window.preview(), &preview::PreviewPanel::toolsChanged, this, &WindowCommands::refreshPlay);
    refresh();
}

void WindowCommands::follow(document::Document *document)
{
    connect(document, &document::Document::historyChanged, this, &WindowCommands::refresh);
    refresh();
}

Place WindowCommands::place() const
{
    document::Document *document = m_bench.document();
    return {document->project(), document->index(), m_bench.selection().scene(), m_bench.selection().clips(),
            m_bench.playback().time()};
}

NewClipId WindowCommands::newIds() const
{
    return [document = m_bench.document()] { return document->newId<ClipId>(); };
}

void WindowCommands::run(const std::optional<project::Edit> &edit)
{
    if (edit)
        m_bench.apply(*edit);
}

void WindowCommands::bindEditOf(const char *id, std::function<std::optional<project::Edit>()> edit)
{
    m_actions.bind(QLatin1String(id), [this, edit](bool) {
        if (m_bench.document())
            run(edit());
    });
}

void WindowCommands::bindTo(const char *id, QAction *action)
{
    sameAs(action, id);
    m_actions.bind(QLatin1String(id), [action](bool) { action->trigger(); });
}

void WindowCommands::bindTimeline(const char *id, const char *command)
{
    bindTo(id, m_window.timeline().action(QLatin1String(command)));
}

// A panel's own action says which command of the menus does the same; the tests hold it to that.
void WindowCommands::sameAs(QAction *action, const char *id)
{
    action->setProperty("command", QLatin1String(id));
}

void WindowCommands::tellFailure(const Failure &failure)
{
    m_window.tell(failure.advice.isEmpty() ? failure.what : failure.what + u' ' + failure.advice, Tone::Bad);
}

void WindowCommands::openFile(const QString &path)
{
    if (path.isEmpty())
        return;
    m_window.inspector().flush();
    if (const auto done = m_bench.open(path); !done)
        tellFailure(done.error());
}

void WindowCommands::bindFile()
{
    m_actions.bind(QStringLiteral("file.new"), [this](bool) {
        m_window.inspector().flush();
        if (const auto done = m_bench.startNew(); !done)
            tellFailure(done.error());
    });
    m_actions.bind(QStringLiteral("file.open"), [this](bool) {
        openFile(QFileDialog::getOpenFileName(&m_window, tr("Open project"), {}, tr("Projects (*.icmp)")));
    });
    m_actions.bind(QStringLiteral("file.sample"), [this](bool) {
        if (const auto done = m_bench.openSample(); !done)
            tellFailure(done.error());
    });
    m_actions.bind(QStringLiteral("file.save-version"), [this](bool) {
        m_window.inspector().flush();
        bool ok = false;
        const QString name = QInputDialog::getText(
            &m_window, tr("Save a named version"),
            tr("All changes are kept already. Name this state to return to it."), QLineEdit::Normal, {}, &ok);
        if (!ok || name.trimmed().isEmpty())
            return;
        m_bench.document()->saveVersion(name.trimmed(), [this, name](const Outcome<void> &done) {
            if (done)
                m_window.tell(tr("Saved as version “%1”.").arg(name.trimmed()), Tone::Good);
            else
                tellFailure(done.error());
        });
    });
    m_actions.bind(QStringLiteral("file.versions"),
                   [this](bool) { showVersions(*m_bench.document(), &m_window); });
    const auto save = [this](bool move) {
        const QString path = QFileDialog::getSaveFileName(&m_window, move ? tr("Save as") : tr("Save a copy"),
                                                          {}, tr("Projects (*.icmp)"));
        if (path.isEmpty())
            return;
        const QString file = path.endsWith(QLatin1String(".icmp")) ? path : path + QStringLiteral(".icmp");
        const auto told = [this, file, move](const Outcome<void> &done) {
            if (!done) {
                tellFailure(done.error());
                return;
            }
            if (move)
                m_bench.remember(file);
            m_window.tell(tr("Saved as %1.").arg(QFileInfo(file).fileName()), Tone::Good);
        };
        if (move)
            m_bench.document()->saveAs(file, told);
        else
            m_bench.document()->saveCopy(file, told);
    };
    m_actions.bind(QStringLiteral("file.save-as"), [save](bool) { save(true); });
    m_actions.bind(QStringLiteral("file.save-copy"), [save](bool) { save(false); });
    m_actions.bind(QStringLiteral("file.quit"), [this](bool) { m_window.close(); });
    auto *recent = new QMenu(tr("Open &recent"), &m_window);
    recent->setObjectName(QStringLiteral("recent"));
    QMenu *file = m_actions.menus().first();
    file->insertMenu(m_actions.action(QStringLiteral("file.sample")), recent);
    connect(recent, &QMenu::aboutToShow, this, &WindowCommands::fillRecent);
}

void WindowCommands::fillRecent()
{
    auto *menu = m_window.findChild<QMenu *>(QStringLiteral("recent"));
    menu->clear();
    for (const QString &path : m_bench.recent()) {
        QAction *action = menu->addAction(QFileInfo(path).completeBaseName());
        action->setToolTip(path);
        action->setEnabled(QFileInfo::exists(path));
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    if (menu->isEmpty())
        menu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
}

void WindowCommands::bindFileInOut()
{
    for (const auto &[id, name] :
         {std::pair("file.use-media", "media.use"), std::pair("file.remove-media", "media.remove")}) {
        auto *action = m_window.library().findChild<QAction *>(QLatin1String(name));
        sameAs(action, id);
        m_actions.bind(QLatin1String(id), [this, action](bool) {
            if (m_window.library().media().chosen().isEmpty())
                m_window.tell(tr("Choose a film, sound or image in the library first."), Tone::Warning);
            else
                action->trigger();
        });
    }
    m_actions.bind(QStringLiteral("file.import-media"), [this](bool) {
        const QStringList paths =
            QFileDialog::getOpenFileNames(&m_window, tr("Import media"), {},
                                          tr("Media (*.mp4 *.mov *.mkv *.webm *.mp3 *.wav *.ogg *.png *.jpg "
                                             "*.jpeg *.webp);;All files (*)"));
        if (!paths.isEmpty())
            m_bench.imports().import(paths);
    });
    m_actions.bind(QStringLiteral("file.import-json"), [this](bool) {
        const QString path =
            QFileDialog::getOpenFileName(&m_window, tr("Import JSON"), {}, tr("JSON (*.json)"));
        if (path.isEmpty())
            return;
        if (const auto done = m_bench.importJson(path); !done)
            tellFailure(done.error());
    });
    m_actions.bind(QStringLiteral("file.export-json"), [this](bool) {
        const QString path = QFileDialog::getSaveFileName(
            &m_window, tr("Export JSON"), m_bench.document()->title() + QStringLiteral(".json"),
            tr("JSON (*.json)"));
        if (path.isEmpty())
            return;
        QSaveFile file(path);
        const QByteArray bytes = project::canonicalBytes(m_bench.document()->project());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            tellFailure(
                {tr("%1 was not written: %2").arg(QFileInfo(path).fileName(), file.errorString()), {}});
        else
            m_window.tell(tr("Exported as %1.").arg(QFileInfo(path).fileName()), Tone::Good);
    });
    m_actions.bind(QStringLiteral("file.export-frame"), [this](bool) { exportFrame(); });
}

void WindowCommands::exportFrame()
{
    const QString path =
        QFileDialog::getSaveFileName(&m_window, tr("Export this frame"), {}, tr("Images (*.png)"));
    if (path.isEmpty())
        return;
    const project::Canvas canvas = m_bench.document()->project().canvas;
    const QImage image = m_window.preview().canvas().composed({int(canvas.width), int(canvas.height)});
    if (image.save(path, "PNG"))
        m_window.tell(tr("Exported as %1.").arg(QFileInfo(path).fileName()), Tone::Good);
    else
        tellFailure({tr("%1 was not written.").arg(QFileInfo(path).fileName()), {}});
}

void WindowCommands::bindEdit()
{
    m_actions.bind(QStringLiteral("edit.undo"), [this](bool) {
        m_window.inspector().flush();
        m_bench.document()->undo();
    });
    m_actions.bind(QStringLiteral("edit.redo"), [this](bool) { m_bench.document()->redo(); });
    const std::pair<const char *, const char *> timelines[] = {
        {"edit.cut", "timeline.cut"},
        {"edit.copy", "timeline.copy"},
        {"edit.paste", "timeline.paste"},
        {"edit.duplicate", "timeline.duplicate"},
        {"edit.delete", "timeline.delete"},
        {"edit.ripple-delete", "timeline.ripple-delete"},
        {"edit.select-all", "timeline.select-all"},
        {"edit.select-right", "timeline.select-right"}};
    for (const auto &[id, command] : timelines)
        bindTimeline(id, command);
    m_actions.bind(QStringLiteral("edit.inspect"), [this](bool) {
        m_window.inspectorDock()->show();
        m_window.inspector().focusField(QStringLiteral("question"));
    });
}

void WindowCommands::bindSelect()
{
    const auto choose = [this](std::function<bool(const project::Clip &)> wanted) {
        const project::Scene *scene = m_bench.document()->project().scene(m_bench.selection().scene());
        QList<ClipId> ids;
        for (const project::Track &track : scene ? scene->tracks : QList<project::Track>{}) {
            for (const project::Clip &clip : track.clips.all()) {
                if (clip.element() && wanted(clip))
                    ids.append(clip.id);
            }
        }
        m_bench.selection().setClips(ids);
    };
    m_actions.bind(QStringLiteral("edit.select-none"), [this](bool) { m_bench.selection().setClips({}); });
    m_actions.bind(QStringLiteral("edit.select-same"), [this, choose](bool) {
        const auto found =
            m_bench.document()->index().find(m_bench.document()->project(), m_bench.selection().focus());
        if (!found || !found->clip->element())
            return;
        choose([type = element::typeOf(*found->clip->element()).key](const project::Clip &clip) {
            return element::typeOf(*clip.element()).key == type;
        });
    });
    m_actions.bind(QStringLiteral("edit.select-next"), [this](bool) { selectNext(1); });
    m_actions.bind(QStringLiteral("edit.select-previous"), [this](bool) { selectNext(-1); });
}

void WindowCommands::selectNext(int by)
{
    const project::Scene *scene = m_bench.document()->project().scene(m_bench.selection().scene());
    QList<std::pair<MediaTime, ClipId>> order;
    for (const project::Track &track : scene ? scene->tracks : QList<project::Track>{}) {
        for (const project::Clip &clip : track.clips.all()) {
            if (clip.element())
                order.append({clip.range.start, clip.id});
        }
    }
    if (order.isEmpty())
        return;
    std::sort(order.begin(), order.end());
    qsizetype at = by > 0 ? -1 : order.size();
    for (qsizetype i = 0; i < order.size(); ++i) {
        if (order.at(i).second == m_bench.selection().focus())
            at = i;
    }
    const auto &next = order.at(std::clamp<qsizetype>(at + by, 0, order.size() - 1));
    m_bench.selection().setClips({next.second});
    m_bench.playback().seek(next.first);
}

void WindowCommands::bindView()
{
    m_actions.bind(QStringLiteral("view.search"), [this](bool) { m_window.openCommandSearch(); });
    m_actions.bind(QStringLiteral("view.author"), [this](bool) { m_window.setWorkspace(Workspace::Author); });
    m_actions.bind(QStringLiteral("view.live"), [this](bool) { m_window.setWorkspace(Workspace::Live); });
    const std::pair<const char *, QDockWidget *> docks[] = {{"view.library", m_window.libraryDock()},
                                                            {"view.timeline", m_window.timelineDock()},
                                                            {"view.inspector", m_window.inspectorDock()}};
    for (const auto &[id, dock] : docks) {
        m_actions.bind(QLatin1String(id), [dock = dock](bool on) { dock->setVisible(on); });
        connect(dock, &QDockWidget::visibilityChanged, this, &WindowCommands::refresh);
    }
    m_actions.bind(QStringLiteral("view.reset-layout"), [this](bool) { m_window.resetLayout(); });
    m_actions.bind(QStringLiteral("view.safe-areas"),
                   [this](bool on) { m_window.preview().setSafeAreas(on); });
    m_actions.bind(QStringLiteral("view.guides"), [this](bool on) { m_window.preview().setSnapping(on); });
    m_actions.bind(QStringLiteral("view.grid"), [this](bool on) { m_window.preview().setGrid(on); });
    m_actions.bind(QStringLiteral("view.canvas-fit"),
                   [this](bool) { m_window.preview().canvas().setZoom(0); });
    m_actions.bind(QStringLiteral("view.canvas-full"),
                   [this](bool) { m_window.preview().canvas().setZoom(100); });
    bindTimeline("view.timeline-in", "timeline.zoom-in");
    bindTimeline("view.timeline-out", "timeline.zoom-out");
    bindTimeline("view.timeline-fit", "timeline.fit");
    m_actions.bind(QStringLiteral("view.full-screen"), [this](bool on) {
        m_window.setWindowState(on ? m_window.windowState() | Qt::WindowFullScreen
                                   : m_window.windowState() & ~Qt::WindowFullScreen);
    });
}

void WindowCommands::bindGoTo()
{
    const auto focus = [this](const char *id, QDockWidget *dock, std::function<void()> go) {
        m_actions.bind(QLatin1String(id), [this, dock, go](bool) {
            if (m_window.workspace() != Workspace::Author)
                m_window.setWorkspace(Workspace::Author);
            if (dock)
                dock->show();
            go();
        });
    };
    focus("view.go-elements", m_window.libraryDock(), [this] {
        m_window.library().showElements();
        m_window.library().elements().focusFirst();
    });
    focus("view.go-media", m_window.libraryDock(), [this] { m_window.library().showMedia(); });
    focus("view.go-canvas", nullptr,
          [this] { m_window.preview().canvas().setFocus(Qt::ShortcutFocusReason); });
    focus("view.go-timeline", m_window.timelineDock(),
          [this] { m_window.timeline().view()->setFocus(Qt::ShortcutFocusReason); });
    focus("view.go-inspector", m_window.inspectorDock(),
          [this] { m_window.inspector().focusField(QStringLiteral("question")); });
    focus("view.go-problems", m_window.inspectorDock(), [this] { m_window.inspector().showProblems(); });
}

void WindowCommands::bindTheme()
{
    using widgets::Appearance;
    const std::pair<const char *, Appearance> themes[] = {{"view.theme-system", Appearance::System},
                                                          {"view.theme-dark", Appearance::Dark},
                                                          {"view.theme-light", Appearance::Light},
                                                          {"view.theme-contrast", Appearance::HighContrast}};
    for (const auto &[id, appearance] : themes) {
        m_actions.bind(QLatin1String(id), [this, appearance = appearance](bool) {
            m_bench.settings().set(settings::declared::appearance, int(appearance));
            m_window.theme().choose(appearance);
            refresh();
        });
    }
    m_actions.bind(QStringLiteral("view.text-larger"),
                   [this](bool) { zoomText(m_window.theme().textPercent() + textStep); });
    m_actions.bind(QStringLiteral("view.text-smaller"),
                   [this](bool) { zoomText(m_window.theme().textPercent() - textStep); });
    m_actions.bind(QStringLiteral("view.text-normal"), [this](bool) { zoomText(100); });
}

void WindowCommands::zoomText(int percent)
{
    m_bench.settings().set(settings::declared::textPercent, percent);
    m_window.theme().setTextPercent(m_bench.settings().get(settings::declared::textPercent));
}

void WindowCommands::refresh()
{
    const document::Document *document = m_bench.document();
    if (!document)
        return;
    const bool some = !m_bench.selection().clips().isEmpty();
    const QString reason = tr("Select an element first.");
    for (const QAction *action : m_actions.all()) {
        const QString id = action->objectName();
        const bool clip = id.startsWith(QLatin1String("clip."));
        const bool needs =
            clip || QStringList{QStringLiteral("edit.cut"),           QStringLiteral("edit.copy"),
                                QStringLiteral("edit.duplicate"),     QStringLiteral("edit.delete"),
                                QStringLiteral("edit.ripple-delete"), QStringLiteral("edit.select-same"),
                                QStringLiteral("edit.inspect")}
                        .contains(id);
        if (needs)
            m_actions.setEnabled(id, some, reason);
    }
    QAction *undo = m_actions.action(QStringLiteral("edit.undo"));
    QAction *redo = m_actions.action(QStringLiteral("edit.redo"));
    undo->setEnabled(document->canUndo());
    redo->setEnabled(document->canRedo());
    undo->setText(document->canUndo() ? tr("&Undo: %1").arg(document->undoLabel()) : tr("&Undo"));
    redo->setText(document->canRedo() ? tr("&Redo: %1").arg(document->redoLabel()) : tr("&Redo"));
    m_actions.setChecked(QStringLiteral("view.author"), m_window.workspace() == Workspace::Author);
    m_actions.setChecked(QStringLiteral("view.live"), m_window.workspace() == Workspace::Live);
    m_actions.setChecked(QStringLiteral("view.library"), !m_window.libraryDock()->isHidden());
    m_actions.setChecked(QStringLiteral("view.timeline"), !m_window.timelineDock()->isHidden());
    m_actions.setChecked(QStringLiteral("view.inspector"), !m_window.inspectorDock()->isHidden());
    using widgets::Appearance;
    const Appearance now = m_window.theme().appearance();
    m_actions.setChecked(QStringLiteral("view.theme-system"), now == Appearance::System);
    m_actions.setChecked(QStringLiteral("view.theme-dark"), now == Appearance::Dark);
    m_actions.setChecked(QStringLiteral("view.theme-light"), now == Appearance::Light);
    m_actions.setChecked(QStringLiteral("view.theme-contrast"), now == Appearance::HighContrast);
    refreshPlay();
}

void WindowCommands::refreshPlay()
{
    const preview::PreviewPanel &preview = m_window.preview();
    m_actions.setChecked(QStringLiteral("view.safe-areas"), preview.safeAreas());
    m_actions.setChecked(QStringLiteral("view.guides"), preview.snapping());
    m_actions.setChecked(QStringLiteral("view.grid"), preview.grid());
    m_actions.setChecked(QStringLiteral("play.loop"), m_bench.playback().loops());
    const timeline::TimelineState &timeline = m_window.timeline().view()->state();
    m_actions.setChecked(QStringLiteral("tools.snapping"), timeline.snapping);
    m_actions.setChecked(QStringLiteral("tools.ripple"), timeline.ripple);
    m_actions.setChecked(QStringLiteral("play.mute"), m_bench.playback().volume() <= 0);
}

} // namespace icmp::shell
