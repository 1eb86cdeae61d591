#include "studio/document/file/file_writer.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <condition_variable>
#include <mutex>
#include <sys/stat.h>
#include <thread>

namespace icmp::document {

namespace {

constexpr std::chrono::milliseconds collectFor(collectMs);
constexpr std::chrono::milliseconds retryAfter(2'000);

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectFile", text);
}

// What happened and what to do about it.
QString sentences(const Failure &failure)
{
    return failure.advice.isEmpty() ? failure.what : failure.what + u' ' + failure.advice;
}

struct Place {
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const Place &, const Place &) = default;
};

std::optional<Place> placeOf(const QString &path)
{
    struct stat found = {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return std::nullopt;
    return Place{found.st_dev, found.st_ino};
}

// The chain after the records; their bodies are made here, once, and stay in them.
Outcome<QByteArray> insertRecords(Sqlite &file, QList<NewRecord> &records, QByteArray chain)
{
    auto insert = file.prepare("INSERT INTO journal VALUES(?, ?, ?, ?, ?, ?)");
    for (NewRecord &record : records) {
        if (const auto *edit = std::get_if<project::Edit>(&record.content))
            record.content = compactJson(project::toJson(*edit));
        const QByteArray &body = std::get<QByteArray>(record.content);
        chain = chained(chain, body);
        auto done = insert->bind(record.seq)
                        .bind(nameOf(record.kind))
                        .bind(record.atMs)
                        .bind(record.actor)
                        .bind(body)
                        .bind(chain)
                        .run();
        if (!done)
            return tl::unexpected(done.error());
    }
    return chain;
}

Outcome<void> inTransaction(Sqlite &file, const std::function<Outcome<void>()> &work)
{
    auto done = file.run("BEGIN IMMEDIATE");
    if (done)
        done = work();
    if (done)
        done = file.run("COMMIT");
    if (!done)
        std::ignore = file.run("ROLLBACK");
    return done;
}

} // namespace

struct FileWriter::Errand {
    std::function<Outcome<void>()> run;
    Done done;
};

struct FileWriter::Parts {
    // Guarded by the mutex.
    std::mutex mutex;
    std::condition_variable wake, settled;
    QList<NewRecord> waiting;
    QList<Work> works;
    QList<Errand> errands;
    std::optional<Snapshot> packed;
    bool packing = false;
    bool busy = false;
    bool hurried = false;
    bool stopping = false;
    bool failing = false;
    qint64 tries = 0;

    // Of the writer's thread alone.
    std::unique_ptr<Sqlite> file;
    std::unique_ptr<FileLock> lock;
    QString path;
    std::optional<Place> place;
    QByteArray chain;
    std::optional<NewRecord> latest; // the newest committed
    qint64 snapshotSeq = 0;
    qint64 bytesSinceSnapshot = 0;
    qint64 recordsSinceSnapshot = 0;
    WriterEvents events;
    std::thread thread;
    std::thread packer;
};

FileWriter::FileWriter(std::unique_ptr<Sqlite> file, std::unique_ptr<FileLock> lock, const QString &path,
                       const Reading &at, WriterEvents events)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->file = std::move(file);
    m_parts->lock = std::move(lock);
    m_parts->path = path;
    m_parts->place = placeOf(path);
    m_parts->chain = at.chain;
    m_parts->snapshotSeq = at.newestSnapshot;
    m_parts->recordsSinceSnapshot = at.seq - at.newestSnapshot;
    m_parts->events = std::move(events);
    m_parts->thread = std::thread([this] { loop(); });
}

FileWriter::~FileWriter()
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->stopping = true;
    }
    m_parts->wake.notify_all();
    m_parts->thread.join();
}

void FileWriter::append(NewRecord record)
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->waiting.append(std::move(record));
    }
    m_parts->wake.notify_all();
}

void FileWriter::hurry()
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->hurried = true;
    }
    m_parts->wake.notify_all();
}

void FileWriter::write(Work work)
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->works.append(std::move(work));
    }
    m_parts->wake.notify_all();
}

void FileWriter::saveVersion(NewRecord record, const QString &name, Done done)
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->waiting.append(record);
        m_parts->errands.append({[this, record, name] { return runVersion(record, name); }, std::move(done)});
    }
    m_parts->wake.notify_all();
}

void FileWriter::copyTo(const QString &target, CopyKind kind, Done done)
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->errands.append(
            {[this, target, kind] { return runCopy(target, kind, false); }, std::move(done)});
    }
    m_parts->wake.notify_all();
}

