// The one database of an installation: a writer thread that commits in groups, and readers on connections of their own.
#pragma once

#include "core/base/operation.h"
#include "server/storage/connection.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace icmp::storage {

// How long a command may wait for others to share its commit.
struct GroupCommit {
    int waitMs = 5;            // a vote may wait 20; its host collects before it submits
    int commandsMax = 1'000;
};

inline constexpr int commandsWaitingMax = 100'000;  // about 100 MB of closures; beyond it submitting fails at once
inline constexpr int readersMax = 4;

// What a command says when it is through: keep its writes, or undo them (the rules said no).
enum class Verdict { Keep, Undo };

class Database
{
public:
    using Work = std::function<Outcome<Verdict>(Connection &)>;

    // Opens, migrates to the newest schema and starts the writer.
    // fails  when it cannot be opened, or its schema is newer than this program
    static Outcome<std::unique_ptr<Database>> open(const Place &place, GroupCommit group = {});
    // Commits what was submitted, then stops.
    ~Database();

    // Runs `work` on the writer's connection inside the next group's transaction; `done` is called on the writer's
    // thread after the durable commit. Whatever fails, `done` is told the Failure and nothing of `work` was kept; a
    // lost connection is opened again and verified before the next group. Work must not call submit and wait.
    void submit(Work work, Done<Outcome<void>> done);
    // The same, waiting. Not on the writer's thread, nor on one that must stay responsive.
    Outcome<void> write(Work work);
    // Runs `look` on a reader's connection, on the caller's thread when one is free.
    Outcome<void> read(const std::function<Outcome<void>(Connection &)> &look);

    // What keeps writes from working now; empty when they work. For readiness and metrics.
    QString trouble() const;
    const Place &place() const { return m_place; }

private:
    struct Command {
        Work work;
        Done<Outcome<void>> done;
    };
    class Reader;

    Database(Place place, GroupCommit group);
    void runWriter();
    std::deque<Command> nextGroup();
    void commitGroup(std::deque<Command> &group);
    Outcome<QList<bool>> attempt(std::deque<Command> &group, QList<Outcome<void>> &told);
    bool connected();

    Place m_place;
    GroupCommit m_group;
    std::unique_ptr<Connection> m_writer;  // the writer thread's alone
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Command> m_waiting;
    QString m_trouble;
    bool m_stopping = false;
    std::unique_ptr<Reader> m_reader;
    std::thread m_thread;
};

}  // namespace icmp::storage
