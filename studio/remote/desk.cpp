#include "studio/remote/desk.h"

#include "core/base/limits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkRequest>
#include <QRandomGenerator>
#include <algorithm>

namespace icmp::remote {

namespace {

constexpr int keyBytes = 16;
constexpr int tickEveryMs = 250;
constexpr int askTimeEveryMs = 5'000;
constexpr int answerTimesKept = 100;
constexpr int connectWithinMs = 10'000;
constexpr quint64 incomingBytesMax = 8 * 1024 * 1024; // a snapshot of 10,000 elements is about 3 MB
constexpr int firstFinalClose = 4'500;                // from here on: do not reconnect

const QStringList protocols{QStringLiteral("desk.v1.json")};

} // namespace

Desk::Desk(ServerLink &link, const Clock &clock, Random &random, QObject *parent)
    : QObject(parent), m_link(link), m_clock(clock), m_random(random)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Desk::connectNow);
    m_tick.setInterval(tickEveryMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_commands.tick(m_clock.monotonicMs()))
            Q_EMIT commandsChanged();
        m_link.setQueued(int(m_commands.waiting().size()));
        Q_EMIT talliesChanged(); // ages
    });
    m_timeAsk.setInterval(askTimeEveryMs);
    connect(&m_timeAsk, &QTimer::timeout, this, &Desk::askTime);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, [this] { lost(tr("The server has fallen silent.")); });
}

Desk::~Desk()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void Desk::enter(const QString &event)
{
    leave();
    m_event = event;
    m_backoffMs = backoffFirstMs;
    m_tick.start();
    connectNow();
}

void Desk::leave()
{
    m_retry.stop();
    m_tick.stop();
    m_silence.stop();
    m_timeAsk.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    m_event.clear();
    m_mirror = {};
    m_commands = {};
    m_keyOfRequest.clear();
    m_heardAtMs = -1;
    m_trouble.clear();
    m_link.setQueued(0);
    setState(DeskState::Closed);
}

qint64 Desk::ageMs() const
{
    return m_heardAtMs < 0 ? -1 : m_clock.monotonicMs() - m_heardAtMs;
}

void Desk::connectNow()
{
    if (m_event.isEmpty())
        return;
    if (!m_link.isSignedIn())
        return lost(tr("Sign in to run the show."));
    setState(DeskState::Connecting);
    askForTicket();
}

void Desk::askForTicket()
{
    const QString event = m_event;
    m_link.rest().post(QStringLiteral("/v1/tickets"), {{QStringLiteral("event"), event}},
                       [this, event](const Remote<Reply> &reply) {
                           if (event != m_event || m_state != DeskState::Connecting)
                               return;
                           if (reply)
                               return openSocket(reply->json.value(QLatin1String("ticket")).toString());
                           if (reply.error().isTemporary() || reply.error().kind == ProblemKind::NotSignedIn)
                               return lost(reply.error().sentence);
                           m_trouble = reply.error().sentence;
                           setState(DeskState::Ended);
                       });
}

