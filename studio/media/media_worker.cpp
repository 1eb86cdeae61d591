#include "studio/media/media_worker.h"

#include "studio/media/shared_memory.h"
#include "studio/media/worker_process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QMap>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::media {

namespace {

constexpr int watchEveryMs = 250;
constexpr int textMax = 512;  // of a sentence that a worker tells

const QString cancelledWord = QStringLiteral("cancelled");
const QString noSandbox =
    QStringLiteral("No sandbox can be had on this computer, so a damaged file could harm it.");

bool givesImage(Verb verb)
{
    return verb == Verb::Frame || verb == Verb::Next || verb == Verb::Thumbnail;
}

bool givesBulk(Verb verb)
{
    return verb == Verb::Index || verb == Verb::Waveform;
}

bool needsSlot(Verb verb)
{
    return givesImage(verb) || verb == Verb::Sound;
}

Failure untrue()
{
    return {QStringLiteral("The media worker gave an answer that cannot be true; the file may be hostile."),
            QStringLiteral("Do not use this file.")};
}

}  // namespace

struct MediaWorker::Parts {
    struct Pending {
        Request request;
        Answer answer;
        Progress progress;
        int output = -1;  // owned
        int slot = -1;
        bool sent = false;
    };

    MediaWorker *self;
    WorkerSettings settings;
    WorkerHello hello;
    std::unique_ptr<WorkerProcess> process;
    SharedMemory slots;
    SharedMemory bulk;
    int source = -1;
    QMap<quint64, Pending> pending;  // in the order they were made
    quint64 lastNumber = 0;
    quint64 reopening = 0;  // number of the Open that a restart sends by itself
    bool opened = false;    // an Open was answered well, so a restart repeats it
    bool isReady = false;
    int deaths = 0;
    QTimer watch;
    QElapsedTimer sinceProgress;
    qint64 cpuAtProgress = 0;
    bool hung = false;
    bool halted = false;
    std::optional<Failure> dead;  // what every later request is answered with

    explicit Parts(MediaWorker *owner, const WorkerSettings &chosen) : self(owner), settings(chosen) {}
    ~Parts();
    Outcome<void> prepare();
    void launch();
    void dispatch();
    void sendOne(quint64 number, Pending &entry);
    void receive(const QJsonObject &json);
    void greet(const QJsonObject &json);
    void finish(quint64 number, const Outcome<WorkerReply> &reply);
    Outcome<WorkerReply> collect(quint64 number, const Pending &entry, const QJsonObject &values);
    void processEnded(const QString &reason);
    void giveUp(const Failure &failure);
    void halt();
    void finishAll(const Failure &failure);
    void progressed();
    void look();
    int freeSlot() const;
    bool bulkIsBusy() const;
};

MediaWorker::Parts::~Parts()
{
    for (const Pending &entry : std::as_const(pending)) {
        if (entry.output >= 0)
            close(entry.output);
    }
    if (source >= 0)
        close(source);
}

Outcome<void> MediaWorker::Parts::prepare()
{
    auto frames = SharedMemory::create("icmp-frames", slotBytes * frameSlots);
    if (!frames)
        return tl::unexpected(frames.error());
    auto results = SharedMemory::create("icmp-results", bulkBytesMax + FrameHeader::bytes);
    if (!results)
        return tl::unexpected(results.error());
    slots = std::move(*frames);
    bulk = std::move(*results);
    return {};
}

// Failures are told from the event loop, so that a caller's start() always returns first.
void MediaWorker::Parts::launch()
{
    isReady = false;
    hung = false;
    process = std::make_unique<WorkerProcess>(settings);
    connect(process.get(), &WorkerProcess::received, self,
            [this](const QJsonObject &json) { receive(json); });
    connect(process.get(), &WorkerProcess::ended, self,
            [this](const QString &reason) { processEnded(reason); });
    const auto started = prepare().and_then([this] { return process->start(); });
    if (!started)
        QTimer::singleShot(0, self, [this, why = started.error()] { giveUp(why); });
    progressed();
    watch.start(watchEveryMs);
}

