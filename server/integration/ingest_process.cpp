#include "server/integration/ingest_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace icmp::integration {

namespace {

constexpr int listeningWithinMs = 10'000;

QByteArrayList wordsOf(const IngestPlan &plan, const IngestPorts &known)
{
    QByteArrayList words{"ingest", "--address", plan.address.toLatin1()};
    if (plan.rtmp)
        words << "--rtmp" << QByteArray::number(known.rtmp ? known.rtmp : *plan.rtmp);
    if (plan.srt)
        words << "--srt" << QByteArray::number(known.srt ? known.srt : *plan.srt);
    return words;
}

} // namespace

IngestProcess::IngestProcess(QByteArray program, IngestPlan plan, Handlers handlers)
    : m_program(std::move(program)), m_plan(std::move(plan)), m_handlers(std::move(handlers))
{
    m_again.setSingleShot(true);
    QObject::connect(&m_again, &QTimer::timeout, [this] {
        if (const auto started = start(); !started) {
            m_handlers.note(started.error().what);
            m_again.start(frontPauseMs);
        }
    });
}

IngestProcess::~IngestProcess()
{
    stop();
}

void IngestProcess::stop()
{
    m_notifier.reset();
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    m_pid = -1;
}

Outcome<void> IngestProcess::spawn()
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(QStringLiteral("The system gives no socket for the ingest front."));
    std::vector<char *> arguments{m_program.data()};
    QByteArrayList words = wordsOf(m_plan, m_ports);
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // dup2 onto itself would keep close-on-exec; a high number cannot be 3.
    const int high = ::fcntl(ends[1], F_DUPFD_CLOEXEC, 10);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, high, 3);
    posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    const int wrong =
        posix_spawn(&m_pid, m_program.constData(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(high);
    ::close(ends[1]);
    m_socket = ends[0];
    if (wrong != 0) {
        m_pid = -1;
        stop();
        return fail(QStringLiteral("The ingest front could not be started: %1.")
                        .arg(QString::fromLocal8Bit(strerror(wrong))));
    }
    return {};
}

Outcome<IngestPorts> IngestProcess::start()
{
    stop();
    if (const auto spawned = spawn(); !spawned)
        return tl::unexpected(spawned.error());
    pollfd waiting{m_socket, POLLIN, 0};
    bool closed = true;
    const auto told =
        ::poll(&waiting, 1, listeningWithinMs) > 0 ? ingest::receiveLink(m_socket, closed) : std::nullopt;
    const QJsonObject listening =
        told ? told->body.value(QLatin1String("listening")).toObject() : QJsonObject();
    if (listening.isEmpty()) {
        stop();
        const QJsonObject why = told ? told->body.value(QLatin1String("failed")).toObject() : QJsonObject();
        return fail(why.value(QLatin1String("what"))
                        .toString(QStringLiteral("The ingest front ended before it listened.")),
                    why.value(QLatin1String("advice")).toString());
    }
    m_ports = {quint16(listening.value(QLatin1String("rtmp")).toInt()),
               quint16(listening.value(QLatin1String("srt")).toInt())};
    ::fcntl(m_socket, F_SETFL, O_NONBLOCK);
    for (const IngestKey &key : std::as_const(m_keys))
        setKey(IngestKey(key));
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, [this] { receive(); });
    return m_ports;
}

void IngestProcess::setKey(const IngestKey &key)
{
    m_keys.insert(key.event, key);
    ingest::sendLink(m_socket,
                     {{QStringLiteral("key"), QJsonObject{{QStringLiteral("hash"), key.hash},
                                                          {QStringLiteral("event"), key.event},
                                                          {QStringLiteral("pass"), key.passphrase}}}});
}

void IngestProcess::forget(const QString &event)
{
    m_keys.remove(event);
    ingest::sendLink(m_socket, {{QStringLiteral("forget"), event}});
}

Outcome<int> IngestProcess::feed(qint64 id)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return fail(QStringLiteral("The system gives no pipe for a programme."));
    ::fcntl(ends[0], F_SETPIPE_SZ, 1024 * 1024);
    const bool sent = ingest::sendLink(m_socket, {{QStringLiteral("feed"), id}}, ends[1]);
    ::close(ends[1]);
    if (!sent) {
        ::close(ends[0]);
        return fail(QStringLiteral("The ingest front does not answer."));
    }
    return ends[0];
}

void IngestProcess::drop(qint64 id)
{
    ingest::sendLink(m_socket, {{QStringLiteral("drop"), id}});
}

void IngestProcess::receive()
{
    bool closed = false;
    for (int i = 0; i < 64 && !closed; ++i) {
        const auto message = ingest::receiveLink(m_socket, closed);
        if (!message)
            break;
        if (message->descriptor >= 0)
            ::close(message->descriptor); // the front has none to give
        take(message->body);
    }
    if (closed) {
        m_notifier->setEnabled(false);
        QTimer::singleShot(0, &m_again, [this] { died(); });
    }
}

void IngestProcess::take(const QJsonObject &body)
{
    const QJsonObject publish = body.value(QLatin1String("publish")).toObject();
    const QJsonObject ended = body.value(QLatin1String("ended")).toObject();
    const QJsonObject refused = body.value(QLatin1String("refused")).toObject();
    if (!publish.isEmpty()) {
        const Publishing publishing{publish.value(QLatin1String("id")).toInteger(),
                                    publish.value(QLatin1String("event")).toString(),
                                    publish.value(QLatin1String("container")).toString().toLatin1(),
                                    publish.value(QLatin1String("peer")).toString()};
        m_publishers.insert(publishing.id);
        m_handlers.publishing(publishing);
    } else if (body.contains(QLatin1String("began"))) {
        m_handlers.began(body.value(QLatin1String("began")).toInteger());
    } else if (!ended.isEmpty()) {
        const qint64 id = ended.value(QLatin1String("id")).toInteger();
        m_publishers.remove(id);
        m_handlers.ended(id, ended.value(QLatin1String("why")).toString());
    } else if (!refused.isEmpty()) {
        m_handlers.note(QStringLiteral("An encoder at %1 was turned away: %2.")
                            .arg(refused.value(QLatin1String("peer")).toString(),
                                 refused.value(QLatin1String("why")).toString()));
    }
}

void IngestProcess::died()
{
    stop();
    m_handlers.note(QStringLiteral("The ingest front died; it is started again."));
    for (const qint64 id : std::exchange(m_publishers, {}))
        m_handlers.ended(id, QStringLiteral("the ingest front died"));
    m_again.start(frontPauseMs);
}

} // namespace icmp::integration
