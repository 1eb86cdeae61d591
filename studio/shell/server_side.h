// The window's relation to the server: signing in and out, the chips that say so, and publishing.
#pragma once

#include "studio/live/live_panel.h"
#include "studio/media/media_library.h"
#include "studio/publish/publisher.h"
#include "studio/remote/desk.h"
#include "studio/remote/server_link.h"

#include <QObject>
#include <memory>

namespace icmp::shell {

class MainWindow;
class Workbench;

// Films that browsers play, by the media library.
class LibraryRenderer : public QObject, public publish::FilmRenderer {
    Q_OBJECT

public:
    explicit LibraryRenderer(Workbench &bench) : m_bench(bench) {}
    void render(const project::Project &project, std::function<void(int)> progress,
                std::function<void(Outcome<publish::Rendered>)> done) override;
    void cancel() override;

private:
    Workbench &m_bench;
    media::JobId m_job;
};

class ServerSide : public QObject {
    Q_OBJECT

public:
    // Both outlive it. Binds the commands about server and account.
    ServerSide(MainWindow &window, const Clock &clock);
    ~ServerSide() override;

    remote::ServerLink &link() { return m_link; }
    // Signs in with the account of a try-out and tells the end of it: in the window, and to `then`.
    // fails  on a server elsewhere or a file others can read
    Outcome<void> signInAs(const QUrl &server, const QString &accountFile,
                           std::function<void(Outcome<void>)> then = {});
    // Enters the show that the document was last published as, or the one given.
    void enterShow(const QString &event);

private:
    void askToSignIn();
    void publish();
    void refresh();
    live::LivePanel &panel();
    void bindLiveActions();

    MainWindow &m_window;
    remote::ServerLink m_link;
    remote::Desk m_desk;
    live::LivePanel *m_panel = nullptr;
    std::unique_ptr<LibraryRenderer> m_renderer;
    std::unique_ptr<publish::Publisher> m_publisher;
};

} // namespace icmp::shell