int MediaWorker::Parts::freeSlot() const
{
    quint32 used = 0;
    for (const Pending &entry : pending) {
        if (entry.sent && entry.slot >= 0)
            used |= 1U << entry.slot;
    }
    for (int i = 0; i < frameSlots; ++i) {
        if (!(used & (1U << i)))
            return i;
    }
    return -1;
}

bool MediaWorker::Parts::bulkIsBusy() const
{
    return std::any_of(pending.begin(), pending.end(),
                       [](const Pending &entry) { return entry.sent && givesBulk(entry.request.verb); });
}

// Sends what can be sent, in order: a request without a free place waits, and so do those behind it.
void MediaWorker::Parts::dispatch()
{
    if (!isReady || reopening != 0)
        return;
    for (auto it = pending.begin(); it != pending.end(); ++it) {
        if (it->sent)
            continue;
        it->slot = needsSlot(it->request.verb) ? freeSlot() : -1;
        if ((needsSlot(it->request.verb) && it->slot < 0) || (givesBulk(it->request.verb) && bulkIsBusy()))
            return;
        sendOne(it.key(), *it);
    }
}

void MediaWorker::Parts::sendOne(quint64 number, Pending &entry)
{
    if (std::none_of(pending.begin(), pending.end(), [](const Pending &other) { return other.sent; }))
        progressed();
    entry.sent = true;
    QList<int> descriptors;
    if (entry.request.verb == Verb::Open)
        descriptors = {source, slots.descriptor(), bulk.descriptor()};
    else if (entry.output >= 0)
        descriptors = {entry.output};
    process->send(entry.request.toJson(number, entry.slot), descriptors);
}

void MediaWorker::Parts::greet(const QJsonObject &json)
{
    hello.sandbox = json.value(QLatin1String("sandbox")).toString().left(textMax);
    hello.note = json.value(QLatin1String("note")).toString().left(textMax);
    hello.dataBytesMax = json.value(QLatin1String("dataBytesMax")).toInteger();
    hello.descriptorsMax = json.value(QLatin1String("descriptorsMax")).toInt();
    if (!hello.isSandboxed() && !settings.allowUnsandboxed) {
        giveUp({noSandbox, QStringLiteral("Open only files that you trust.")});
        return;
    }
    isReady = true;
    qInfo("media worker %lld: sandbox %s%s%s", static_cast<long long>(process->processId()),
          qUtf8Printable(hello.sandbox), hello.note.isEmpty() ? "" : "; ", qUtf8Printable(hello.note));
    if (opened) {
        reopening = ++lastNumber;
        process->send(Request{Verb::Open}.toJson(reopening, -1),
                      {source, slots.descriptor(), bulk.descriptor()});
        return;
    }
    Q_EMIT self->ready();
    dispatch();
}

void MediaWorker::Parts::receive(const QJsonObject &json)
{
    progressed();
    if (!isReady) {
        greet(json);
        return;
    }
    const auto number = quint64(json.value(QLatin1String("n")).toInteger());
    const QJsonObject wrong = json.value(QLatin1String("failure")).toObject();
    const Failure failure{wrong.value(QLatin1String("what")).toString().left(textMax),
                          wrong.value(QLatin1String("advice")).toString().left(textMax)};
    if (reopening != 0 && number == reopening && !json.contains(QLatin1String("percent"))) {
        reopening = 0;
        if (!wrong.isEmpty())
            giveUp(failure);
        else
            dispatch();
        return;
    }
    const auto entry = pending.constFind(number);
    if (entry == pending.constEnd() || !entry->sent)
        return;
    if (json.contains(QLatin1String("percent"))) {
        if (const Progress tell = entry->progress)
            tell(std::clamp(json.value(QLatin1String("percent")).toInt(), 0, 100));
        return;
    }
    const QPointer<MediaWorker> alive(self);
    finish(number, wrong.isEmpty() ? collect(number, *entry, json.value(QLatin1String("ok")).toObject())
                                   : Outcome<WorkerReply>(tl::unexpected(failure)));
    if (alive)
        dispatch();
}

