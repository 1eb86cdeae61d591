#include "server/storage/database.h"

#include "server/storage/schema.h"

#include <QList>

namespace icmp::storage {

Database::Database(Place place) : m_place(std::move(place)) {}

Outcome<std::unique_ptr<Database>> Database::open(const Place &place)
{
    {
        const auto connection = Connection::open(place);
        if (!connection)
            return tl::unexpected(connection.error());
        if (const auto migrated = migrate(**connection); !migrated)
            return tl::unexpected(migrated.error());
    }
    std::unique_ptr<Database> database(new Database(place));
    database->m_writerThread = std::thread(&Database::runWriter, database.get());
    for (std::thread &thread : database->m_readerThreads)
        thread = std::thread(&Database::runReader, database.get());
    if (place.engine == Engine::Sqlite)
        database->m_folderThread = std::thread(&Database::runFolder, database.get());
    return database;
}

Database::~Database()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_writerWake.notify_all();
    m_readerWake.notify_all();
    m_folderWake.notify_all();
    m_writerThread.join();
    for (std::thread &thread : m_readerThreads)
        thread.join();
    if (m_folderThread.joinable())
        m_folderThread.join();
}

void Database::submit(Work work, Done<Outcome<void>> done)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping && m_waiting.size() < commandsWaitingMax) {
            m_waiting.push_back({std::move(work), std::move(done)});
            done = nullptr;
        }
    }
    if (done)
        done(fail(QStringLiteral("The database has too much to write."),
                  QStringLiteral("Try again in a moment.")));
    else
        m_writerWake.notify_one();
}

Outcome<void> Database::write(Work work)
{
    std::mutex mutex;
    std::condition_variable wake;
    std::optional<Outcome<void>> told;
    submit(std::move(work), [&](Outcome<void> outcome) {
        // Told under the lock: this frame is gone as soon as the waiter sees it.
        const std::lock_guard lock(mutex);
        told = std::move(outcome);
        wake.notify_one();
    });
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return told.has_value(); });
    return *told;
}

QString Database::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

void Database::noteGroup(const QString &trouble)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = trouble;
    ++m_groups;
}

std::deque<Database::Command> Database::nextGroup()
{
    std::unique_lock lock(m_mutex);
    m_writerWake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
    if (m_waiting.size() <= commandsPerGroupMax)
        return std::exchange(m_waiting, {});
    std::deque<Command> group;
    for (int i = 0; i < commandsPerGroupMax; ++i) {
        group.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    return group;
}

void Database::runWriter()
{
    for (;;) {
        const std::deque<Command> group = nextGroup();
        if (group.empty()) {
            m_writer.reset();
            return;
        }
        const auto told = attempt(group);
        noteGroup(told ? QString() : told.error().what + u' ' + told.error().advice);
        if (!told)
            m_writer.reset(); // suspect: what the engine believes and what the disk holds may differ
        for (size_t i = 0; i < group.size(); ++i)
            group[i].done(told ? told->at(qsizetype(i)) : tl::unexpected(told.error()));
    }
}

// After a failure only a write that really reached the disk shows that the connection can be trusted again.
Outcome<void> Database::openWriter()
{
    if (m_writer)
        return {};
    auto opened = Connection::open(m_place);
    if (!opened)
        return tl::unexpected(opened.error());
    Connection &connection = **opened;
    if (const auto begun = connection.runDialect("begin"); !begun)
        return begun;
    const auto proven = connection.run(
        "meta_put", {{":key", QStringLiteral("writer")}, {":value", QStringLiteral("opened")}});
    if (!proven)
        return tl::unexpected(proven.error());
    if (const auto committed = connection.runDialect("commit"); !committed)
        return committed;
    m_writer = std::move(*opened);
    return {};
}

// A Failure means the group as a whole; otherwise one outcome a command, in their order.
Outcome<QList<Outcome<void>>> Database::attempt(const std::deque<Command> &group)
{
    if (const auto opened = openWriter(); !opened)
        return tl::unexpected(opened.error());
    if (const auto begun = m_writer->runDialect("begin"); !begun)
        return tl::unexpected(begun.error());
    QList<Outcome<void>> told;
    told.reserve(qsizetype(group.size()));
    for (const Command &command : group) {
        told.append(Outcome<void>());
        if (const auto ran = runOne(command, told.back()); !ran)
            return tl::unexpected(ran.error());
    }
    if (const auto committed = m_writer->runDialect("commit"); !committed)
        return tl::unexpected(committed.error());
    return told;
}

// A Failure means that the transaction is lost; what went wrong within the command is in `told`.
Outcome<void> Database::runOne(const Command &command, Outcome<void> &told)
{
    if (const auto marked = m_writer->runDialect("mark"); !marked)
        return marked;
    const auto verdict = command.work(*m_writer);
    if (!verdict)
        told = tl::unexpected(verdict.error());
    const bool keep = verdict && *verdict == Verdict::Keep;
    const auto ended = m_writer->runDialect(keep ? "keep" : "undo");
    // The command's own reason says more than that the mark was gone.
    return !ended && !verdict ? tl::unexpected(verdict.error()) : ended;
}

Outcome<void> Database::read(const Look &look)
{
    Reading reading{&look, {}};
    std::unique_lock lock(m_mutex);
    m_readings.push_back(&reading);
    m_readerWake.notify_one();
    m_readingDone.wait(lock, [&] { return reading.finished; });
    return reading.told;
}

void Database::runReader()
{
    std::unique_ptr<Connection> connection;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_readerWake.wait(lock, [this] { return m_stopping || !m_readings.empty(); });
        if (m_readings.empty())
            return;
        Reading &reading = *m_readings.front();
        m_readings.pop_front();
        lock.unlock();
        Outcome<void> told;
        if (!connection) {
            auto opened = Connection::open(m_place);
            if (opened)
                connection = std::move(*opened);
            else
                told = tl::unexpected(opened.error());
            if (told)
                told = connection->runDialect("reader");
        }
        if (told)
            told = (*reading.look)(*connection);
        if (!told)
            connection.reset(); // perhaps the server went away; the next read finds out
        lock.lock();
        reading.told = told;
        reading.finished = true;
        m_readingDone.notify_all();
    }
}

// What could not be folded now is tried again; the log only grows meanwhile, and the writer folds it itself
// at the size that dialect/sqlite_open.sql says.
void Database::runFolder()
{
    std::unique_ptr<Connection> connection;
    qint64 folded = 0;
    std::unique_lock lock(m_mutex);
    while (
        !m_folderWake.wait_for(lock, std::chrono::milliseconds(foldEveryMs), [this] { return m_stopping; })) {
        if (m_groups == folded)
            continue;
        folded = m_groups;
        lock.unlock();
        if (!connection) {
            if (auto opened = Connection::open(m_place))
                connection = std::move(*opened);
        }
        if (connection && !connection->runDialect("fold"))
            connection.reset();
        lock.lock();
    }
}

} // namespace icmp::storage
