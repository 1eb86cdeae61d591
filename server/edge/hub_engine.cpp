#include "server/edge/hub_engine.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QTimer>
#include <csignal>

#include "server/edge/reactor.h"
#include "server/edge/worker.h"

extern char **environ;

namespace icmp::edge {

namespace {

constexpr int startDeadlineMs = 15'000;
constexpr int restartPauseMsMax = 5'000;
constexpr qsizetype sharedBytesMin = 2 * 1024;
constexpr qsizetype sharedValuesMax = 16; // snapshots per (event, language) that are handed out at a time
constexpr qint64 flushAtBytes = 256 * 1024;
constexpr int workersMax = 63;

} // namespace

Outcome<bool> HubEngine::check() const
{
    const qint64 limit = descriptorLimit();
    if (m_plan.workers < 1 || m_plan.workers > workersMax)
        return fail(QStringLiteral("There can be 1 to 63 workers, not %1.").arg(m_plan.workers));
    if (m_plan.connectionsMax + descriptorReserve > limit)
        return fail(
            QStringLiteral("A worker of %1 connections needs %2 file descriptors, but a process may open %3.")
                .arg(m_plan.connectionsMax)
                .arg(m_plan.connectionsMax + descriptorReserve)
                .arg(limit),
            QStringLiteral(
                "Raise the limit (LimitNOFILE in the service, ulimit -n in a shell), or plan fewer "
                "connections on more workers."));
    for (const Listen &listen : m_plan.listens) {
        if (listen.unixPath.isEmpty() && !m_plan.tls && !isLoopbackAddress(listen.address))
            return fail(
                QStringLiteral("%1 is reachable from other machines, but there is no certificate.")
                    .arg(listen.address),
                QStringLiteral("Give a certificate and its key, or listen on 127.0.0.1 behind a TLS proxy."));
    }
    if (m_plan.tls) {
        const auto context = TlsContext::load(*m_plan.tls);
        if (!context)
            return tl::unexpected(context.error());
    }
    for (const StaticFile &file : m_plan.files) {
        if (file.bytes.size() + file.gzip.size() + file.brotli.size() > linkBodyBytesMax)
            return fail(QStringLiteral("The file %1 is too large to be held in memory.")
                            .arg(QString::fromUtf8(file.path)));
    }
    return true;
}

Outcome<bool> HubEngine::reserve()
{
    for (const Listen &listen : m_plan.listens) {
        if (!listen.unixPath.isEmpty()) {
            m_ports.append(0);
            continue;
        }
        const auto fd = bindSocket(listen, false);
        if (!fd)
            return tl::unexpected(fd.error());
        m_reserved.push_back(*fd);
        m_ports.append(boundPort(*fd));
    }
    return true;
}

Outcome<bool> HubEngine::start()
{
    m_gate->engine = this;
    m_relay = std::make_unique<HubRelay>(
        m_handlers, m_plan.perAddressUnauthenticated,
        [this](LinkMessage type, ConnectionId id, const QByteArray &fields) { tell(type, id, fields); });
    std::signal(SIGPIPE, SIG_IGN);
    if (const auto fine = check(); !fine)
        return fine;
    if (const auto fine = reserve(); !fine)
        return fine;
    for (const StaticFile &file : m_plan.files)
        m_files.insert(file.path, file);
    for (int i = 0; i < m_plan.workers; ++i) {
        m_seats.push_back(std::make_unique<Seat>());
        m_seats.back()->index = i;
        if (const auto fine = launch(*m_seats.back()); !fine)
            return fine;
    }
    return true;
}

Outcome<bool> HubEngine::launch(Seat &seat)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(QStringLiteral("No channel to a worker could be opened."));
    ++seat.run;
    seat.stopped = false;
    seat.flushing = false;
    seat.link = std::make_unique<Link>(ends[0]);
    if (m_plan.kind == WorkerKind::Thread) {
        seat.pid = 0;
        seat.thread = std::thread([fd = ends[1]] { Worker(fd).run(); });
    } else {
        const auto spawned = spawn(seat, ends[1]);
        ::close(ends[1]);
        if (!spawned)
            return spawned;
    }
    seat.since.start();
    seat.link->post(LinkMessage::Plan, qint32(seat.index), qint32(seat.run), m_plan);
    for (const StaticFile &file : std::as_const(m_files))
        seat.link->post(LinkMessage::File, file);
    seat.link->post(LinkMessage::Begin, m_ports, seat.index == 0);
    if (const auto ready = awaitReady(seat); !ready)
        return ready;
    attach(seat);
    return true;
}

