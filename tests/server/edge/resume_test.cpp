// Random shows before random viewers (live.md R6): they drop, come back with what they had, read slowly or
// not at all; workers die, the log loses its memory. Ring, fan-out and sessions are the real ones; what
// stands between them is the order of messages alone.
//
// ICMP_RESUME_SEQUENCES says how many; a failure prints its seed, ICMP_RESUME_SEED runs that one alone.
#include <QRandomGenerator>
#include <QtTest>

#include "core/protocol/resume_ring.h"
#include "tests/server/edge/edge_model.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

namespace {

constexpr int workersInAll = 2;
constexpr int viewersInAll = 5;
constexpr int stepsOfASequence = 120;
constexpr int sequencesByDefault = 1'500;

// One viewer's own judgement.
struct Viewer {
    ModelReader reader;
    int worker = 0;
    quint32 slot = 0;
    QByteArray epoch;  // empty: has no snapshot to resume from
    QByteArray hailed; // the welcome's epoch
    qint64 offset = 0;
    qint64 state = -1;
    bool welcomed = false;
    bool awaitsSnapshot = false;
    int snapshots = 0;
    int replays = 0;
    QByteArray wrong; // the first thing that must not happen

    void blame(const QByteArray &what)
    {
        if (wrong.isEmpty())
            wrong = what;
    }
    void log(qint64 number)
    {
        if (!welcomed || awaitsSnapshot)
            blame("a log message before the snapshot");
        else if (number != offset + 1)
            blame("message " + QByteArray::number(number) + " after " + QByteArray::number(offset));
        offset = number;
    }
    void take(const QByteArray &text)
    {
        const QList<QByteArray> words = text.split(' ');
        if (words.first() == "welcome") {
            const bool recovered = words.at(3) == "yes";
            if (recovered && words.at(1) != epoch)
                blame("recovered into another epoch");
            // An offset without its snapshot is worth nothing in the new epoch.
            if (!recovered)
                epoch = {};
            hailed = words.at(1);
            welcomed = true;
            awaitsSnapshot = !recovered;
            replays += recovered;
        } else if (words.first() == "snap") {
            if (words.at(1) != hailed)
                blame("a snapshot of another epoch");
            epoch = hailed;
            offset = words.at(2).toLongLong();
            state = std::max(state, words.at(3).toLongLong());
            awaitsSnapshot = false;
            ++snapshots;
        } else if (words.first() == "logs") {
            for (const QByteArray &one : words.mid(1))
                log(one.toLongLong());
        } else if (words.first() == "log") {
            log(words.at(1).toLongLong());
        } else if (words.first() == "st") {
            state = std::max(state, words.at(1).toLongLong());
        }
    }
};

class Theatre {
public:
    explicit Theatre(quint32 seed) : m_random(seed)
    {
        for (int i = 0; i < workersInAll; ++i)
            begin(i);
        for (Viewer &viewer : m_viewers)
            join(viewer);
    }

