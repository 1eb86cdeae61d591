#include "app/media/service.h"

#include "app/media/sandbox.h"
#include "studio/codec/transcode.h"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace icmp::worker {

using media::FrameHeader;
using media::slotBytes;
using media::Verb;

namespace {

constexpr unsigned decoderThreadsMax = 4; // more only hold more frames in memory

QJsonObject failureJson(const Failure &failure)
{
    return {{QStringLiteral("what"), failure.what}, {QStringLiteral("advice"), failure.advice}};
}

}  // namespace

SharedArea::SharedArea(const Descriptor &memory)
{
    struct stat about = {};
    if (fstat(memory.number(), &about) != 0 || about.st_size <= 0)
        return;
    void *start =
        mmap(nullptr, size_t(about.st_size), PROT_READ | PROT_WRITE, MAP_SHARED, memory.number(), 0);
    if (start == MAP_FAILED)
        return;
    m_start = static_cast<uint8_t *>(start);
    m_bytes = about.st_size;
}

SharedArea::~SharedArea()
{
    if (m_start)
        munmap(m_start, size_t(m_bytes));
}

SharedArea::SharedArea(SharedArea &&other) noexcept
    : m_start(std::exchange(other.m_start, nullptr)), m_bytes(std::exchange(other.m_bytes, 0))
{
}

