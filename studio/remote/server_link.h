// The studio's relation to one server: who is signed in, whether it answers, and the words for that.
#pragma once

#include "core/base/ports.h"
#include "studio/remote/account_file.h"
#include "studio/remote/rest_client.h"

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>

namespace icmp::remote {

enum class LinkState {
    NoServer, // no address is set
    SignedOut,
    SigningIn,
    Connected,
    Reconnecting, // the server does not answer; the next try is at a known time
    Offline       // the person or the system said so
};

struct Credentials {
    QString login;
    QString password;
    QString code; // six digits
};

class ServerLink : public QObject {
    Q_OBJECT
public:
    explicit ServerLink(const Clock &clock, QObject *parent = nullptr);

    // Signs out first when the address differs.
    void setServer(const QUrl &server);
    QUrl server() const { return m_rest.server(); }
    RestClient &rest() { return m_rest; }

    using SignedIn = std::function<void(Remote<void>)>;
    void signIn(const Credentials &credentials, SignedIn then);
    // Loopback only. Computes the code itself; when the server says it was used, waits for the next step and
    // tries once more.
    void signInAs(const DemoAccount &account, SignedIn then);
    void signOut();

    LinkState state() const { return m_state; }
    bool isSignedIn() const { return !m_rest.session().isEmpty(); }
    QString login() const { return m_login; }
    QStringList roles() const { return m_roles; }
    // "Connected", "Reconnecting 4 s", "Offline, 3 queued", "Signed out", translated.
    QString stateText() const;
    // Told by desk and publisher, so that the words cover all of them.
    void setQueued(int commands);
    // The desk saw the server vanish or come back; the next try is in `retryMs`.
    void noteLost(qint64 retryMs);
    void noteReached();
    void setOffline(bool offline);
    // Round trip to the server, ms; −1 while it is not known. Measured every ten seconds while signed in.
    qint64 latencyMs() const { return m_latencyMs; }
    void noteLatency(qint64 ms);

Q_SIGNALS:
    // State, text, login or roles; once a second while reconnecting.
    void stateChanged();
    void latencyChanged();

private:
    void measure();
    void setState(LinkState state);
    void accept(const Reply &reply, const QString &login);
    qint64 toNextStepMs() const;

    const Clock &m_clock;
    RestClient m_rest;
    LinkState m_state = LinkState::NoServer;
    QString m_login;
    QStringList m_roles;
    int m_queued = 0;
    qint64 m_retryAtMs = 0; // monotonic
    QTimer m_tick;
    QTimer m_wait;
    QTimer m_measure;
    qint64 m_latencyMs = -1;
};

} // namespace icmp::remote
