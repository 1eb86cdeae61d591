// One process of the swarm: an epoll loop of WebSocket viewers that join, listen, vote, leave and come back,
// and write down when things came.
#pragma once

#include <QByteArray>
#include <QList>
#include <deque>
#include <memory>
#include <queue>
#include <vector>

#include "tests/load/swarm_report.h"
#include "tests/load/swarm_stage.h"
#include "tests/load/swarm_tls.h"
#include "tests/load/swarm_wire.h"

namespace icmp::load {

struct SwarmPlan {
    QByteArray host = "127.0.0.1"; // numeric, loopback: viewers bind to 127.1.x.y
    quint16 port = 8420;
    bool secure = false; // wss
    QByteArray path = "/v1/rt";
    QByteArray origin;
    QByteArray event;
    QList<QByteArray> tokens; // fewer than viewers: used in turn
    bool fetchTokens = false; // POST /v1/events/{event}/tokens for each viewer, from its address
    int viewers = 100;
    int firstViewer = 0;     // numbering over all processes
    int perAddress = 150;    // the server gives one address 200 tokens at once and 20 more a second
    int joinsAtOnce = 20;    // per address; the server allows 50 without a token
    int joiningMax = 500;    // of this process
    int seconds = 10;        // after the last one was welcomed
    int stallPercent = 0;    // these read nothing after their welcome
    int stallSeconds = 0;    // 0: never again; else for so long after all have joined
    int dropPercent = 0;     // these leave and come back, again and again
    QByteArray voteElement;  // empty: nobody votes
    qint64 voteRevision = 0; // 0: of the newest opening
    int voteOptions = 2;
    int votes = 0; // of this process; 0: one of each viewer
    int votesPerSecond = 0;
    int retryPercent = 0; // of the votes are sent twice
    bool idlePriority = false;
    qint64 joinDeadlineMs = 60'000;
};

class SwarmViewers {
public:
    SwarmViewers(const SwarmPlan &plan, Stage &stage);
    ~SwarmViewers();
    SwarmReport run();

private:
    enum class State : quint8 { Waiting, Token, Upgrading, Welcoming, Watching, Gone };
    struct Viewer {
        int fd = -1;
        State state = State::Waiting;
        bool stalled = false; // is one of those who do not read
        bool deaf = false;    // does not read now
        bool drops = false;
        bool resuming = false; // came back and was not welcomed yet
        bool settled = false;
        qint64 lastOffset = -1;
        qint64 tallyVersion = -1;
        qint64 answers = 0;
        qint64 votedNs = 0;
        qint64 voteNumber = 0;
        QByteArray in;
        QByteArray token;
        std::unique_ptr<TlsEnd> tls;
    };
    struct Arrival {      // one message that all of them get
        QByteArray bytes; // its frame
        Told told;
        qint64 baseNs = 0;
        std::vector<quint32> kernelUs;
        std::vector<quint32> readUs;
    };
    struct Due { // a viewer that leaves or comes back
        qint64 atNs;
        size_t index;
        bool operator>(const Due &other) const { return atNs > other.atNs; }
    };

    int addressOf(size_t index) const;
    void join();
    void open(size_t index);
    void start(size_t index);
    void upgrade(size_t index);
    void sendRaw(size_t index, const QByteArray &bytes);
    void takeBytes(size_t index, const char *bytes, qsizetype size);
    bool takeTls(size_t index, const char *bytes, qsizetype size);
    void settle(Viewer &viewer);
    void read(size_t index);
    void takeHead(size_t index);
    qsizetype takeFrames(size_t index, const char *bytes, qsizetype size);
    void takeText(size_t index, const char *frame, const Frame &shape);
    void takeMessage(size_t index, const QByteArray &message);
    void takeWelcome(size_t index, const Told &told);
    void takeAck(size_t index, const QByteArray &message);
    void heard(Viewer &viewer, size_t index, Arrival &arrival);
    void offset(Viewer &viewer, qint64 offset);
    void tally(Viewer &viewer, size_t index, const Told &told);
    Arrival &arrivalOf(const char *frame, const Frame &shape, const Told &told);
    void begin();
    void leaveAndReturn();
    void listenAgain();
    void leave(size_t index);
    void end(size_t index, const QByteArray &why);
    void vote();
    void voteOf(size_t index);
    void write(size_t index, const QByteArray &bytes);
    void judge();

    SwarmPlan m_plan;
    Stage &m_stage;
    TlsContext m_tls;
    SwarmReport m_report;
    int m_epoll;
    std::vector<Viewer> m_viewers;
    std::vector<int> m_joining; // per address
    std::deque<size_t> m_toJoin;
    int m_joiningAll = 0;
    std::deque<Arrival> m_arrivals; // the newest last
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    QByteArray m_epoch;
    QByteArray m_revision;
    std::vector<size_t> m_catchingUp;
    qint64 m_newestOffset = -1;
    qint64 m_nowNs = 0;
    qint64 m_arrivedNs = 0; // in the kernel, of what was read last
    qint64 m_beganNs = 0;
    qint64 m_watchingNs = 0;
    qint64 m_listeningNs = 0; // when the deaf ones read again; 0: not yet
    qint64 m_votingNs = 0;
    size_t m_nextVoter = 0;
};

} // namespace icmp::load
