// What the parent of a swarm does while its children watch: runs the show, measures the server, and judges.
#pragma once

#include <QJsonArray>
#include <QStringList>

#include "tests/load/swarm_report.h"
#include "tests/load/swarm_server.h"

namespace icmp::load {

struct ShowPlan {
    bool produces = false; // presses open and close itself
    QByteArray element;    // that it opens
    int presses = 1;
    int seconds = 10;
    int votes = 0; // wanted in all; 0: nobody votes
    bool drops = false;
};

struct ShowFigures {
    QJsonArray presses; // {"command","status","ms"}
    QStringList faults;
    qint64 finalOffset = -1; // of the log, as the server tells it at the end; −1: it was not asked
    qint64 finalTally = -1;  // version of the element's tally, if everybody may see it
    qint64 counted = -1;     // answers of the element by the server's own count
    qint64 quietNs = 0;      // server CPU around the openings, and what was sent meanwhile
    qint64 quietSends = 0;
    qint64 votingNs = 0;
    qint64 votingSends = 0;
};

class Show {
public:
    Show(const ShowPlan &plan, Stage &stage, Desk &desk, const ServerWatch &server)
        : m_plan(plan), m_stage(stage), m_desk(desk), m_server(server)
    {
    }
    // Returns when the watching is over; the children still run.
    ShowFigures run();

private:
    void press(const QByteArray &command);
    void round(int seconds);
    void take(qint64 &cpuNs, qint64 &sends);
    void readEnd();

    ShowPlan m_plan;
    Stage &m_stage;
    Desk &m_desk;
    const ServerWatch &m_server;
    ShowFigures m_figures;
    qint64 m_cpuNs = 0;
    qint64 m_sends = 0;
};

// Sentences, each about something that is missing, doubled or wrong; empty: all is well.
QStringList judge(const ShowPlan &plan, const ShowFigures &figures, const SwarmReport &report);
// The medians and worst of the openings' and closings' p99, and the server's cost.
QJsonObject summary(const ShowFigures &figures, const SwarmReport &report);

} // namespace icmp::load
