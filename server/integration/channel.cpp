#include "server/integration/channel.h"

#include <QDir>
#include <algorithm>
#include <unistd.h>

namespace icmp::integration {

namespace {

constexpr qint64 upForMs = 5'000;

QString text(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

} // namespace

Channel::Channel(ChannelPorts ports) : m_ports(std::move(ports))
{
    QDir(m_ports.folder).removeRecursively();
    QDir().mkpath(m_ports.folder);
    // A segment takes about a second, so seconds since 1970 keep rising over every restart of the server.
    m_number = m_ports.clock.nowMs() / 1'000;
    m_again.setSingleShot(true);
    QObject::connect(&m_again, &QTimer::timeout, [this] { start(); });
    QObject::connect(&m_watch, &QTimer::timeout, [this] { watch(); });
    m_watch.start(1'000);
}

Channel::~Channel()
{
    stopProcess();
    if (m_input >= 0)
        ::close(m_input);
    finishRecording();
}

void Channel::playLoop(const QByteArray &file)
{
    m_loop = file;
    start();
}

void Channel::beginPublisher(const QByteArray &container)
{
    stopProcess();
    m_container = container;
    m_handling = Handling::Copy;
    m_pauseMs = pauseMinMs;
    m_ports.wantFeed();
}

void Channel::feed(int input)
{
    if (m_input >= 0)
        ::close(m_input);
    m_input = input;
    m_beganUs.reset();
    start();
}

void Channel::mediaBegan()
{
    m_beganUs = m_ports.clock.nowMs() * 1'000;
    m_progressMs = m_ports.clock.monotonicMs();
}

void Channel::endPublisher()
{
    m_container.clear();
    m_again.stop();
    // FFmpeg writes what it still has once its input ends; then it is not started again.
}

void Channel::start()
{
    if (m_loop.isEmpty() && m_input < 0)
        return m_container.isEmpty() ? void() : m_ports.wantFeed();
    stopProcess();
    m_reader = {};
    m_anchorUs.reset();
    m_opened = false;
    m_drift = {};
    m_pending.clear();
    m_pendingUs = 0;
    m_startedMs = m_progressMs = m_ports.clock.monotonicMs();
    MediaProcess::Handlers handlers;
    handlers.output = [this](const QByteArray &bytes) { output(bytes); };
    handlers.ended = [this](int status, const QByteArray &said) {
        m_process.reset();
        startAgain(status == 0
                       ? QString()
                       : QStringLiteral("FFmpeg ended with %1: %2").arg(status).arg(text(said.right(300))));
    };
    const MediaOrder order = m_loop.isEmpty() ? feedOrder(m_container, m_handling) : loopOrder(m_loop);
    auto process =
        MediaProcess::start(m_ports.programs, order, std::exchange(m_input, -1), std::move(handlers));
    if (!process)
        return startAgain(process.error().what);
    m_process = std::move(*process);
    const std::lock_guard lock(m_mutex);
    m_figures.pid = m_process->pid();
    m_figures.encoding = !m_loop.isEmpty() || m_handling == Handling::Encode;
}

void Channel::startAgain(const QString &why)
{
    cut();
    {
        const std::lock_guard lock(m_mutex);
        m_figures.pid = 0;
    }
    if (m_loop.isEmpty() && m_container.isEmpty())
        return;
    const qint64 now = m_ports.clock.monotonicMs();
    // What cannot be copied at all may still be encoded.
    if (!m_opened && !why.isEmpty())
        m_handling = Handling::Encode;
    m_pauseMs = now - m_startedMs > wellAfterMs ? pauseMinMs : std::min(m_pauseMs * 2, pauseMaxMs);
    if (!why.isEmpty())
        m_ports.note(QStringLiteral("%1 It is started again in %2 ms.").arg(why).arg(m_pauseMs));
    const std::lock_guard lock(m_mutex);
    ++m_figures.restarts;
    m_again.start(int(m_pauseMs));
}

void Channel::stopProcess()
{
    m_again.stop();
    cut();
    m_process.reset();
    m_ending = false;
}

void Channel::output(const QByteArray &bytes)
{
    if (m_ending)
        return;
    if (const auto read = m_reader.feed(bytes); !read) {
        m_ending = true;
        const QString why = QStringLiteral("FFmpeg wrote what is no film: %1").arg(describe(read.error()));
        QTimer::singleShot(0, &m_watch, [this, why] {
            stopProcess();
            startAgain(why);
        });
        return;
    }
    if (const auto opening = m_reader.takeOpening())
        take(*opening);
    for (const Fragment &fragment : m_reader.takeFragments()) {
        if (!m_ending)
            take(fragment);
    }
}

void Channel::encodeInstead(const QString &why)
{
    m_ending = true;
    m_handling = Handling::Encode;
    m_ports.note(why + QStringLiteral(" It is encoded anew."));
    QTimer::singleShot(0, &m_watch, [this] {
        stopProcess();
        start();
    });
}

void Channel::take(const Opening &opening)
{
    const bool copied = m_loop.isEmpty() && m_handling == Handling::Copy;
    const bool plain = std::all_of(opening.codecs.begin(), opening.codecs.end(), [](const QByteArray &codec) {
        return codec == "avc1" || codec == "mp4a";
    });
    if (copied && (!plain || !opening.plainPicture))
        return encodeInstead(QStringLiteral("The encoder sends what not every browser plays (%1).")
                                 .arg(text(opening.codecs.join(", "))));
    m_opened = true;
    m_opening = opening;
    m_openingName = "init-" + QByteArray::number(m_ports.clock.nowMs()) + ".mp4";
    m_discontinuity = m_endUs > 0;
    if (!write(m_openingName, opening.bytes))
        m_ports.note(QStringLiteral("The live window cannot be written."));
    if (m_recording && !m_recording->fits(opening))
        finishRecording();
    const std::lock_guard lock(m_mutex);
    m_figures.width = opening.width;
    m_figures.height = opening.height;
}

void Channel::take(const Fragment &fragment)
{
    m_progressMs = m_ports.clock.monotonicMs();
    if (fragment.durationUs > pictureGroupUsMax && m_loop.isEmpty() && m_handling == Handling::Copy)
        return encodeInstead(
            QStringLiteral("The encoder sends a key picture only every %1 s; 1 or 2 s are right.")
                .arg(double(fragment.durationUs) / 1e6, 0, 'f', 1));
    if (!m_anchorUs) {
        const qint64 nowUs = m_ports.clock.nowMs() * 1'000;
        const bool came = m_loop.isEmpty() && m_beganUs;
        m_anchorUs = came ? *m_beganUs - fragment.startUs : nowUs - fragment.startUs - fragment.durationUs;
    }
    *m_anchorUs +=
        m_drift.step(m_ports.clock.nowMs() * 1'000 - *m_anchorUs - fragment.startUs - fragment.durationUs);
    if (m_pending.isEmpty() && !fragment.key)
        return;
    m_pending.append(fragment);
    m_pendingUs += fragment.durationUs;
    if (m_pendingUs >= segmentUsMin)
        cut();
}

void Channel::cut()
{
    if (m_pending.isEmpty())
        return;
    const QList<Fragment> fragments = std::exchange(m_pending, {});
    Segment segment;
    segment.number = m_number++;
    segment.durationUs = std::exchange(m_pendingUs, 0);
    segment.programmeUs = *m_anchorUs + fragments.first().startUs;
    segment.opening = m_openingName;
    segment.discontinuity = std::exchange(m_discontinuity, false);
    // Another run begins no earlier than the last one ended.
    if (segment.discontinuity && segment.programmeUs < m_endUs) {
        *m_anchorUs += m_endUs - segment.programmeUs;
        segment.programmeUs = m_endUs;
    }
    QByteArray bytes;
    for (const Fragment &fragment : fragments)
        bytes += fragment.bytes;
    segment.bytes = bytes.size();
    m_endUs = segment.programmeUs + segment.durationUs;
    if (!write(segmentName(segment.number), bytes)) {
        m_discontinuity = true;
        return m_ports.note(QStringLiteral("A segment could not be written; the disk may be full."));
    }
    record(fragments);
    QByteArrayList gone;
    {
        const std::lock_guard lock(m_mutex);
        gone = m_playlist.add(segment);
        m_figures.bitsPerSecond = segment.bytes * 8'000'000 / std::max<qint64>(1, segment.durationUs);
        m_figures.lastSegmentMs = m_ports.clock.nowMs();
        ++m_figures.segments;
    }
    for (const QByteArray &name : gone)
        QFile::remove(pathOf(name));
}

void Channel::record(const QList<Fragment> &fragments)
{
    if (m_ports.recordings.isEmpty())
        return;
    if (!m_recording) {
        auto begun = Recording::begin(m_ports.recordings, QString::number(m_ports.clock.nowMs()), m_opening);
        if (!begun) {
            m_ports.note(begun.error().what + u' ' + begun.error().advice);
            m_ports.recordings.clear();
            return;
        }
        m_recording = std::move(*begun);
        m_recordedOpening = m_openingName;
        m_recording->continueWith(fragments);
    } else if (m_recordedOpening != m_openingName) {
        m_recordedOpening = m_openingName;
        m_recording->continueWith(fragments);
    }
    for (const Fragment &fragment : fragments) {
        if (const auto kept = m_recording->append(fragment); !kept) {
            m_ports.note(kept.error().what + u' ' + kept.error().advice);
            return finishRecording();
        }
    }
}

void Channel::finishRecording()
{
    if (!m_recording)
        return;
    const FinishedRecording finished = m_recording->finish();
    m_recording.reset();
    m_ports.recorded(finished);
}

void Channel::watch()
{
    const bool fed = !m_loop.isEmpty() || (!m_container.isEmpty() && m_beganUs);
    if (!m_process || !fed || m_ending || m_ports.clock.monotonicMs() - m_progressMs < noProgressMs)
        return;
    stopProcess();
    startAgain(QStringLiteral("FFmpeg made nothing for %1 s.").arg(noProgressMs / 1'000));
}

void Channel::addDateRange(const DateRange &range)
{
    const std::lock_guard lock(m_mutex);
    if (const auto added = m_playlist.addDateRange(range); !added)
        m_ports.note(QStringLiteral("A card is not in the playlist: %1").arg(describe(added.error())));
}

bool Channel::write(const QByteArray &name, const QByteArray &bytes) const
{
    QFile file(pathOf(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
}

QByteArray Channel::playlist() const
{
    const std::lock_guard lock(m_mutex);
    return m_playlist.isEmpty() ? QByteArray() : m_playlist.text();
}

bool Channel::holds(const QByteArray &name) const
{
    const std::lock_guard lock(m_mutex);
    return m_playlist.holds(name);
}

QString Channel::pathOf(const QByteArray &name) const
{
    return m_ports.folder + u'/' + QString::fromLatin1(name);
}

ChannelFigures Channel::figures() const
{
    const std::lock_guard lock(m_mutex);
    ChannelFigures figures = m_figures;
    figures.up = figures.lastSegmentMs > 0 && m_ports.clock.nowMs() - figures.lastSegmentMs < upForMs;
    return figures;
}

} // namespace icmp::integration