Outcome<bool> HubEngine::spawn(Seat &seat, int theirs)
{
    QByteArray program = m_plan.program.toLocal8Bit();
    if (program.isEmpty())
        program = "/proc/self/exe";
    QList<QByteArray> texts = {
        m_plan.program.isEmpty() ? QCoreApplication::applicationFilePath().toLocal8Bit() : program};
    for (const QString &argument : m_plan.arguments)
        texts.append(argument.toLocal8Bit());
    std::vector<char *> arguments;
    for (QByteArray &text : texts)
        arguments.push_back(text.data());
    arguments.push_back(nullptr);
    // dup2 onto itself would keep close-on-exec; a high number cannot be 3.
    const int high = fcntl(theirs, F_DUPFD_CLOEXEC, 16);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, high, 3);
    const int error =
        posix_spawn(&seat.pid, program.constData(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(high);
    if (error != 0) {
        seat.pid = 0;
        return fail(
            QStringLiteral("The worker program %1 cannot be started.").arg(QString::fromLocal8Bit(program)));
    }
    return true;
}

Outcome<bool> HubEngine::awaitReady(Seat &seat)
{
    QElapsedTimer waited;
    waited.start();
    bool ready = false;
    QString wrong;
    while (!ready && wrong.isEmpty()) {
        pollfd wait{seat.link->fd(), short(POLLIN | (seat.link->queuedBytes() > 0 ? POLLOUT : 0)), 0};
        ::poll(&wait, 1, 100);
        const bool alive =
            seat.link->flush() && seat.link->receive([&](LinkMessage type, const QByteArray &payload) {
                if (type == LinkMessage::Ready)
                    ready = true;
                else if (type == LinkMessage::Failed)
                    unpack(payload, wrong);
                else
                    take(seat, type, payload);
            });
        if (!alive && !ready && wrong.isEmpty())
            wrong = QStringLiteral("A worker ended before it was ready.");
        else if (waited.elapsed() > startDeadlineMs && wrong.isEmpty())
            wrong = QStringLiteral("A worker did not become ready in time.");
    }
    if (ready)
        return true;
    reap(seat);
    return fail(wrong);
}

void HubEngine::attach(Seat &seat)
{
    const int fd = seat.link->fd();
    seat.reads = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
    seat.writes = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Write);
    seat.writes->setEnabled(false);
    QObject::connect(seat.reads.get(), &QSocketNotifier::activated, &m_context, [this, &seat] {
        const int run = seat.run;
        const bool alive = seat.link->receive(
            [&](LinkMessage type, const QByteArray &payload) { take(seat, type, payload); });
        if (!alive && seat.run == run)
            fell(seat);
    });
    QObject::connect(seat.writes.get(), &QSocketNotifier::activated, &m_context,
                     [this, &seat] { flush(seat); });
    scheduleFlush(seat);
}

HubEngine::~HubEngine()
{
    {
        const QMutexLocker lock(&m_gate->mutex);
        m_gate->engine = nullptr;
    }
    for (const auto &seat : m_seats)
        reap(*seat);
    for (const int fd : m_reserved)
        ::close(fd);
    for (const Listen &listen : m_plan.listens) {
        if (!listen.unixPath.isEmpty())
            ::unlink(listen.unixPath.toUtf8().constData());
    }
}

// Makes sure that the worker is gone and cleans up behind it.
void HubEngine::reap(Seat &seat)
{
    // A notifier may be the one that called.
    if (seat.reads) {
        seat.reads->setEnabled(false);
        seat.writes->setEnabled(false);
        seat.reads.release()->deleteLater();
        seat.writes.release()->deleteLater();
    }
    if (seat.link)
        ::shutdown(seat.link->fd(), SHUT_RDWR);
    if (seat.pid > 0) {
        ::kill(seat.pid, SIGKILL);
        int status = 0;
        while (::waitpid(seat.pid, &status, 0) < 0 && errno == EINTR) {
        }
        seat.pid = 0;
    }
    if (seat.thread.joinable())
        seat.thread.join();
    seat.link.reset();
}

void HubEngine::fell(Seat &seat)
{
    reap(seat);
    for (size_t i = 0; i < m_past.size(); ++i)
        m_past[i] += isGauge(int(i)) ? 0 : seat.counters[i];
    seat.counters = {};
    seat.blobs.clear();
    const QSet<quint64> lost = std::exchange(seat.sockets, {});
    for (const quint64 id : lost) {
        if (m_handlers.closed)
            m_handlers.closed(ConnectionId(id));
    }
    if (m_stopping)
        return finishStop();
    note(QStringLiteral("Worker %1 ended; its %2 connections are closed and it is started again.")
             .arg(seat.index)
             .arg(lost.size()));
    seat.pauseMs = seat.since.elapsed() > 10'000 ? 0 : std::min(restartPauseMsMax, seat.pauseMs * 2 + 100);
    QTimer::singleShot(seat.pauseMs, &m_context, [this, index = seat.index] { restart(index); });
}