Outcome<WorkerReply> MediaWorker::Parts::collect(quint64 number, const Pending &entry,
                                                 const QJsonObject &values)
{
    WorkerReply reply;
    reply.values = values;
    const Verb verb = entry.request.verb;
    opened = opened || verb == Verb::Open;
    const bool ended = values.value(QLatin1String("end")).toBool();
    if (givesImage(verb) && !ended) {
        const qint64 offset = entry.slot * slotBytes;
        reply.frame = slots.header(offset);
        if (!checkFrame(reply.frame, number, entry.request.box, slotBytes))
            return tl::unexpected(untrue());
        reply.image = slots.image(offset, reply.frame);
        if (reply.image.isNull())
            return fail(QStringLiteral("There is no memory for a frame."),
                        QStringLiteral("Close other programs and try again."));
    }
    if (givesBulk(verb) || verb == Verb::Sound) {
        const SharedMemory &memory = givesBulk(verb) ? bulk : slots;
        const qint64 offset = givesBulk(verb) ? 0 : entry.slot * slotBytes;
        const qint64 most = givesBulk(verb) ? bulkBytesMax : qint64(entry.request.count) * soundFrameBytes;
        reply.frame = memory.header(offset);
        const bool sound = reply.frame.magic == FrameHeader::magicValue &&
                           reply.frame.number == quint32(number) && reply.frame.payloadBytes >= 0 &&
                           reply.frame.payloadBytes <= most;
        if (!sound)
            return tl::unexpected(untrue());
        reply.bulk = memory.payload(offset, reply.frame.payloadBytes);
    }
    return reply;
}

void MediaWorker::Parts::finish(quint64 number, const Outcome<WorkerReply> &reply)
{
    const Pending entry = pending.take(number);
    if (entry.output >= 0)
        close(entry.output);
    if (entry.answer)
        entry.answer(reply);
}

void MediaWorker::Parts::processEnded(const QString &reason)
{
    ++deaths;
    if (hung)
        giveUp({QStringLiteral("The file kept its media worker busy without progress, so it was stopped."),
                QStringLiteral("The file is damaged or hostile; use another copy.")});
    else if (deaths > 1)
        giveUp({reason,
                QStringLiteral("The file may be damaged; use another copy or convert it to MP4 first.")});
    else {
        for (Pending &entry : pending) {
            entry.sent = false;
            if (entry.output >= 0 && ftruncate(entry.output, 0) != 0)
                qWarning("media worker: a half-written file could not be emptied: %s", strerror(errno));
        }
        reopening = 0;
        qWarning("media worker: %s Starting it once more.", qUtf8Printable(reason));
        const QPointer<MediaWorker> alive(self);
        Q_EMIT self->restarted(reason);
        if (alive)
            QTimer::singleShot(0, self, [this] {  // the old process object is still in its signal
                if (!halted)
                    launch();
            });
    }
}

void MediaWorker::Parts::giveUp(const Failure &failure)
{
    const QPointer<MediaWorker> alive(self);
    halt();
    dead = failure;
    finishAll(failure);
    if (alive)
        Q_EMIT self->died(failure);
}

void MediaWorker::Parts::halt()
{
    watch.stop();
    isReady = false;
    halted = true;
    if (!process)
        return;
    process->disconnect(self);
    process->kill();
    process.release()->deleteLater();  // it may be in one of its own signals
}

// An answer may make requests or delete the worker.
void MediaWorker::Parts::finishAll(const Failure &failure)
{
    const QPointer<MediaWorker> alive(self);
    const auto numbers = pending.keys();
    for (const quint64 number : numbers) {
        if (!alive)
            return;
        if (pending.contains(number))
            finish(number, tl::unexpected(failure));
    }
}

