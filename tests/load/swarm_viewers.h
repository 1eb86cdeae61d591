// One process of the swarm: an epoll loop of WebSocket viewers that join, listen, vote and write down when
// things came.
#pragma once

#include <QByteArray>
#include <QList>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "tests/load/swarm_report.h"

namespace icmp::load {

struct SwarmPlan {
    QByteArray host = "127.0.0.1"; // numeric, loopback: viewers bind to 127.0.x.y
    quint16 port = 8420;
    QByteArray path = "/v1/rt";
    QByteArray origin;
    QByteArray event;
    QList<QByteArray> tokens; // fewer than viewers: used in turn
    bool fetchTokens = false; // POST /v1/events/{event}/tokens for each viewer, from its address
    int viewers = 100;
    int firstViewer = 0;    // numbering over all processes
    int perAddress = 400;   // the server lets one address make 500 pseudonyms in 10 min
    int joinsAtOnce = 20;   // per address; the server allows 50 without a token
    int seconds = 10;       // after the last one was welcomed
    int stallPercent = 0;   // these never read after their welcome
    QByteArray voteElement; // empty: nobody votes
    int voteRevision = 1;
    int voteOptions = 2;
    int votesPerSecond = 0;
    qint64 joinDeadlineMs = 60'000;
};

class SwarmViewers {
public:
    explicit SwarmViewers(const SwarmPlan &plan);
    ~SwarmViewers();
    SwarmReport run();

private:
    enum class State : quint8 { Waiting, Token, Upgrading, Welcoming, Watching, Gone };
    struct Viewer {
        int fd = -1;
        State state = State::Waiting;
        bool stalled = false;
        bool voted = false;
        qint64 lastOffset = -1;
        qint64 votedNs = 0;
        QByteArray in;
        QByteArray token;
    };

    int addressOf(size_t index) const;
    void join();
    void open(size_t index);
    void upgrade(size_t index);
    void read(size_t index);
    void takeAnswer(size_t index);
    void takeFrames(size_t index);
    void takeMessage(size_t index, const QByteArray &message);
    void takeLog(size_t index, const QByteArray &message);
    void arrived(const QByteArray &name, const QByteArray &message);
    void end(size_t index, const QByteArray &why);
    void vote();
    void write(size_t index, const QByteArray &bytes);
    void sendText(size_t index, const QByteArray &text);

    SwarmPlan m_plan;
    SwarmReport m_report;
    int m_epoll;
    std::vector<Viewer> m_viewers;
    std::vector<int> m_joining; // per address
    std::deque<size_t> m_toJoin;
    QHash<QByteArray, qint64> m_first; // of messages without a stamp
    qint64 m_nowNs = 0;
    qint64 m_beganNs = 0;
    qint64 m_votingNs = 0;
    size_t m_nextVoter = 0;
};

qint64 monotonicNs();

} // namespace icmp::load