void Desk::openSocket(const QString &ticket)
{
    m_socket = std::make_unique<QWebSocket>(m_link.rest().origin());
    m_socket->setMaxAllowedIncomingFrameSize(incomingBytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(incomingBytesMax);
    m_socket->setOutgoingFrameSize(limits::studioFrameBytesMax);
    connect(m_socket.get(), &QWebSocket::connected, this, [this, ticket] { greet(ticket); });
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &Desk::receive);
    connect(m_socket.get(), &QWebSocket::sslErrors, this,
            [this] { endWith(certificateSentence(m_link.server())); });
    connect(m_socket.get(), &QWebSocket::disconnected, this, [this] {
        const int code = m_socket ? int(m_socket->closeCode()) : 0;
        if (code < firstFinalClose)
            return lost(tr("The connection to the server was lost."));
        endWith(m_socket->closeReason().isEmpty()
                    ? tr("The server ended the desk (%1). Enter the show again.").arg(code)
                    : m_socket->closeReason());
    });
    QUrl url = m_link.server();
    url.setScheme(url.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setPath(QStringLiteral("/v1/desk"));
    QNetworkRequest request(url);
    // Qt 6.4 has no option for sub-protocols yet.
    request.setRawHeader("Sec-WebSocket-Protocol", protocols.first().toLatin1());
    m_silence.start(connectWithinMs);
    m_socket->open(request);
}

void Desk::greet(const QString &ticket)
{
    QJsonObject desk{{QStringLiteral("ticket"), ticket}};
    if (!m_mirror.epoch().isEmpty())
        desk.insert(QStringLiteral("since"), QJsonObject{{QStringLiteral("ep"), m_mirror.epoch()},
                                                         {QStringLiteral("off"), m_mirror.offset()}});
    const QJsonObject hello{{QStringLiteral("i"), 1}, {QStringLiteral("desk"), desk}};
    m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(hello).toJson(QJsonDocument::Compact)));
}

void Desk::receive(const QString &frame)
{
    m_heardAtMs = m_clock.monotonicMs();
    m_silence.start(limits::pingMs + limits::pongWaitMs);
    for (const QString &line : frame.split(u'\n', Qt::SkipEmptyParts)) {
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        if (document.isObject())
            receiveOne(document.object());
    }
}

void Desk::receiveOne(const QJsonObject &message)
{
    const qint64 now = m_clock.monotonicMs();
    if (message.isEmpty()) {
        m_socket->sendTextMessage(QStringLiteral("{}"));
    } else if (message.contains(QLatin1String("welcome"))) {
        m_backoffMs = backoffFirstMs;
        m_trouble.clear();
        m_link.noteReached();
        setState(DeskState::Open);
        pump();
        askTime();
        m_timeAsk.start();
    } else if (message.contains(QLatin1String("snap"))) {
        m_mirror.takeSnapshot(message.value(QLatin1String("snap")).toObject(), now);
        Q_EMIT mirrorChanged();
    } else if (message.contains(QLatin1String("log"))) {
        const QJsonValue log = message.value(QLatin1String("log"));
        const QJsonArray bodies = log.isArray() ? log.toArray() : QJsonArray{log};
        for (const auto body : bodies) {
            if (m_mirror.takeLog(body.toObject(), now) == Applied::Gap)
                return resync();
        }
        Q_EMIT mirrorChanged();
    } else if (message.contains(QLatin1String("st"))) {
        m_mirror.takeState(message.value(QLatin1String("st")).toObject(), now);
        Q_EMIT talliesChanged();
    } else if (message.contains(QLatin1String("time"))) {
        takeTime(message.value(QLatin1String("time")).toObject());
    } else if (message.contains(QLatin1String("facts")) || message.contains(QLatin1String("error"))) {
        answer(message);
    }
}

void Desk::answer(const QJsonObject &message)
{
    const QString key = m_keyOfRequest.take(message.value(QLatin1String("i")).toInteger(-1));
    if (key.isEmpty())
        return;
    const qint64 now = m_clock.monotonicMs();
    const QJsonObject error = message.value(QLatin1String("error")).toObject();
    if (error.isEmpty()) {
        m_commands.answered(key, now);
    } else if (error.value(QLatin1String("code")).toString() == keyOf(RefusalCode::Missing)) {
        // The server could not store it and asks for the same key again: the outcome stays unknown until
        // then.
        m_commands.tick(now + unknownAfterMs);
    } else {
        m_commands.refused(key, error.value(QLatin1String("detail")).toString(), now);
    }
    Q_EMIT commandsChanged();
}