SharedArea &SharedArea::operator=(SharedArea &&other) noexcept
{
    std::swap(m_start, other.m_start);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

uint8_t *SharedArea::at(qint64 offset, qint64 bytes) const
{
    return m_start && offset >= 0 && bytes <= m_bytes - offset ? m_start + offset : nullptr;
}

void Service::run()
{
    while (!m_channel.hasEnded()) {
        if (m_waiting.empty()) {
            if (auto packet = m_channel.receive(Channel::Wait::Yes))
                take(std::move(*packet));
            continue;
        }
        listen();
        Task task = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_current = task.number;
        const Values values = m_cancelled.contains(task.number) ? codec::cancelledFailure() : answer(task);
        m_current = 0;
        m_cancelled.remove(task.number);
        QJsonObject reply{{QStringLiteral("n"), qint64(task.number)}};
        if (values)
            reply.insert(QStringLiteral("ok"), *values);
        else
            reply.insert(QStringLiteral("failure"), failureJson(values.error()));
        m_channel.send(reply);
    }
}

void Service::take(Packet packet)
{
    const QJsonObject &json = packet.json;
    if (const auto cancel = quint64(json.value(QLatin1String("cancel")).toInteger())) {
        const bool known =
            cancel == m_current || std::any_of(m_waiting.begin(), m_waiting.end(),
                                               [&](const Task &task) { return task.number == cancel; });
        if (known)
            m_cancelled.insert(cancel);
        return;
    }
    Task task;
    task.number = quint64(json.value(QLatin1String("n")).toInteger());
    task.verb = Verb(json.value(QLatin1String("verb")).toInt());
    task.slot = json.value(QLatin1String("slot")).toInt();
    task.time = {json.value(QLatin1String("time")).toInteger()};
    task.box = {json.value(QLatin1String("width")).toInt(), json.value(QLatin1String("height")).toInt()};
    task.count = json.value(QLatin1String("count")).toInt();
    task.descriptors = std::move(packet.descriptors);
    m_waiting.push_back(std::move(task));
}

// Takes what has arrived meanwhile, without waiting.
void Service::listen()
{
    while (auto packet = m_channel.receive(Channel::Wait::No))
        take(std::move(*packet));
}

codec::Run Service::runOf(const Task &task)
{
    const quint64 number = task.number;
    return {
        [this, number] {
            listen();
            return m_cancelled.contains(number) || m_channel.hasEnded();
        },
        [this, number, last = -1](int percent) mutable {
            if (std::exchange(last, percent) != percent)
                m_channel.send({{QStringLiteral("n"), qint64(number)}, {QStringLiteral("percent"), percent}});
        }};
}

Service::Values Service::answer(Task &task)
{
    if (task.verb == Verb::Open)
        return open(task);
    if (task.verb == Verb::SelfTest)
        return trySandbox();
    if (!m_file)
        return fail(m_wrong.isEmpty() ? QStringLiteral("No file was opened.") : m_wrong);
    switch (task.verb) {
    case Verb::Index:
        return index(task);
    case Verb::Frame:
    case Verb::Next:
    case Verb::Thumbnail:
        return frame(task);
    case Verb::Sound:
        return sound(task);
    case Verb::Waveform:
        return waveform(task);
    case Verb::Proxy:
    case Verb::Render:
        return write(task);
    case Verb::Open:
    case Verb::SelfTest:
        break;
    }
    return fail(QStringLiteral("The request is not known."));
}

Service::Values Service::open(Task &task)
{
    if (task.descriptors.size() != 3 || m_source.isOpen())
        return fail(QStringLiteral("The request is not complete."));
    m_source = std::move(task.descriptors.at(0));
    m_slots = SharedArea(task.descriptors.at(1));
    m_bulk = SharedArea(task.descriptors.at(2));
    auto file = codec::MediaFile::open(m_source.number());
    if (!file) {
        m_wrong = file.error().what;
        return tl::unexpected(file.error());
    }
    auto index = codec::readTimeIndex(**file, runOf(task));
    if (!index) {
        m_wrong = index.error().what;
        return tl::unexpected(index.error());
    }
    m_index = std::move(*index);
    m_file = std::move(*file);
    // A file counts as readable when its first frame and its sound can be decoded.
    const codec::Run run = runOf(task);
    auto usable =
        m_file->video()
            ? openFrames().and_then([&] { return m_frames->frameAt({}, run).map([](const auto &) {}); })
            : Outcome<void>{};
    if (usable && m_file->audio())
        usable = openSound();
    if (!usable) {
        m_wrong = usable.error().what;
        m_frames.reset();
        m_file.reset();
        return tl::unexpected(usable.error());
    }
    return toJson(codec::probeOf(*m_file, m_index));
}

Outcome<void> Service::openFrames()
{
    if (m_frames)
        return {};
    if (!m_file->video())
        return fail(QStringLiteral("The file has no picture."));
    const int threads = int(std::clamp(2 * std::thread::hardware_concurrency(), 1U, decoderThreadsMax));
    auto decoder = codec::FrameDecoder::open(*m_file, m_index, threads);
    if (!decoder)
        return tl::unexpected(decoder.error());
    m_frames = std::move(*decoder);
    return {};
}

Outcome<void> Service::openSound()
{
    if (m_sound)
        return {};
    auto file = codec::MediaFile::open(
        m_source.number());  // a reader of its own: picture and sound do not wait for each other
    if (!file)
        return tl::unexpected(file.error());
    m_soundFile = std::move(*file);
    auto decoder = codec::SoundDecoder::open(*m_soundFile);
    if (!decoder)
        return tl::unexpected(decoder.error());
    m_sound = std::move(*decoder);
    return {};
}

Service::Values Service::index(const Task &task)
{
    return putBulk(task, m_index.frames.toBytes());
}

Service::Values Service::frame(const Task &task)
{
    if (const auto ready = openFrames(); !ready)
        return tl::unexpected(ready.error());
    const codec::Run run = runOf(task);
    if (task.verb == Verb::Next) {
        const auto next = m_frames->next(run);
        if (!next)
            return tl::unexpected(next.error());
        if (!*next)
            return QJsonObject{{QStringLiteral("end"), true}};
        return putFrame(task, **next);
    }
    const auto found =
        task.verb == Verb::Frame ? m_frames->frameAt(task.time, run) : m_frames->keyFrameAt(task.time, run);
    if (!found)
        return tl::unexpected(found.error());
    return putFrame(task, *found);
}

Service::Values Service::putFrame(const Task &task, const codec::DecodedFrame &frame)
{
    const QSize size = media::fitted(m_file->shownSize(), task.box);
    FrameHeader header;
    header.magic = FrameHeader::magicValue;
    header.number = quint32(task.number);
    header.width = size.width();
    header.height = size.height();
    header.stride = size.width() * 4;
    header.hasAlpha = codec::PictureConverter::hasAlpha(*frame.picture) ? 1 : 0;
    header.startFlicks = frame.start.flicks;
    header.endFlicks = frame.end.flicks;
    header.index = frame.index;
    header.payloadBytes = qint64(header.stride) * header.height;
    uint8_t *slot = m_slots.at(task.slot * slotBytes, FrameHeader::bytes + header.payloadBytes);
    if (!slot)
        return fail(QStringLiteral("The shared memory is too small."));
    const auto done = m_converter.toScreen(*frame.picture, m_file->rotation(), size,
                                           slot + FrameHeader::bytes, header.stride);
    if (!done)
        return tl::unexpected(done.error());
    std::memcpy(slot, &header, sizeof header);
    return QJsonObject();
}

Service::Values Service::putBulk(const Task &task, const QByteArray &bytes)
{
    FrameHeader header;
    header.magic = FrameHeader::magicValue;
    header.number = quint32(task.number);
    header.payloadBytes = bytes.size();
    uint8_t *to = m_bulk.at(0, FrameHeader::bytes + bytes.size());
    if (!to)
        return fail(QStringLiteral("The film is too long for its index."),
                    QStringLiteral("Cut it into shorter parts first."));
    std::memcpy(to + FrameHeader::bytes, bytes.constData(), size_t(bytes.size()));
    std::memcpy(to, &header, sizeof header);
    return QJsonObject();
}

Service::Values Service::sound(const Task &task)
{
    if (const auto ready = openSound(); !ready)
        return tl::unexpected(ready.error());
    const int count = std::clamp(task.count, 1, media::soundFramesMax);
    const auto samples = m_sound->read(
        std::max<qint64>(task.time.flicks / (flicksPerSecond / media::soundRate), 0), count, runOf(task));
    if (!samples)
        return tl::unexpected(samples.error());
    FrameHeader header;
    header.magic = FrameHeader::magicValue;
    header.number = quint32(task.number);
    header.payloadBytes = qint64(samples->size() * sizeof(float));
    uint8_t *slot = m_slots.at(task.slot * slotBytes, FrameHeader::bytes + header.payloadBytes);
    if (!slot)
        return fail(QStringLiteral("The shared memory is too small."));
    std::memcpy(slot + FrameHeader::bytes, samples->data(), size_t(header.payloadBytes));
    std::memcpy(slot, &header, sizeof header);
    return QJsonObject();
}

Service::Values Service::waveform(const Task &task)
{
    if (!m_file->audio())
        return putBulk(task, {});
    if (const auto ready = openSound(); !ready)
        return tl::unexpected(ready.error());
    const auto shape = codec::readWaveform(*m_sound, m_index.end, runOf(task));
    if (!shape)
        return tl::unexpected(shape.error());
    return putBulk(task, shape->toBytes());
}

Service::Values Service::write(const Task &task)
{
    if (task.descriptors.size() != 1 || m_file->kind() == media::MediaKind::Image)
        return fail(QStringLiteral("This file cannot be made anew."));
    auto source = codec::MediaFile::open(m_source.number());
    if (!source)
        return tl::unexpected(source.error());
    const auto purpose = task.verb == Verb::Proxy ? codec::Purpose::Proxy : codec::Purpose::Rendition;
    const auto done =
        codec::transcode(**source, m_index, task.descriptors.front().number(), purpose, runOf(task));
    if (!done)
        return tl::unexpected(done.error());
    return QJsonObject();
}

}  // namespace icmp::worker