void MediaWorker::Parts::progressed()
{
    sinceProgress.start();
    cpuAtProgress = process ? std::max<qint64>(process->cpuMs(), 0) : 0;
}

void MediaWorker::Parts::look()
{
    const bool busy =
        !isReady || reopening != 0 ||
        std::any_of(pending.begin(), pending.end(), [](const Pending &entry) { return entry.sent; });
    if (!process || !busy)
        return;
    const qint64 cpu = process->cpuMs() - cpuAtProgress;
    if (cpu < settings.cpuSecondsWithoutProgress * 1000LL &&
        sinceProgress.elapsed() < settings.wallSecondsWithoutProgress * 1000LL)
        return;
    hung = true;
    process->kill();
}

Outcome<int> MediaWorker::openFile(const QString &path)
{
    const int descriptor =
        open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat about = {};
    if (descriptor >= 0 && fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode))
        return descriptor;
    const int error = errno;
    if (descriptor >= 0) {
        close(descriptor);
        return fail(QStringLiteral("%1 is not a file.").arg(path),
                    QStringLiteral("Choose a film, a sound or an image."));
    }
    if (error == ENOENT)
        return fail(QStringLiteral("The file %1 is not there any more.").arg(path),
                    QStringLiteral("Find it again or replace it."));
    return fail(QStringLiteral("The file %1 cannot be opened: %2.")
                    .arg(path, QString::fromLocal8Bit(strerror(error))),
                QStringLiteral("Check who may read it."));
}

MediaWorker::MediaWorker(const WorkerSettings &settings, QObject *parent)
    : QObject(parent), m_parts(std::make_unique<Parts>(this, settings))
{
    connect(&m_parts->watch, &QTimer::timeout, this, [this] { m_parts->look(); });
}

MediaWorker::~MediaWorker() = default;

void MediaWorker::start(const QString &path)
{
    const auto file = openFile(path);
    if (!file) {
        QTimer::singleShot(0, this, [this, why = file.error()] { m_parts->giveUp(why); });
        return;
    }
    start(*file);
    close(*file);
}

void MediaWorker::start(int descriptor)
{
    m_parts->source = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    m_parts->launch();
}

void MediaWorker::stop()
{
    m_parts->halt();
    m_parts->dead = Failure{cancelledWord};
    m_parts->finishAll({cancelledWord});
}

bool MediaWorker::isRunning() const
{
    return m_parts->process && m_parts->isReady;
}

qint64 MediaWorker::processId() const
{
    return m_parts->process ? m_parts->process->processId() : 0;
}

const WorkerHello &MediaWorker::hello() const
{
    return m_parts->hello;
}

quint64 MediaWorker::request(const Request &request, Answer answer, Progress progress, int output)
{
    const quint64 number = ++m_parts->lastNumber;
    if (m_parts->dead) {
        QTimer::singleShot(0, this, [answer, why = *m_parts->dead] { answer(tl::unexpected(why)); });
        return number;
    }
    const int own = output >= 0 ? fcntl(output, F_DUPFD_CLOEXEC, 3) : -1;
    m_parts->pending.insert(number, {request, std::move(answer), std::move(progress), own});
    m_parts->dispatch();
    return number;
}

void MediaWorker::cancel(quint64 number)
{
    const auto entry = m_parts->pending.constFind(number);
    if (entry == m_parts->pending.constEnd())
        return;
    if (entry->sent) {
        m_parts->process->send({{QStringLiteral("cancel"), qint64(number)}});
        return;
    }
    m_parts->finish(number, fail(cancelledWord));
}

bool MediaWorker::isCancelled(const Failure &failure)
{
    return failure.what == cancelledWord;
}

bool MediaWorker::needsConfirmation(const Failure &failure)
{
    return failure.what == noSandbox;
}

}  // namespace icmp::media
