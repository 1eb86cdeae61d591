#include "studio/shell/server_side.h"

#include "studio/account/sign_in_dialog.h"
#include "studio/inspector/inspector_panel.h"
#include "studio/preview/preview_panel.h"
#include "studio/publish/publish_dialog.h"
#include "studio/shell/frame/status_line.h"
#include "studio/shell/frame/title_area.h"
#include "studio/shell/main_window.h"

#include <QDockWidget>
#include <QMenu>

namespace icmp::shell {

namespace {

// Where the scene's film lies, and its hash; empty when there is none on this machine.
QString filmPath(const document::Document &document, const project::Project &project)
{
    for (const project::Scene &scene : project.scenes) {
        for (const project::Track &track : scene.tracks) {
            for (const project::Clip &clip : track.clips.all()) {
                if (clip.media())
                    return document.assetPath(clip.media()->asset);
            }
        }
    }
    return {};
}

} // namespace

void LibraryRenderer::render(const project::Project &project, std::function<void(int)> progress,
                             std::function<void(Outcome<publish::Rendered>)> done)
{
    const QString path = filmPath(*m_bench.document(), project);
    if (path.isEmpty()) {
        done(fail(tr("The film is not on this machine."), tr("Import it again to link it.")));
        return;
    }
    media::MediaLibrary &library = m_bench.media();
    m_job = library.render(path);
    auto *call = new QObject(this);
    const auto end = [call, done](Outcome<publish::Rendered> outcome) {
        call->deleteLater();
        call->disconnect();
        done(std::move(outcome));
    };
    using Library = media::MediaLibrary;
    connect(&library, &Library::progressed, call, [this, progress](media::JobId job, int percent) {
        if (job == m_job)
            progress(percent * 10);
    });
    connect(&library, &Library::rendered, call, [this, end](media::JobId job, const media::Rendition &made) {
        if (job != m_job)
            return;
        publish::Rendered rendered;
        rendered.path = made.path;
        rendered.film = {made.hash, made.type, made.bytes, made.size.width(), made.size.height()};
        end(rendered);
    });
    connect(&library, &Library::failed, call, [this, end](media::JobId job, const Failure &failure) {
        if (job == m_job)
            end(tl::unexpected(failure));
    });
    connect(&library, &Library::cancelled, call, [this, end](media::JobId job) {
        if (job == m_job)
            end(fail(tr("Rendering was cancelled.")));
    });
}

void LibraryRenderer::cancel()
{
    m_bench.media().cancel(m_job);
}

ServerSide::ServerSide(MainWindow &window, const Clock &clock)
    : QObject(&window), m_window(window), m_link(clock), m_desk(m_link, clock, window.bench().random())
{
    m_link.setServer(QUrl(window.bench().settings().get(settings::declared::serverAddress)));
    ActionTable &actions = window.actionTable();
    actions.bind(QStringLiteral("tools.sign-in"), [this](bool) { askToSignIn(); });
    actions.bind(QStringLiteral("tools.sign-out"), [this](bool) { m_link.signOut(); });
    actions.bind(QStringLiteral("file.publish"), [this](bool) { publish(); });
    auto *menu = new QMenu(&window);
    menu->addAction(actions.action(QStringLiteral("tools.sign-in")));
    menu->addAction(actions.action(QStringLiteral("tools.sign-out")));
    menu->addSeparator();
    menu->addAction(actions.action(QStringLiteral("tools.settings")));
    window.title().setAccountMenu(menu);
    connect(&window.title(), &TitleArea::connectionActivated, this, [this] {
        if (!m_link.isSignedIn())
            askToSignIn();
    });
    connect(&m_link, &remote::ServerLink::stateChanged, this, &ServerSide::refresh);
    connect(&m_link, &remote::ServerLink::latencyChanged, this,
            [this] { m_window.status().setLatency(m_link.latencyMs()); });
    connect(&window, &MainWindow::liveWanted, this, [this] { panel(); });
    bindLiveActions();
    connect(&window.bench(), &Workbench::documentReplaced, this, [this] {
        if (m_panel)
            m_panel->setDocument(m_window.bench().document());
    });
    refresh();
}

ServerSide::~ServerSide()
{
    delete m_panel;
}

Outcome<void> ServerSide::signInAs(const QUrl &server, const QString &accountFile,
                                   std::function<void(Outcome<void>)> then)
{
    if (!remote::isLoopback(server))
        return fail(tr("%1 is not on this machine.").arg(server.toString()),
                    tr("Sign in to other servers under Tools, Sign in."));
    const auto account = remote::readAccountFile(accountFile);
    if (!account)
        return tl::unexpected(account.error());
    m_link.setServer(server);
    m_link.signInAs(*account, [this, event = account->event, then](const remote::Remote<void> &answer) {
        if (!answer)
            m_window.tell(answer.error().sentence, Tone::Bad);
        else if (!event.isEmpty())
            enterShow(event);
        if (then)
            then(answer ? Outcome<void>() : fail(answer.error().sentence));
    });
    return {};
}

void ServerSide::askToSignIn()
{
    auto *dialog = new account::SignInDialog(m_link, m_link.server().toString(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &account::SignInDialog::signedIn, this, [this](const QString &server) {
        m_window.bench().settings().set(settings::declared::serverAddress, server);
        m_window.tell(tr("Signed in as %1.").arg(m_link.login()), Tone::Good);
    });
    dialog->open();
}

void ServerSide::publish()
{
    m_window.inspector().flush();
    if (!m_link.isSignedIn()) {
        m_window.tell(tr("Sign in first; then publish."), Tone::Warning);
        askToSignIn();
        return;
    }
    if (!m_publisher) {
        m_renderer = std::make_unique<LibraryRenderer>(m_window.bench());
        m_publisher =
            std::make_unique<publish::Publisher>(m_link, m_window.bench().random(), m_renderer.get());
        connect(m_publisher.get(), &publish::Publisher::finished, this, [this] {
            if (m_publisher->step() == publish::Step::Done)
                enterShow(m_publisher->result().event);
        });
    }
    auto *dialog = new publish::PublishDialog(*m_window.bench().document(), *m_publisher, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &publish::PublishDialog::problemChosen, this, [this](ClipId clip, const QString &field) {
        m_window.setWorkspace(Workspace::Author);
        m_window.inspectorDock()->show();
        m_window.inspector().openAt(clip, field);
    });
    dialog->open();
}

void ServerSide::enterShow(const QString &event)
{
    if (event != m_desk.event())
        m_desk.enter(event);
}

// Made when it is first needed: the window's first picture does not wait for it.
live::LivePanel &ServerSide::panel()
{
    if (m_panel)
        return *m_panel;
    m_panel = new live::LivePanel(m_desk, m_link);
    m_panel->setDocument(m_window.bench().document());
    m_panel->setCardPaint([this](QPainter &painter, const QRectF &picture, ClipId clip) {
        m_window.preview().canvas().paintAlone(painter, picture, clip);
    });
    connect(m_panel, &live::LivePanel::clipChosen, this,
            [this](ClipId clip) { m_window.bench().selection().setClips({clip}); });
    connect(m_panel, &live::LivePanel::refused, this,
            [this](const QString &sentence) { m_window.tell(sentence, Tone::Warning); });
    m_window.setLivePanel(m_panel);
    return *m_panel;
}

void ServerSide::bindLiveActions()
{
    ActionTable &actions = m_window.actionTable();
    for (int i = 0; i < live::actionCount; ++i) {
        const auto action = live::Action(i);
        actions.bind(QStringLiteral("live.") + QLatin1String(live::rowOf(action).id),
                     [this, action](bool) { panel().press(action); });
    }
    actions.bind(QStringLiteral("live.start-or-end"), [this](bool) { panel().startOrEnd(); });
    actions.bind(QStringLiteral("live.ask-again"), [this](bool) { panel().askAgain(); });
    actions.bind(QStringLiteral("live.announce"), [this](bool) {
        m_window.setWorkspace(Workspace::Live);
        panel().writeNotice();
    });
    actions.bind(QStringLiteral("live.large-buttons"), [this](bool on) { panel().setLargeButtons(on); });
}

void ServerSide::refresh()
{
    using widgets::Token;
    QString icon = QStringLiteral("disconnected");
    Token color = Token::Text2;
    switch (m_link.state()) {
    case remote::LinkState::Connected:
        icon = QStringLiteral("connected");
        color = Token::Good;
        break;
    case remote::LinkState::Reconnecting:
        icon = QStringLiteral("reconnecting");
        color = Token::Warn;
        break;
    case remote::LinkState::Offline:
        color = Token::Warn;
        break;
    case remote::LinkState::SigningIn:
        icon = QStringLiteral("sending");
        break;
    case remote::LinkState::NoServer:
    case remote::LinkState::SignedOut:
        break;
    }
    m_window.title().setConnection(icon, color, m_link.stateText());
    m_window.title().setAccount(m_link.isSignedIn() ? m_link.login() : QString());
    m_window.actionTable().setEnabled(QStringLiteral("tools.sign-out"), m_link.isSignedIn(),
                                      tr("Nobody is signed in."));
}

} // namespace icmp::shell