// Who asks and when travels with the question; the middle of the way is when the server answered.
void Desk::askTime()
{
    if (m_state != DeskState::Open || !m_socket)
        return;
    const QJsonObject message{{QStringLiteral("i"), m_nextRequest++},
                              {QStringLiteral("time"), QJsonObject{{QStringLiteral("c0"), m_clock.nowMs()}}}};
    m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

void Desk::takeTime(const QJsonObject &time)
{
    const qint64 sent = time.value(QLatin1String("c0")).toInteger();
    const qint64 arrived = time.value(QLatin1String("s1")).toInteger();
    const qint64 answered = time.value(QLatin1String("s2")).toInteger();
    const qint64 now = m_clock.nowMs();
    if (sent <= 0 || now < sent || answered < arrived)
        return;
    m_clockOffsetMs = (arrived + answered) / 2 - (sent + now) / 2;
    m_link.noteLatency(std::max<qint64>(0, now - sent - (answered - arrived)));
}

QList<qint64> Desk::answerTimes() const
{
    QList<qint64> times;
    const QList<Command> &all = m_commands.all();
    for (auto it = all.crbegin(); it != all.crend() && times.size() < answerTimesKept; ++it) {
        if (it->isSettled() && it->sentAtMs > 0)
            times.append(it->settledAtMs - it->askedAtMs);
    }
    std::sort(times.begin(), times.end());
    return times;
}

void Desk::moderate(const QString &element, const QString &answer, bool approves)
{
    const QString verdict = approves ? QStringLiteral("approve") : QStringLiteral("refuse");
    const QString key = send(QStringLiteral("moderate"), element,
                             {{QStringLiteral("answer"), answer}, {QStringLiteral("verdict"), verdict}});
    if (!key.isEmpty())
        m_mirror.forgetAnswer(element, answer);
    Q_EMIT mirrorChanged();
}

void Desk::resync()
{
    // Messages were missed, so the socket is opened anew, which brings a snapshot.
    m_mirror = {};
    lost(tr("Messages were missed; the state is fetched again."));
}

// There is no coming back by itself.
void Desk::endWith(const QString &sentence)
{
    m_trouble = sentence;
    m_silence.stop();
    m_timeAsk.stop();
    if (m_socket)
        m_socket->disconnect(this);
    m_commands.connectionLost(m_clock.monotonicMs());
    setState(DeskState::Ended);
}

void Desk::lost(const QString &sentence)
{
    m_trouble = sentence;
    m_silence.stop();
    m_timeAsk.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    m_keyOfRequest.clear();
    m_commands.connectionLost(m_clock.monotonicMs());
    // Decorrelated jitter: studios that lost one server do not come back in one moment.
    m_backoffMs =
        std::min(backoffMaxMs, QRandomGenerator::global()->bounded(backoffFirstMs, m_backoffMs * 3));
    m_retry.start(int(m_backoffMs));
    m_link.noteLost(m_backoffMs);
    setState(DeskState::Waiting);
    Q_EMIT commandsChanged();
}

QString Desk::send(const QString &command, const QString &element, const QJsonObject &more)
{
    Command made;
    made.key = QString::fromLatin1(m_random.bytes(keyBytes).toHex());
    made.name = command;
    made.element = element;
    made.more = more;
    made.askedAtMs = m_clock.monotonicMs();
    if (m_event.isEmpty() || !m_commands.add(made))
        return {};
    pump();
    Q_EMIT commandsChanged();
    return made.key;
}

void Desk::pump()
{
    if (m_state != DeskState::Open || !m_socket)
        return;
    for (const Command &command : m_commands.takeToSend(m_clock.monotonicMs())) {
        const qint64 request = m_nextRequest++;
        m_keyOfRequest.insert(request, command.key);
        const QJsonObject message{{QStringLiteral("i"), request},
                                  {QStringLiteral("command"), command.body()}};
        m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }
}

void Desk::askAgain(const QString &key)
{
    if (!m_commands.askAgain(key, m_clock.monotonicMs()))
        return;
    pump();
    Q_EMIT commandsChanged();
}

void Desk::drop(const QString &key)
{
    if (m_commands.drop(key))
        Q_EMIT commandsChanged();
}

void Desk::setState(DeskState state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace icmp::remote