void FileWriter::moveTo(const QString &target, CopyKind kind, Done done)
{
    {
        const std::lock_guard guard(m_parts->mutex);
        m_parts->errands.append(
            {[this, target, kind] { return runCopy(target, kind, true); }, std::move(done)});
    }
    m_parts->wake.notify_all();
}

bool FileWriter::flush()
{
    std::unique_lock guard(m_parts->mutex);
    const qint64 enough = m_parts->tries + (m_parts->busy ? 2 : 1);
    m_parts->hurried = true;
    m_parts->wake.notify_all();
    const auto isDone = [&] {
        return m_parts->waiting.isEmpty() && m_parts->works.isEmpty() && m_parts->errands.isEmpty() &&
               !m_parts->busy;
    };
    m_parts->settled.wait(guard, [&] { return isDone() || (m_parts->failing && m_parts->tries >= enough); });
    return isDone();
}

void FileWriter::loop()
{
    while (waitForWork()) {
        const bool committed = commit();
        runErrands();
        if (committed)
            considerSnapshot();
        {
            const std::lock_guard guard(m_parts->mutex);
            m_parts->busy = false;
        }
        m_parts->settled.notify_all();
    }
    close();
}

// False when the thread shall end. Afterwards the thread counts as busy.
bool FileWriter::waitForWork()
{
    Parts &p = *m_parts;
    std::unique_lock guard(p.mutex);
    const auto pressing = [&] { return p.stopping || p.hurried || !p.errands.isEmpty(); };
    const auto anything = [&] {
        return pressing() || !p.waiting.isEmpty() || !p.works.isEmpty() || p.packed;
    };
    if (p.failing)
        p.wake.wait_for(guard, retryAfter, pressing);
    p.wake.wait(guard, anything);
    if (!pressing() && !p.failing)
        p.wake.wait_for(guard, collectFor, pressing);
    const bool nothingLeft = p.waiting.isEmpty() && p.works.isEmpty() && p.errands.isEmpty();
    if (p.stopping && (nothingLeft || (p.failing && p.tries > 0 && p.hurried)))
        return false;
    p.busy = true;
    // At the end there is one last try, even when the ones before failed.
    p.hurried = p.stopping;
    return true;
}

bool FileWriter::commit()
{
    Parts &p = *m_parts;
    QList<NewRecord> batch;
    QList<Work> works;
    {
        const std::lock_guard guard(p.mutex);
        batch.swap(p.waiting);
        works.swap(p.works);
    }
    Outcome<void> done;
    QByteArray chain = p.chain;
    if (placeOf(p.path) != p.place) {
        done = fail(tr("The file is gone from its folder."), tr("Save a copy elsewhere."));
    } else if (!batch.isEmpty() || !works.isEmpty()) {
        done = inTransaction(*p.file, [&]() -> Outcome<void> {
            auto next = insertRecords(*p.file, batch, chain);
            if (!next)
                return tl::unexpected(next.error());
            chain = *next;
            for (const Work &work : works) {
                if (auto worked = work(*p.file); !worked)
                    return worked;
            }
            return {};
        });
    }
    {
        const std::lock_guard guard(p.mutex);
        p.failing = !done;
        ++p.tries;
        if (!done) {
            p.waiting = batch + p.waiting;
            p.works = works + p.works;
        }
    }
    if (done && !batch.isEmpty()) {
        p.chain = chain;
        p.recordsSinceSnapshot += batch.size();
        for (const NewRecord &record : batch)
            p.bytesSinceSnapshot += std::get<QByteArray>(record.content).size();
        p.latest = batch.last();
    }
    report(done);
    return done.has_value();
}

void FileWriter::report(const Outcome<void> &committed)
{
    if (!committed)
        m_parts->events.failed(sentences(committed.error()));
    else if (m_parts->latest)
        m_parts->events.durable(m_parts->latest->seq);
    else
        m_parts->events.durable(0);
}

void FileWriter::runErrands()
{
    QList<Errand> errands;
    {
        const std::lock_guard guard(m_parts->mutex);
        errands.swap(m_parts->errands);
    }
    for (const Errand &errand : errands)
        errand.done(errand.run());
}

Outcome<void> FileWriter::runVersion(const NewRecord &record, const QString &name)
{
    Parts &p = *m_parts;
    if (!p.latest || p.latest->seq < record.seq)
        return fail(tr("The version was not saved, because the project cannot be written at the moment."),
                    tr("It will be kept as soon as the disk allows; or save a copy elsewhere."));
    Snapshot snapshot = makeSnapshot(*record.value, record.seq, record.state);
    const QString hash = QString::fromLatin1(snapshot.sha256.toHex());
    auto done = inTransaction(*p.file, [&]() -> Outcome<void> {
        if (auto stored = storeSnapshot(snapshot); !stored)
            return stored;
        return p.file->prepare("INSERT INTO version(name, seq, hash, at) VALUES(?, ?, ?, ?)")
            ->bind(name)
            .bind(record.seq)
            .bind(hash)
            .bind(record.atMs)
            .run();
    });
    if (done)
        std::ignore = p.file->run("PRAGMA wal_checkpoint(TRUNCATE)");
    return done;
}

