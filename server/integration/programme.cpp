#include "server/integration/programme.h"

#include <QDir>
#include <QDirIterator>
#include <unistd.h>

namespace icmp::integration {

Programme::Programme(ProgrammePorts ports)
    : m_ports(std::move(ports)), m_context(std::make_unique<QObject>()),
      m_ladder(m_ports.programs, m_ports.folder + QStringLiteral("/ladder"), m_ports.note)
{
    m_thread.setObjectName(QStringLiteral("programme"));
    m_context->moveToThread(&m_thread);
    m_thread.start();
}

Programme::~Programme()
{
    // What belongs to the thread ends on it.
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            m_closing = true;
            std::map<QString, Seat> seats;
            {
                const std::lock_guard lock(m_mutex);
                seats.swap(m_seats);
            }
            seats.clear();
            m_filming.clear();
            m_ladder.stop();
            m_ingest.reset();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

// For what the asker looks at next.
template <class Work>
void Programme::await(Work work)
{
    QMetaObject::invokeMethod(m_context.get(), std::move(work), Qt::BlockingQueuedConnection);
}

template <class Work>
void Programme::post(Work work)
{
    QMetaObject::invokeMethod(m_context.get(), std::move(work), Qt::QueuedConnection);
}

Outcome<IngestPorts> Programme::start()
{
    if (!m_ports.ingest.rtmp && !m_ports.ingest.srt)
        return IngestPorts{};
    Outcome<IngestPorts> started;
    QMetaObject::invokeMethod(
        m_context.get(),
        [this, &started] {
            IngestProcess::Handlers handlers;
            handlers.publishing = [this](const Publishing &publishing) { begin(publishing); };
            handlers.note = m_ports.note;
            handlers.began = [this](qint64 id) {
                if (Seat *seat = seatOf(id))
                    seat->channel->mediaBegan();
            };
            handlers.ended = [this](qint64 id, const QString &why) {
                QString event;
                Seat *seat = seatOf(id, &event);
                if (!seat)
                    return;
                note(event, QStringLiteral("The encoder is gone: %1.").arg(why));
                seat->publisher.reset();
                seat->channel->endPublisher();
            };
            m_ingest =
                std::make_unique<IngestProcess>(m_ports.programs.server, m_ports.ingest, std::move(handlers));
            started = m_ingest->start();
        },
        Qt::BlockingQueuedConnection);
    if (started) {
        const std::lock_guard lock(m_mutex);
        m_ingestPorts = *started;
    }
    return started;
}

IngestPorts Programme::ingestPorts() const
{
    const std::lock_guard lock(m_mutex);
    return m_ingestPorts;
}

QString Programme::recordingsOf(const QString &event) const
{
    return m_ports.folder + QStringLiteral("/recordings/") + event;
}

void Programme::note(const QString &event, const QString &sentence)
{
    m_ports.note(QStringLiteral("Programme of %1: %2").arg(event, sentence));
}

// The event's channel, made when it is not there. The thread's alone.
Channel *Programme::open(const QString &event)
{
    if (const auto seat = m_seats.find(event); seat != m_seats.end())
        return seat->second.channel.get();
    if (m_seats.size() >= size_t(channelsMax)) {
        note(event, QStringLiteral("There are %1 live channels already; end one.").arg(channelsMax));
        return nullptr;
    }
    ChannelPorts ports{m_ports.programs,
                       m_ports.clock,
                       m_ports.folder + QStringLiteral("/live/") + event,
                       recordingsOf(event),
                       [this, event](const QString &sentence) { note(event, sentence); },
                       [this, event] { giveFeed(event); },
                       [this, event](const FinishedRecording &recording) { makeFilm(event, recording); }};
    auto channel = std::make_unique<Channel>(std::move(ports));
    Channel *made = channel.get();
    const std::lock_guard lock(m_mutex);
    m_seats[event].channel = std::move(channel);
    return made;
}

bool Programme::playLoop(const QString &event, const QString &file)
{
    bool open = false;
    await([this, event, file, &open] {
        Channel *channel = this->open(event);
        open = channel != nullptr;
        if (open)
            channel->playLoop(QFile::encodeName(file));
    });
    return open;
}

bool Programme::takeIngest(const QString &event)
{
    bool open = false;
    await([this, event, &open] { open = this->open(event) != nullptr; });
    return open;
}

void Programme::detach(const QString &event)
{
    await([this, event] {
        Seat leaving;
        {
            const std::lock_guard lock(m_mutex);
            const auto seat = m_seats.find(event);
            if (seat == m_seats.end())
                return;
            leaving = std::move(seat->second);
            m_seats.erase(seat);
        }
        if (leaving.publisher && m_ingest)
            m_ingest->drop(*leaving.publisher);
        leaving.channel.reset();
        QDir(m_ports.folder + QStringLiteral("/live/") + event).removeRecursively();
    });
}

void Programme::setKey(const IngestKey &key)
{
    post([this, key] {
        if (m_ingest)
            m_ingest->setKey(key);
        dropPublisher(key.event);
    });
}

// Whoever showed the old key has to show the new one.
void Programme::dropPublisher(const QString &event)
{
    const auto seat = m_seats.find(event);
    if (m_ingest && seat != m_seats.end() && seat->second.publisher)
        m_ingest->drop(*seat->second.publisher);
}

void Programme::forgetKey(const QString &event)
{
    post([this, event] {
        if (m_ingest)
            m_ingest->forget(event);
        dropPublisher(event);
    });
}

void Programme::begin(const Publishing &publishing)
{
    const auto seat = m_seats.find(publishing.event);
    if (seat == m_seats.end()) {
        note(publishing.event,
             QStringLiteral("An encoder at %1 came, but no programme is attached.").arg(publishing.peer));
        return m_ingest->drop(publishing.id);
    }
    note(publishing.event, QStringLiteral("An encoder at %1 sends.").arg(publishing.peer));
    // The newest wins: an encoder that comes back is seldom noticed to have gone.
    if (seat->second.publisher)
        m_ingest->drop(*seat->second.publisher);
    seat->second.publisher = publishing.id;
    seat->second.channel->beginPublisher(publishing.container);
}

void Programme::giveFeed(const QString &event)
{
    const auto seat = m_seats.find(event);
    if (seat == m_seats.end() || !seat->second.publisher || !m_ingest)
        return;
    const auto pipe = m_ingest->feed(*seat->second.publisher);
    if (!pipe)
        return note(event, pipe.error().what);
    seat->second.channel->feed(*pipe);
}

Programme::Seat *Programme::seatOf(qint64 publisher, QString *event)
{
    for (auto &[name, seat] : m_seats) {
        if (seat.publisher == publisher) {
            if (event)
                *event = name;
            return &seat;
        }
    }
    return nullptr;
}

void Programme::addDateRange(const QString &event, const DateRange &range)
{
    post([this, event, range] {
        const auto seat = m_seats.find(event);
        if (seat != m_seats.end())
            seat->second.channel->addDateRange(range);
    });
}

void Programme::finishRecording(const QString &event)
{
    post([this, event] {
        const auto seat = m_seats.find(event);
        if (seat != m_seats.end())
            seat->second.channel->finishRecording();
    });
}

void Programme::resume()
{
    post([this] {
        QDirIterator parts(m_ports.folder + QStringLiteral("/recordings"), {QStringLiteral("*.part")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (parts.hasNext()) {
            const QFileInfo part(parts.next());
            makeFilm(part.dir().dirName(), {part.filePath(), part.completeBaseName()});
        }
        m_ladder.resume();
    });
}

void Programme::makeLadder(const LadderOrder &order)
{
    post([this, order] { m_ladder.enqueue(order); });
}

// While the server stops nothing is made; the next start adopts what is there.
void Programme::makeFilm(const QString &event, const FinishedRecording &recording)
{
    if (m_closing || m_filming.contains(recording.path))
        return;
    const QString folder = QFileInfo(recording.path).path();
    const QByteArray name = recording.id.toLatin1() + ".mp4";
    MediaProcess::Handlers handlers;
    handlers.ended = [this, event, recording,
                      film = folder + u'/' + QString::fromLatin1(name)](int status, const QByteArray &said) {
        m_filming.remove(recording.path);
        if (status != 0)
            return note(event, QStringLiteral("The recording %1 could not be made into a film: %2")
                                   .arg(recording.path, QString::fromUtf8(said.right(300))));
        m_ports.filmed({event, recording.id, film, recording.path});
    };
    auto process = MediaProcess::start(
        m_ports.programs, filmOrder(QFile::encodeName(recording.path), QFile::encodeName(folder), name), -1,
        std::move(handlers));
    if (!process)
        return note(event, process.error().what);
    m_filming.insert(recording.path, std::move(*process));
}

bool Programme::isAttached(const QString &event) const
{
    const std::lock_guard lock(m_mutex);
    return m_seats.contains(event);
}

QByteArray Programme::playlist(const QString &event) const
{
    const std::lock_guard lock(m_mutex);
    const auto seat = m_seats.find(event);
    return seat == m_seats.end() ? QByteArray() : seat->second.channel->playlist();
}

QString Programme::mediaPath(const QString &event, const QByteArray &name) const
{
    const std::lock_guard lock(m_mutex);
    const auto seat = m_seats.find(event);
    return seat != m_seats.end() && seat->second.channel->holds(name) ? seat->second.channel->pathOf(name)
                                                                      : QString();
}

std::optional<ChannelFigures> Programme::figures(const QString &event) const
{
    const std::lock_guard lock(m_mutex);
    const auto seat = m_seats.find(event);
    return seat == m_seats.end() ? std::nullopt : std::optional(seat->second.channel->figures());
}

QHash<QString, ChannelFigures> Programme::allFigures() const
{
    QHash<QString, ChannelFigures> all;
    const std::lock_guard lock(m_mutex);
    for (const auto &[event, seat] : m_seats)
        all.insert(event, seat.channel->figures());
    return all;
}

qint64 Programme::frontPid() const
{
    qint64 pid = 0;
    QMetaObject::invokeMethod(
        m_context.get(), [this, &pid] { pid = m_ingest ? m_ingest->pid() : 0; },
        Qt::BlockingQueuedConnection);
    return pid;
}

} // namespace icmp::integration