void HubEngine::restart(int index)
{
    Seat &seat = *m_seats[size_t(index)];
    if (m_stopping || seat.link)
        return;
    if (const auto launched = launch(seat); !launched) {
        note(launched.error().what);
        seat.pauseMs = std::min(restartPauseMsMax, seat.pauseMs * 2 + 100);
        QTimer::singleShot(seat.pauseMs, &m_context, [this, index] { restart(index); });
    }
}

void HubEngine::stop(int spreadMs, std::function<void()> done)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_stopDone = std::move(done);
    spreadMs = std::clamp(spreadMs, 0, 25'000);
    m_relay->goodbye();
    for (const auto &seat : m_seats) {
        if (!seat->link)
            continue;
        seat->link->post(LinkMessage::Stop, qint32(spreadMs));
        flush(*seat);
    }
    QTimer::singleShot(spreadMs + 5'000, &m_context, [this] {
        for (const auto &seat : m_seats) {
            if (seat->link)
                fell(*seat);
        }
        finishStop();
    });
    finishStop();
}

void HubEngine::finishStop()
{
    for (const auto &seat : m_seats) {
        if (seat->link)
            return;
    }
    if (auto done = std::exchange(m_stopDone, {}))
        QTimer::singleShot(0, &m_context, done);
}

void HubEngine::post(std::function<void(HubEngine &)> command)
{
    if (QThread::currentThread() == m_thread)
        return command(*this);
    QMetaObject::invokeMethod(
        &m_context, [this, command = std::move(command)] { command(*this); }, Qt::QueuedConnection);
}

void HubEngine::scheduleFlush(Seat &seat)
{
    if (seat.link->queuedBytes() > flushAtBytes)
        return flush(seat);
    if (seat.flushing)
        return;
    seat.flushing = true;
    QMetaObject::invokeMethod(
        &m_context,
        [this, &seat] {
            seat.flushing = false;
            if (seat.link)
                flush(seat);
        },
        Qt::QueuedConnection);
}

void HubEngine::flush(Seat &seat)
{
    // A worker that is gone is noticed when reading, with what it had still said.
    if (!seat.link->flush())
        return;
    if (seat.link->queuedBytes() > linkQueueBytesMax) {
        note(QStringLiteral("Worker %1 takes no commands any more.").arg(seat.index));
        return fell(seat);
    }
    if (seat.writes)
        seat.writes->setEnabled(seat.link->queuedBytes() > 0);
}

void HubEngine::tell(LinkMessage type, ConnectionId id, const QByteArray &fields)
{
    const size_t index = size_t(workerOf(id));
    if (index == relaySeat)
        return m_relay->command(type, id, fields);
    if (index >= m_seats.size() || !m_seats[index]->link)
        return;
    Seat &seat = *m_seats[index];
    if ((quint64(id) >> 46 & 0xFFF) != quint64(seat.run & 0xFFF))
        return;
    seat.link->queue(type, packed(id) + fields);
    scheduleFlush(seat);
}

void HubEngine::tellAll(LinkMessage type, const QByteArray &payload)
{
    if (m_relay)
        m_relay->publication(type, payload);
    for (const auto &seat : m_seats) {
        if (seat->link) {
            seat->link->queue(type, payload);
            scheduleFlush(*seat);
        }
    }
}

// The number under which a large value is known to workers; the same value (shared memory) keeps its number.
quint64 HubEngine::share(const QByteArray &text)
{
    for (const Shared &shared : std::as_const(m_shared)) {
        if (shared.text.constData() == text.constData() && shared.text.size() == text.size())
            return shared.blob;
    }
    if (m_shared.size() >= sharedValuesMax)
        forget(m_shared.takeFirst().blob);
    m_shared.append({text, ++m_lastBlob});
    return m_lastBlob;
}

void HubEngine::forget(quint64 blob)
{
    for (const auto &seat : m_seats) {
        if (seat->link && seat->blobs.remove(blob))
            seat->link->post(LinkMessage::DropBlob, blob);
    }
}