    void step()
    {
        m_clock += below(40);
        const int what = below(100);
        Viewer &viewer = m_viewers[size_t(below(viewersInAll))];
        if (what < 22)
            publishLog();
        else if (what < 32)
            publishState();
        else if (what < 60)
            m_workers[size_t(below(workersInAll))]->turn(below(6), below(8));
        else if (what < 82)
            read(viewer, 1 + below(20'000));
        else if (what < 90)
            viewer.reader.cut(); // the worker finds out when it next writes
        else if (what < 97 && !viewer.reader.open())
            join(viewer);
        else if (what == 97)
            kill(below(workersInAll));
        else if (what == 98)
            m_clock += 11 * 60 * 1000; // the ring forgets by age
        else if (what == 99)
            loseMemory();
    }

    // Everybody comes back and reads until nothing is left.
    QByteArray end()
    {
        // What the last turn wrote is read in the round after it: over when nobody came, heard or had to be told.
        int quietRounds = 0;
        for (int round = 0; round < 400 && quietRounds < 3; ++round) {
            bool quiet = true;
            for (Viewer &viewer : m_viewers) {
                if (!viewer.reader.open()) {
                    join(viewer);
                    quiet = false;
                }
                quiet = !read(viewer, 256 * 1024) && quiet;
            }
            for (const auto &worker : m_workers) {
                worker->turn(1'000, 1'000);
                quiet = quiet && worker->idle();
            }
            quietRounds = quiet ? quietRounds + 1 : 0;
        }
        for (const Viewer &viewer : m_viewers) {
            if (!viewer.wrong.isEmpty())
                return viewer.wrong;
            if (viewer.offset != m_ring.offset() || viewer.epoch != m_ring.epoch().toLatin1())
                return "the end of the log is missing: " + QByteArray::number(viewer.offset) + " of " +
                       QByteArray::number(m_ring.offset());
            if (viewer.state != m_state)
                return "the last state is missing";
            replays += viewer.replays;
            snapshots += viewer.snapshots;
        }
        return {};
    }

    qint64 replays = 0;
    qint64 snapshots = 0;
    qint64 drops = 0;

private:
    int below(int limit) { return int(m_random.bounded(limit)); }

    void begin(int index)
    {
        auto worker = std::make_unique<WorkerModel>(m_clock);
        worker->wantsSnapshot = [this, index](ConnectionId id) {
            const quint32 slot = quint32(quint64(id));
            ++drops;
            const QByteArray text = snapshot();
            command(index, slot, [this, index, slot, text] {
                WorkerModel &here = *m_workers[size_t(index)];
                here.fanOut().rejoin(slot);
                here.settle(slot, here.links[slot]->ws.resync(frame(text), here.links[slot]->stream, here));
            });
        };
        if (size_t(index) < m_workers.size())
            m_workers[size_t(index)] = std::move(worker);
        else
            m_workers.push_back(std::move(worker));
    }

    static QByteArray frame(const QByteArray &text) { return wsFrame(WsOpcode::Text, text); }
    QByteArray epoch() const { return m_ring.epoch().toLatin1(); }
    QByteArray snapshot() const
    {
        return "snap " + epoch() + ' ' + QByteArray::number(m_ring.offset()) + ' ' +
               QByteArray::number(m_state) + ' ' + QByteArray(300, 's');
    }

    // For one connection, swallowed when it is gone by then.
    void command(int worker, quint32 slot, std::function<void()> what)
    {
        m_workers[size_t(worker)]->commands.push_back([this, worker, slot, what = std::move(what)] {
            if (m_workers[size_t(worker)]->links[slot])
                what();
        });
    }

    void send(int worker, quint32 slot, const QByteArray &text)
    {
        command(worker, slot, [this, worker, slot, text] {
            WorkerModel &here = *m_workers[size_t(worker)];
            here.settle(slot, here.links[slot]->ws.send(frame(text), here.links[slot]->stream, here));
        });
    }

    // As the live host answers a hello.
    void join(Viewer &viewer)
    {
        viewer.worker = below(workersInAll);
        viewer.slot = m_nextSlot[size_t(viewer.worker)]++;
        const int worker = viewer.worker;
        const quint32 slot = viewer.slot;
        viewer.reader = ModelReader(m_workers[size_t(worker)]->connect(slot, below(2) ? 4'096 : 64 * 1024));
        viewer.welcomed = false;
        viewer.awaitsSnapshot = false;
        const auto missed = viewer.epoch.isEmpty()
                                ? std::nullopt
                                : m_ring.after({QString::fromLatin1(viewer.epoch), viewer.offset}, m_clock);
        command(worker, slot,
                [this, worker, slot] { m_workers[size_t(worker)]->fanOut().subscribe(slot, "ev"); });
        send(worker, slot,
             "welcome " + epoch() + ' ' + QByteArray::number(m_ring.offset()) + (missed ? " yes" : " no"));
        if (!missed) {
            send(worker, slot, snapshot());
            return;
        }
        if (!missed->isEmpty())
            send(worker, slot, "logs " + missed->join(' '));
        send(worker, slot, "st " + QByteArray::number(m_state));
    }

    void publishLog()
    {
        const qint64 number = m_ring.offset() + 1;
        m_ring.append(QByteArray::number(number), m_clock);
        const QByteArray text = "log " + QByteArray::number(number) + ' ' + QByteArray(below(9'000), 'x');
        for (const auto &worker : m_workers)
            worker->commands.push_back(
                [here = worker.get(), text] { here->fanOut().publishLog("ev", frame(text)); });
    }
    void publishState()
    {
        const QByteArray text = "st " + QByteArray::number(++m_state);
        for (const auto &worker : m_workers)
            worker->commands.push_back([here = worker.get(), text] {
                here->fanOut().publishState("ev", "tally", frame(text), false);
            });
    }
    // Whether a whole message came, or the end.
    bool read(Viewer &viewer, int bytes)
    {
        const QList<QByteArray> texts = viewer.reader.read(bytes);
        for (const QByteArray &text : texts)
            viewer.take(text);
        return !texts.isEmpty() || !viewer.reader.open();
    }
    // Its connections end without a word, its commands with it.
    void kill(int index)
    {
        m_nextSlot[size_t(index)] = 0;
        begin(index);
    }
    void loseMemory()
    {
        for (int i = 0; i < workersInAll; ++i)
            kill(i);
        m_ring.restart(QStringLiteral("e%1").arg(++m_epochs));
    }

    QRandomGenerator m_random;
    qint64 m_clock = 1'000'000;
    protocol::ResumeRing m_ring{QStringLiteral("e0")};
    int m_epochs = 0;
    qint64 m_state = 0;
    std::array<quint32, workersInAll> m_nextSlot{};
    std::vector<std::unique_ptr<WorkerModel>> m_workers;
    std::array<Viewer, viewersInAll> m_viewers;
};

} // namespace

class ResumeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nobodyMissesOrHearsTwice()
    {
        const int asked = qEnvironmentVariableIntValue("ICMP_RESUME_SEQUENCES");
        const quint32 only = quint32(qEnvironmentVariableIntValue("ICMP_RESUME_SEED"));
        const int sequences = only > 0 ? 1 : asked > 0 ? asked : sequencesByDefault;
        qint64 replays = 0, snapshots = 0, drops = 0;
        for (int i = 0; i < sequences; ++i) {
            const quint32 seed = only > 0 ? only : quint32(i + 1);
            Theatre theatre(seed);
            for (int step = 0; step < stepsOfASequence; ++step)
                theatre.step();
            const QByteArray wrong = theatre.end();
            QVERIFY2(wrong.isEmpty(), "ICMP_RESUME_SEED=" + QByteArray::number(seed) + ": " + wrong);
            replays += theatre.replays;
            snapshots += theatre.snapshots;
            drops += theatre.drops;
        }
        // The ways there are were all gone.
        if (only == 0) {
            QVERIFY(replays > sequences / 10);
            QVERIFY(snapshots > sequences);
            QVERIFY(drops > sequences / 100);
        }
        qInfo("%d sequences: %lld replays, %lld snapshots, %lld dropped queues", sequences, replays,
              snapshots, drops);
    }
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