Outcome<void> FileWriter::runCopy(const QString &target, CopyKind kind, bool move)
{
    Parts &p = *m_parts;
    auto lock = FileLock::take(target);
    if (!lock)
        return fail(
            tr("\"%1\" cannot be written: another program has it open, or the folder may not be written.")
                .arg(QFileInfo(target).fileName()),
            tr("Choose another place."));
    QList<NewRecord> missing;
    QList<Work> works;
    {
        const std::lock_guard guard(p.mutex);
        // In a move the records stay in the queue and are committed in the new file next.
        if (!move) {
            missing = p.waiting;
            works = p.works;
        }
    }
    auto done = copyDatabase(*p.file, target, kind, [&](Sqlite &copy) {
        return inTransaction(copy, [&]() -> Outcome<void> {
            if (auto chain = insertRecords(copy, missing, p.chain); !chain)
                return tl::unexpected(chain.error());
            for (const Work &work : works) {
                if (auto worked = work(copy); !worked)
                    return worked;
            }
            return {};
        });
    });
    if (!done || !move)
        return done;
    auto file = openFile(target, SqliteMode::ReadWrite);
    if (file)
        done = prepareForWriting(**file);
    if (!file || !done)
        return tl::unexpected(file ? done.error() : file.error());
    p.file = std::move(*file);
    p.lock = std::move(lock);
    p.path = target;
    p.place = placeOf(target);
    return {};
}

void FileWriter::considerSnapshot()
{
    Parts &p = *m_parts;
    std::optional<Snapshot> packed;
    bool start = false;
    {
        const std::lock_guard guard(p.mutex);
        packed.swap(p.packed);
        start =
            !p.packing && !packed && p.latest &&
            (p.recordsSinceSnapshot >= recordsPerSnapshot || p.bytesSinceSnapshot >= journalBytesPerSnapshot);
        p.packing = p.packing || start;
    }
    // A snapshot only makes opening faster: when it fails, the next one is tried with the next records.
    if (packed)
        std::ignore = storeSnapshot(*packed);
    if (!start)
        return;
    p.recordsSinceSnapshot = 0;
    p.bytesSinceSnapshot = 0;
    if (p.packer.joinable())
        p.packer.join();
    p.packer = std::thread([&p, value = p.latest->value, seq = p.latest->seq, state = p.latest->state] {
        Snapshot made = makeSnapshot(*value, seq, state);
        {
            const std::lock_guard guard(p.mutex);
            p.packed = std::move(made);
            p.packing = false;
        }
        p.wake.notify_all();
    });
}

Outcome<void> FileWriter::storeSnapshot(Snapshot snapshot)
{
    Parts &p = *m_parts;
    auto select = p.file->prepare("SELECT chain FROM journal WHERE seq = ?");
    select->bind(snapshot.seq);
    const auto row = select->step();
    if (!row)
        return tl::unexpected(row.error());
    snapshot.seal = sealOf(snapshot, *row ? select->blob(0) : QByteArray());
    auto done = p.file->prepare("INSERT OR IGNORE INTO snapshot VALUES(?, ?, ?, ?, ?)")
                    ->bind(snapshot.seq)
                    .bind(snapshot.state)
                    .bind(snapshot.packed)
                    .bind(snapshot.sha256)
                    .bind(snapshot.seal)
                    .run();
    if (done) {
        p.snapshotSeq = std::max(p.snapshotSeq, snapshot.seq);
        p.events.snapshotWritten(snapshot.state, snapshot.seq);
    }
    return done;
}

void FileWriter::close()
{
    Parts &p = *m_parts;
    if (p.packer.joinable())
        p.packer.join();
    if (p.packed)
        std::ignore = storeSnapshot(*p.packed);
    if (p.latest && p.latest->seq > p.snapshotSeq)
        std::ignore = storeSnapshot(makeSnapshot(*p.latest->value, p.latest->seq, p.latest->state));
    std::ignore = p.file->run("PRAGMA wal_checkpoint(TRUNCATE)");
    // The file closes before its lock ends.
    p.file.reset();
    p.lock.reset();
}

} // namespace icmp::document
