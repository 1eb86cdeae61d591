// The one database of an installation: a writer thread that commits in groups, and readers on connections of
// their own.
//
// SQLite's write-ahead log is folded back into the file by a thread of its own, because a commit that does it
// in passing takes 50–100 ms.
//
// A command never waits for company: whatever was submitted while one commit ran shares the next, at most
// commandsPerGroupMax of them. Alone it costs one commit, in a crowd a thousandth of one.
#pragma once

#include "core/base/operation.h"
#include "server/storage/connection.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace icmp::storage {

inline constexpr int commandsPerGroupMax = 1'000; // keeps the longest group near 20 ms
inline constexpr int commandsWaitingMax =
    100'000;                            // about 100 MB of closures; beyond it submitting fails at once
inline constexpr int readerThreads = 2; // reads are short; more only fight for two cores

inline constexpr int foldEveryMs = 250; // at 60,000 votes a second about 60 MB of log, read back from memory

// What a command says when it is through: keep its writes, or undo them (the rules said no).
enum class Verdict { Keep, Undo };

class Database {
public:
    using Work = std::function<Outcome<Verdict>(Connection &)>;
    using Look = std::function<Outcome<void>(Connection &)>;

    // Opens, migrates to the newest schema and starts the threads.
    // fails  when it cannot be opened, or its schema is not one of this program's
    static Outcome<std::unique_ptr<Database>> open(const Place &place);
    // Commits what was submitted, then stops. Nobody may submit or read any more.
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // Runs `work` on the writer's connection in the next group; `done` is called on the writer's thread after
    // the durable commit. A Failure means that the work was not kept, or, when the commit itself failed, that
    // nobody knows: ask again under the same operation id. After a failed commit the connection is opened
    // anew and proven by a write before others are tried. Work and `done` must not wait for this database.
    void submit(Work work, Done<Outcome<void>> done);
    // The same, waiting. Not from the writer's thread, nor one that must stay responsive.
    Outcome<void> write(Work work);
    // Runs `look` on a reader's connection and waits for it; works while writes are refused.
    Outcome<void> read(const Look &look);

    // Why writes do not work at present, and what to do; empty when they do. For readiness.
    QString trouble() const;

private:
    struct Command {
        Work work;
        Done<Outcome<void>> done;
    };
    struct Reading {
        const Look *look;
        Outcome<void> told;
        bool finished = false;
    };

    explicit Database(Place place);
    void runWriter();
    void runReader();
    void runFolder();
    std::deque<Command> nextGroup();
    Outcome<QList<Outcome<void>>> attempt(const std::deque<Command> &group);
    Outcome<void> runOne(const Command &command, Outcome<void> &told);
    Outcome<void> openWriter();
    void noteGroup(const QString &trouble);

    Place m_place;
    std::unique_ptr<Connection> m_writer; // the writer thread's alone
    mutable std::mutex m_mutex;           // guards all below
    std::condition_variable m_writerWake;
    std::condition_variable m_readerWake;
    std::condition_variable m_readingDone;
    std::condition_variable m_folderWake;
    std::deque<Command> m_waiting;
    std::deque<Reading *> m_readings;
    QString m_trouble;
    qint64 m_groups = 0; // committed so far
    bool m_stopping = false;
    std::thread m_writerThread;
    std::thread m_readerThreads[readerThreads];
    std::thread m_folderThread; // SQLite only
};

// A command that the rules may refuse: then its writes are undone and the refusal is told.
template <class T>
void submitDecided(Database &database, std::function<Outcome<Result<T>>(Connection &)> decide,
                   Done<Outcome<Result<T>>> done)
{
    auto decided = std::make_shared<std::optional<Result<T>>>();
    database.submit(
        [decide = std::move(decide), decided](Connection &connection) -> Outcome<Verdict> {
            auto outcome = decide(connection);
            if (!outcome)
                return tl::unexpected(outcome.error());
            *decided = std::move(*outcome);
            return decided->value() ? Verdict::Keep : Verdict::Undo;
        },
        [decided, done = std::move(done)](Outcome<void> kept) {
            if (!kept)
                done(tl::unexpected(kept.error()));
            else
                done(std::move(decided->value()));
        });
}

// The same, waiting.
template <class T>
Outcome<Result<T>> writeDecided(Database &database, std::function<Outcome<Result<T>>(Connection &)> decide)
{
    std::optional<Result<T>> decided;
    const auto kept = database.write([&](Connection &connection) -> Outcome<Verdict> {
        auto outcome = decide(connection);
        if (!outcome)
            return tl::unexpected(outcome.error());
        decided = std::move(*outcome);
        return *decided ? Verdict::Keep : Verdict::Undo;
    });
    if (!kept)
        return tl::unexpected(kept.error());
    return std::move(*decided);
}

} // namespace icmp::storage
