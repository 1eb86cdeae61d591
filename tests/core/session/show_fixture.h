// A small show for the rules: a changeable poll (12), a multiple choice (13), a quiz (14), a text (15), a
// link (16) and a poll that the producer opens (20), frozen and opened by the real code.
#pragma once

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/session/decide.h"

#include <QHash>
#include <QJsonArray>

namespace icmp::test {

inline constexpr qint64 showStartMs = 1'790'000'000'000;

inline QJsonObject parsedJson(const QByteArray &text)
{
    return parseJsonObject(text).value_or(QJsonObject());
}

inline QJsonObject clipJson(int id, const QByteArray &element)
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("start"), (id - 10) * flicksPerSecond},
            {QStringLiteral("end"), (id - 5) * flicksPerSecond},
            {QStringLiteral("box"), parsedJson(R"({"x":0,"y":0,"w":500000,"h":500000})")},
            {QStringLiteral("z"), 0},
            {QStringLiteral("element"), parsedJson(element)}};
}

inline constexpr const char *threeOptions =
    R"("options":[{"id":1,"text":"A"},{"id":2,"text":"B"},{"id":3,"text":"C"}])";

// One of each type that the producer opens: ranking (31), slider (32), text (33), prediction (34), reactions
// (35), leaderboard (36), badge (37), quest (38), quiz with a bonus (39), product in stock (40).
inline QJsonArray liveClips()
{
    const QByteArray options = threeOptions;
    return {
        clipJson(31,
                 R"({"type":"poll.rank","question":"Q","changeable":true,"trigger":"live",)" + options + "}"),
        clipJson(32, R"({"type":"poll.slider","question":"Q","min":-10,"max":90,"step":5,"changeable":true,)"
                     R"("trigger":"live"})"),
        clipJson(33,
                 R"({"type":"poll.text","question":"Q","lengthMax":12,"trigger":"live","results":"always"})"),
        clipJson(34, R"({"type":"prediction","question":"Q","stakeMin":10,"stakeMax":900,"lockAfterS":60,)"
                     R"("trigger":"live",)" +
                         options + "}"),
        clipJson(35, R"({"type":"reaction","trigger":"live",)" + options + "}"),
        clipJson(36, R"({"type":"leaderboard","heading":"H","top":3,"trigger":"live"})"),
        clipJson(37, R"({"type":"badge","heading":"H","condition":"answers","count":1,"reward":50,)"
                     R"("trigger":"live"})"),
        clipJson(38, R"({"type":"quest","heading":"H","condition":"answers","count":2,"reward":100,)"
                     R"("trigger":"live"})"),
        clipJson(39, R"({"type":"quiz","question":"Q","points":10,"speedBonus":100,"right":[1,3],)"
                     R"("trigger":"live",)" +
                         options + "}"),
        clipJson(40, R"({"type":"product","name":"N","stock":5,"trigger":"live"})")};
}

inline QByteArray projectJson(const QByteArray &quizRight = "2", const QJsonArray &more = {})
{
    const QByteArray options = threeOptions;
    QJsonArray clips{
        clipJson(12, R"({"type":"poll.single","question":"Q","changeable":true,"results":"always",)" +
                         options + "}"),
        clipJson(13, R"({"type":"poll.multi","question":"Q","picksMin":1,"picksMax":2,)" + options + "}"),
        clipJson(14, R"({"type":"quiz","question":"Q","points":10,"results":"after_close",)"
                     R"("explanation":"Why","right":[)" +
                         quizRight + "]," + options + "}"),
        clipJson(15, R"({"type":"overlay.text","text":"T"})"),
        clipJson(16, R"({"type":"call_to_action","text":"T","label":"L","target":"https://example.org"})"),
        clipJson(20, R"({"type":"poll.single","question":"Q","trigger":"live","results":"producer_only",)" +
                         options + "}")};
    for (const auto clip : more)
        clips.append(clip);
    QJsonObject track =
        parsedJson(R"({"id":2,"name":"T","kind":"overlay","sharing":"free","locked":false,"hidden":false})");
    track.insert(QStringLiteral("clips"), clips);
    QJsonObject project =
        parsedJson(R"({"format":1,"id":"p","name":"Show","rate":{"numerator":25,"denominator":1},)"
                   R"("canvas":{"width":640,"height":360},)"
                   R"("languages":["en"],"assets":[],"markers":[],"groups":[]})");
    project.insert(QStringLiteral("scenes"),
                   QJsonArray{QJsonObject{{QStringLiteral("id"), 1},
                                          {QStringLiteral("name"), QStringLiteral("S")},
                                          {QStringLiteral("tracks"), QJsonArray{track}}}});
    return canonicalJson(project);
}

inline std::shared_ptr<const package::Package> makeShow(const QByteArray &quizRight = "2",
                                                        const QJsonArray &more = {})
{
    const auto project = project::projectFromJson(parsedJson(projectJson(quizRight, more)));
    const auto frozen = package::freeze(*project, {});
    QHash<QString, QByteArray> objects;
    for (const package::Piece &piece : frozen->pieces)
        objects.insert(piece.hash, piece.bytes);
    auto opened = package::open(frozen->publicRoot, frozen->privateRoot, [&](const QString &hash) {
        return objects.contains(hash) ? std::optional(objects.value(hash)) : std::nullopt;
    });
    return std::make_shared<const package::Package>(*opened);
}

// A run with its facts, numbered as a server would.
struct RunningShow {
    session::State state;
    QList<event::Fact> facts = {};
    qint64 nowMs = showStartMs;

    session::Policy policy;

    explicit RunningShow(session::Policy asked = {}) : state(session::begin(makeShow())), policy(asked) {}

    // The whole show, started, with a programme-free window.
    static RunningShow full()
    {
        RunningShow show;
        show.state = session::begin(makeShow("2", liveClips()));
        show.run(session::CommandKind::Start);
        return show;
    }

    void take(session::Facts decided)
    {
        for (event::Fact &fact : decided) {
            fact.seq = state.seq + 1;
            session::evolve(state, fact);
            facts.append(fact);
            for (const QStringList touched = session::touchedBy(state, fact); !touched.isEmpty();) {
                const session::Facts earned = session::decideAwards(state, touched, nowMs);
                if (earned.isEmpty())
                    break;
                take(earned);
            }
        }
    }

    Result<void> run(const session::Command &command)
    {
        auto decided = session::decide(state, command, nowMs);
        if (!decided)
            return tl::unexpected(decided.error());
        take(*decided);
        return {};
    }

    Result<void> run(session::CommandKind kind, int element = 0, qint64 openForMs = 0)
    {
        auto decided = session::decide(state, {kind, ClipId{element}, openForMs, policy.maxDelayMs}, nowMs);
        if (!decided)
            return tl::unexpected(decided.error());
        take(*decided);
        return {};
    }

    qint64 pointsOf(const char *voter) const { return session::pointsOf(state, QString::fromLatin1(voter)); }

    session::VoteDecision vote(session::Vote vote)
    {
        auto decision = session::decideVote(state, vote, nowMs);
        take(decision.facts);
        return decision;
    }
};

} // namespace icmp::test