void HubEngine::sendText(LinkMessage type, ConnectionId id, const QByteArray &text)
{
    quint64 blob = 0;
    const size_t index = size_t(workerOf(id));
    if (text.size() >= sharedBytesMin && index < m_seats.size() && m_seats[index]->link) {
        Seat &seat = *m_seats[index];
        blob = share(text);
        if (!seat.blobs.contains(blob)) {
            seat.blobs.insert(blob);
            seat.link->post(LinkMessage::Blob, blob, text);
        }
    }
    if (blob == 0 && type == LinkMessage::SendBlob)
        return tell(LinkMessage::Send, id, packed(text));
    tell(type, id, packed(blob, blob > 0 ? QByteArray() : text));
}

void HubEngine::addFile(const StaticFile &file)
{
    m_files.insert(file.path, file);
    const QByteArray payload = packed(file);
    tellAll(LinkMessage::File, payload);
}

void HubEngine::setOrigins(const QList<QByteArray> &origins)
{
    m_plan.origins = origins;
    const QByteArray payload = packed(origins);
    tellAll(LinkMessage::Origins, payload);
}

quint16 HubEngine::port(const QByteArray &name) const
{
    for (int i = 0; i < m_plan.listens.size() && i < m_ports.size(); ++i) {
        if (m_plan.listens[i].name == name && m_plan.listens[i].unixPath.isEmpty())
            return m_ports[i];
    }
    return 0;
}

QList<qint64> HubEngine::pids() const
{
    QList<qint64> pids;
    for (const auto &seat : m_seats) {
        if (seat->link)
            pids.append(seat->pid > 0 ? qint64(seat->pid) : QCoreApplication::applicationPid());
    }
    return pids;
}

QList<EdgeCounter> HubEngine::counters() const
{
    Counters sum = m_past;
    for (const auto &seat : m_seats) {
        for (size_t i = 0; i < sum.size(); ++i)
            sum[i] += seat->counters[i];
    }
    return named(sum);
}

void HubEngine::take(Seat &seat, LinkMessage type, const QByteArray &payload)
{
    ConnectionId id{};
    QByteArray text;
    switch (type) {
    case LinkMessage::Request:
        return takeRequest(payload);
    case LinkMessage::Opened: {
        SocketOpened opened;
        if (!unpack(payload, opened))
            return;
        seat.sockets.insert(quint64(opened.connection));
        if (m_handlers.opened)
            m_handlers.opened(opened);
        return;
    }
    case LinkMessage::Message:
        if (unpack(payload, id, text) && m_handlers.message)
            m_handlers.message(id, text);
        return;
    case LinkMessage::Closed:
        if (unpack(payload, id) && seat.sockets.remove(quint64(id)) && m_handlers.closed)
            m_handlers.closed(id);
        return;
    case LinkMessage::NeedsSnapshot:
        if (unpack(payload, id) && m_handlers.needsSnapshot)
            m_handlers.needsSnapshot(id);
        return;
    case LinkMessage::StreamClosed:
        if (unpack(payload, id))
            m_relay->streamClosed(id);
        return;
    case LinkMessage::Swept: {
        qint32 tookMs = 0;
        if (unpack(payload, text, tookMs) && m_handlers.swept)
            m_handlers.swept(text, tookMs);
        return;
    }
    case LinkMessage::Note: {
        QString sentence;
        if (unpack(payload, sentence))
            note(sentence);
        return;
    }
    case LinkMessage::Stats:
        return takeStats(seat, payload);
    default:
        return; // Stopped: the worker closes its end now
    }
}

void HubEngine::takeRequest(const QByteArray &payload)
{
    HttpRequest request;
    if (!unpack(payload, request))
        return;
    const ConnectionId id = request.connection;
    Responder responder([gate = m_gate, id](HttpResponse response) {
        const QMutexLocker lock(&gate->mutex);
        if (!gate->engine)
            return;
        if (response.body.size() > linkBodyBytesMax)
            response = problem(500, "answer-too-large", QStringLiteral("The answer is too large."));
        QMetaObject::invokeMethod(
            &gate->engine->m_context,
            [gate, id, response = std::move(response)] {
                // On the hub's thread, so the engine cannot go meanwhile.
                if (gate->engine)
                    gate->engine->tell(LinkMessage::Answer, id, packed(response));
            },
            Qt::QueuedConnection);
    });
    if (HubRelay::owns(request.path))
        return m_relay->take(request, responder);
    if (m_handlers.http)
        m_handlers.http(request, responder);
    else
        responder(problem(404, "unknown-id", QStringLiteral("There is nothing here.")));
}

void HubEngine::takeStats(Seat &seat, const QByteArray &payload)
{
    QList<qint64> values;
    if (!unpack(payload, values) || values.size() != counterCount)
        return;
    std::copy(values.begin(), values.end(), seat.counters.begin());
}

} // namespace icmp::edge
