#include "tests/load/swarm_show.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace icmp::load {

namespace {

constexpr double statsAge = 1.3; // seconds; the workers report their counters every second
constexpr double openingSeconds = 2.5;
constexpr double roundSecondsMin = 9;

void wait(double seconds)
{
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

// The median of the values and the largest.
QJsonObject spread(QList<double> values)
{
    if (values.isEmpty())
        return {};
    std::sort(values.begin(), values.end());
    return {{"n", values.size()}, {"median", values[(values.size() - 1) / 2]}, {"worst", values.last()}};
}

double perUnit(qint64 ns, qint64 units)
{
    return units > 0 ? std::round(double(ns) / double(units) / 10) / 100 : -1; // µs, two digits
}

} // namespace

void Show::press(const QByteArray &command)
{
    const bool whole = command == "start";
    const qint64 before = realtimeNs();
    const HttpAnswer answer = m_desk.press(m_stage, command, whole ? QByteArray() : m_plan.element);
    m_figures.presses.append(QJsonObject{{"command", QString::fromLatin1(command)},
                                         {"status", answer.status},
                                         {"ms", double((realtimeNs() - before) / 10'000) / 100}});
    if (answer.status != 200)
        m_figures.faults.append(QStringLiteral("The command %1 was answered with %2 %3")
                                    .arg(QString::fromLatin1(command))
                                    .arg(answer.status)
                                    .arg(QString::fromUtf8(answer.body)));
}

// What was used and sent since the last call.
void Show::take(qint64 &cpuNs, qint64 &sends)
{
    wait(statsAge);
    const qint64 cpu = m_server.cpuNs(), sent = m_desk.metric("edge_frames_out_total");
    cpuNs += cpu - m_cpuNs;
    sends += sent - m_sends;
    m_cpuNs = cpu;
    m_sends = sent;
}

void Show::round(int seconds)
{
    const qint64 until = realtimeNs() + qint64(seconds) * 1'000'000'000;
    const QString state = m_desk.result(m_plan.element).value(QLatin1String("state")).toString();
    if (state != u"draft" && state != u"armed") {
        press("reset");
        wait(1);
    }
    qint64 cpu = 0, sends = 0;
    take(cpu, sends);
    m_stage.votesBefore = m_stage.votes.load();
    press("open");
    wait(openingSeconds - statsAge);
    take(m_figures.quietNs, m_figures.quietSends);
    const qint64 wanted = m_stage.votes.load() + m_plan.votes;
    m_stage.mayVote = m_plan.votes > 0;
    while (realtimeNs() < until - 3'000'000'000 ||
           (m_plan.votes > 0 && m_stage.votes.load() < wanted && realtimeNs() < until + 30'000'000'000))
        wait(0.05);
    m_stage.mayVote = false;
    if (m_plan.votes > 0)
        take(m_figures.votingNs, m_figures.votingSends);
    press("close");
    while (realtimeNs() < until)
        wait(0.05);
}

ShowFigures Show::run()
{
    m_stage.mayDrop = m_plan.drops;
    if (!m_plan.produces) {
        m_stage.mayVote = m_plan.votes > 0;
        wait(m_plan.seconds * (m_plan.drops ? 0.6 : 1));
        m_stage.mayDrop = false;
        wait(m_plan.seconds * (m_plan.drops ? 0.4 : 0));
    } else {
        if (m_desk.event().value(QLatin1String("mode")).toString() == u"vod")
            press("start");
        const double each = std::max(roundSecondsMin, double(m_plan.seconds) / m_plan.presses);
        for (int i = 0; i < m_plan.presses; ++i)
            round(int(each));
        m_stage.mayDrop = false;
        wait(m_plan.drops ? 5 : 1.5);
    }
    if (!m_plan.element.isEmpty())
        readEnd();
    return m_figures;
}

void Show::readEnd()
{
    const QJsonObject snapshot = m_desk.snapshot();
    m_figures.finalOffset = snapshot.value(QLatin1String("off")).toInteger(-1);
    const QJsonObject tally = snapshot.value(QLatin1String("state"))
                                  .toObject()
                                  .value(QLatin1String("tally:" + m_plan.element))
                                  .toObject();
    m_figures.finalTally = tally.value(QLatin1String("v")).toInteger(-1);
    m_figures.counted = m_desk.result(m_plan.element).value(QLatin1String("n")).toInteger(-1);
}

namespace {

void judgeLog(const ShowFigures &figures, const SwarmReport &report, QStringList &faults)
{
    const auto blame = [&faults](qint64 count, const char *what) {
        if (count > 0)
            faults.append(QStringLiteral("%1 %2").arg(count).arg(QLatin1String(what)));
    };
    blame(report.gaps, "messages were left out without a word");
    blame(report.repeats, "messages came twice");
    blame(report.backwards, "states went backwards");
    blame(report.catchingUp, "viewers that read again did not catch up");
    for (auto end = report.ends.begin(); end != report.ends.end(); ++end)
        blame(end.value(), QByteArray("connections ended: " + end.key()).constData());
    qint64 behind = 0;
    for (auto last = report.lastOffsets.begin(); last != report.lastOffsets.end(); ++last)
        behind += figures.finalOffset >= 0 && last.key() != figures.finalOffset ? last.value() : 0;
    blame(behind, "viewers did not hear the whole log");
    qint64 wrong = 0;
    for (auto last = report.lastTallies.begin(); last != report.lastTallies.end(); ++last)
        wrong +=
            figures.finalTally >= 0 && last.key() >= 0 && last.key() != figures.finalTally ? last.value() : 0;
    blame(wrong, "viewers did not see the last tally");
}

void judgeVotes(const ShowPlan &plan, const ShowFigures &figures, const SwarmReport &report,
                QStringList &faults)
{
    const qint64 counted = report.acks.value("counted") + report.acks.value("replaced");
    if (counted != report.votes)
        faults.append(
            QStringLiteral("%1 votes were cast, %2 acknowledged as counted").arg(report.votes).arg(counted));
    const qint64 again = report.retryAcks.value("counted") + report.retryAcks.value("replaced") +
                         report.retryAcks.value("duplicate");
    if (again != report.retries)
        faults.append(
            QStringLiteral("%1 votes were sent twice, %2 answered again").arg(report.retries).arg(again));
    if (plan.produces && plan.presses == 1 && plan.votes > 0 &&
        figures.counted != report.acks.value("counted"))
        faults.append(QStringLiteral("The server counts %1 answers, the viewers were told of %2")
                          .arg(figures.counted)
                          .arg(report.acks.value("counted")));
    if (plan.produces && plan.votes > 0 && report.votes == 0)
        faults.append(QStringLiteral("Nobody voted"));
}

} // namespace

QStringList judge(const ShowPlan &plan, const ShowFigures &figures, const SwarmReport &report)
{
    QStringList faults = figures.faults;
    if (report.welcomed != report.viewers)
        faults.append(
            QStringLiteral("%1 of %2 viewers were welcomed").arg(report.welcomed).arg(report.viewers));
    judgeLog(figures, report, faults);
    judgeVotes(plan, figures, report, faults);
    return faults;
}

QJsonObject summary(const ShowFigures &figures, const SwarmReport &report)
{
    QList<double> openKernel, openRead, closeKernel, closeRead;
    for (auto one = report.messages.begin(); one != report.messages.end(); ++one) {
        if (one.key().startsWith("open ")) {
            openKernel.append(one.value().kernel.at(0.99));
            openRead.append(one.value().read.at(0.99));
        } else if (one.key().startsWith("close ")) {
            closeKernel.append(one.value().kernel.at(0.99));
            closeRead.append(one.value().read.at(0.99));
        }
    }
    QJsonObject json{{"presses", figures.presses},
                     {"openKernelP99Ms", spread(openKernel)},
                     {"openReadP99Ms", spread(openRead)},
                     {"closeKernelP99Ms", spread(closeKernel)},
                     {"closeReadP99Ms", spread(closeRead)}};
    const double perSend = perUnit(figures.quietNs, figures.quietSends);
    if (figures.quietSends > 0)
        json.insert("serverUsPerSend", perSend);
    if (figures.votingSends > 0 && report.votes > 0) {
        const auto sending = qint64(perSend * 1000 * double(figures.votingSends));
        json.insert("serverUsPerVote", perUnit(figures.votingNs, report.votes));
        json.insert("serverUsPerVoteBeyondSends", perUnit(figures.votingNs - sending, report.votes));
    }
    if (figures.counted >= 0)
        json.insert("countedByServer", figures.counted);
    return json;
}

} // namespace icmp::load
