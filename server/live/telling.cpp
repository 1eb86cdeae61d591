#include "server/live/telling.h"

#include "core/base/hash.h"
#include "core/project/value_json.h"
#include "core/protocol/live_message.h"

namespace icmp::live {

namespace {

using session::Phase;
using session::ResultsFor;
using session::State;

// A held element's document, told when it opens: the element, and where it lies.
void addDocument(const State &state, ClipId id, QJsonObject &json)
{
    const auto *placed = state.package ? state.package->find(id) : nullptr;
    if (!placed || !placed->held)
        return;
    json.insert(QStringLiteral("doc"), element::publicJson(placed->element));
    json.insert(QStringLiteral("box"), project::write(placed->box));
    json.insert(QStringLiteral("z"), placed->z);
}

void addWindow(const std::optional<event::Anchor> &at, const std::optional<event::Anchor> &until,
               QJsonObject &json)
{
    if (at)
        json.insert(QStringLiteral("at"), toJson(*at));
    if (until)
        json.insert(QStringLiteral("until"), toJson(*until));
}

// What resolve tells: the right options and what explains them.
void addSolution(const State &state, ClipId id, const QList<OptionId> &right, QJsonObject &json)
{
    json.insert(QStringLiteral("right"), project::write(right));
    if (const auto *element = state.element(id)) {
        const QString why = element::fieldValue(*element, QStringLiteral("explanation")).toString();
        if (!why.isEmpty())
            json.insert(QStringLiteral("explanation"), why);
    }
}

// Fills one log body from a fact.
struct LogWriter {
    const State &state;
    Audience audience;
    QJsonObject json = {};

    void head(const char *type, ClipId id)
    {
        json.insert(QStringLiteral("t"), QLatin1String(type));
        if (id.isValid()) {
            json.insert(QStringLiteral("iid"), id.toText());
            json.insert(QStringLiteral("rev"), state.run(id).rev);
            json.insert(QStringLiteral("round"), state.run(id).round);
        }
    }

    void operator()(const event::SessionStarted &)
    {
        head("start", {});
        json.insert(QStringLiteral("mode"), QStringLiteral("live"));
        json.insert(QStringLiteral("maxDelay"), state.policy.maxDelayMs);
    }
    void operator()(const event::SessionEnded &)
    {
        head("end", {});
        json.insert(QStringLiteral("mode"), QStringLiteral("vod"));
    }
    void operator()(const event::PackageChanged &changed)
    {
        head("package", {});
        json.insert(QStringLiteral("package"), changed.publicRoot);
    }
    void operator()(const event::ElementOpened &opened)
    {
        head("open", opened.element);
        json.insert(QStringLiteral("rev"), opened.rev);
        addWindow(opened.at, opened.until, json);
        addDocument(state, opened.element, json);
    }
    void operator()(const event::ElementUpdated &updated)
    {
        head("update", updated.element);
        addWindow(std::nullopt, updated.until, json);
    }
    void operator()(const event::ElementClosed &closed)
    {
        head("close", closed.element);
        json.insert(QStringLiteral("state"), QStringLiteral("closing"));
        addWindow(std::nullopt, closed.until, json);
    }
    void operator()(const event::ElementFinished &finished)
    {
        head("close", finished.element);
        json.insert(QStringLiteral("state"), QStringLiteral("final"));
        addTally(finished.element);
    }
    void operator()(const event::ElementCancelled &cancelled) { head("cancel", cancelled.element); }
    void operator()(const event::ElementReset &reset)
    {
        head("reset", reset.element);
        json.insert(QStringLiteral("state"), keyOf(session::phaseOf(state, reset.element)));
    }
    void operator()(const event::ElementResolved &resolved)
    {
        head("resolve", resolved.element);
        addSolution(state, resolved.element, resolved.right, json);
        addTally(resolved.element);
    }
    void operator()(const event::ResultsRevealed &revealed)
    {
        head("reveal", revealed.element);
        addTally(revealed.element);
    }
    void operator()(const event::ElementLocked &locked)
    {
        head("lock", locked.element);
        addWindow(locked.at, std::nullopt, json);
    }
    void operator()(const event::ElementHeld &held) { head("hold", held.element); }
    void operator()(const event::ElementReleased &released)
    {
        head("release", released.element);
        addWindow(std::nullopt, released.until, json);
        addDocument(state, released.element, json);
    }
    void operator()(const event::ElementRefunded &refunded) { head("refund", refunded.element); }
    void operator()(const event::ElementUndone &undone)
    {
        head("undo", undone.element);
        json.insert(QStringLiteral("state"), keyOf(session::phaseOf(state, undone.element)));
    }
    void operator()(const event::PanicPressed &) { head("panic", {}); }
    void operator()(const event::NoticeAnnounced &notice)
    {
        head("notice", {});
        json.insert(QStringLiteral("id"), QString::number(state.seq));
        json.insert(QStringLiteral("text"), notice.text);
        json.insert(QStringLiteral("severity"), notice.severity);
    }
    template <class Quiet>
    void operator()(const Quiet &)
    {
    }

    void addTally(ClipId id)
    {
        if (audience == Audience::Producers || session::resultsFor(state, id) == ResultsFor::Everybody) {
            const QJsonObject tally = tallyJson(state, id);
            json.insert(QStringLiteral("v"), tally.value(QLatin1String("v")));
            json.insert(QStringLiteral("d"), tally.value(QLatin1String("d")));
        }
    }
};

QJsonObject itemJson(const State &state, ClipId id, Audience audience)
{
    const session::Run &run = state.run(id);
    const Phase phase = session::phaseOf(state, id);
    QJsonObject item{{QStringLiteral("iid"), id.toText()},
                     {QStringLiteral("rev"), run.rev},
                     {QStringLiteral("round"), run.round},
                     {QStringLiteral("state"), keyOf(phase)}};
    addWindow(run.at, run.until, item);
    const bool shown = phase == Phase::Open || phase == Phase::Closing || phase == Phase::Final;
    if (shown || audience == Audience::Producers)
        addDocument(state, id, item);
    if (run.resolved)
        addSolution(state, id, run.right, item);
    if (run.revealed)
        item.insert(QStringLiteral("revealed"), true);
    if (run.lock)
        item.insert(QStringLiteral("lock"), toJson(*run.lock));
    if (run.refunded)
        item.insert(QStringLiteral("refunded"), true);
    return item;
}

QJsonObject stateJson(qint64 version, const QJsonObject &content)
{
    return {{QStringLiteral("v"), version}, {QStringLiteral("d"), content}, {QStringLiteral("fin"), false}};
}

// What is told of elements that nobody answers: taps, stock, the leaderboard.
void addOtherStates(const State &state, const package::PlacedElement &placed, const SnapshotHead &head,
                    QJsonObject &states)
{
    const qint64 version = state.run(placed.id).tallyVersion;
    if (!element::reactionRules(placed.element).isEmpty())
        states.insert(protocol::reactKey(placed.id), stateJson(version, reactContent(state, placed.id, {})));
    if (const auto stock = stockContent(state, placed.id))
        states.insert(protocol::stockKey(placed.id), stateJson(version, *stock));
    if (const auto top = element::boardRules(placed.element))
        states.insert(protocol::boardKey(placed.id), stateJson(0, boardContent(head.ranking, *top)));
}

} // namespace

QJsonObject logBody(const session::State &after, const event::Fact &fact, Audience audience)
{
    LogWriter writer{after, audience};
    std::visit(writer, fact.content);
    writer.json.insert(QStringLiteral("off"), after.logOffset);
    return writer.json;
}

std::optional<QJsonObject> deskBody(const session::State &after, const event::Fact &fact)
{
    const auto *given = std::get_if<event::AnswerGiven>(&fact.content);
    const auto *moderated = std::get_if<event::AnswerModerated>(&fact.content);
    if (!moderated && (!given || given->text.isEmpty()))
        return std::nullopt;
    const ClipId id = given ? given->element : moderated->element;
    const qint64 answer = given ? fact.seq : moderated->answer;
    const auto text = after.run(id).texts.constFind(answer);
    if (text == after.run(id).texts.constEnd())
        return std::nullopt;
    return QJsonObject{{QStringLiteral("t"), QStringLiteral("answer")},
                       {QStringLiteral("iid"), id.toText()},
                       {QStringLiteral("ans"), textJson(answer, *text)}};
}

QJsonObject snapshotJson(const session::State &state, const SnapshotHead &head, Audience audience)
{
    QJsonArray items;
    QJsonObject tallies;
    const QList<package::PlacedElement> elements =
        state.package ? state.package->elements() : QList<package::PlacedElement>();
    for (const package::PlacedElement &placed : elements) {
        const bool touched = state.runs.contains(placed.id);
        if (touched || audience == Audience::Producers)
            items.append(itemJson(state, placed.id, audience));
        const bool answerable = element::typeOf(placed.element).answerable;
        const bool seen =
            audience == Audience::Producers || session::resultsFor(state, placed.id) == ResultsFor::Everybody;
        if (answerable && seen && (touched || audience == Audience::Producers))
            tallies.insert(protocol::tallyKey(placed.id), tallyJson(state, placed.id));
        addOtherStates(state, placed, head, tallies);
    }
    tallies.insert(QStringLiteral("viewers"),
                   QJsonObject{{QStringLiteral("v"), head.viewers},
                               {QStringLiteral("d"), QJsonObject{{QStringLiteral("n"), head.viewers}}},
                               {QStringLiteral("fin"), false}});
    QJsonObject snapshot{{QStringLiteral("off"), state.logOffset},
                         {QStringLiteral("ep"), head.epoch},
                         {QStringLiteral("mode"), keyOf(state.mode)},
                         {QStringLiteral("maxDelay"), state.policy.maxDelayMs},
                         {QStringLiteral("package"), state.package ? state.package->publicRoot : QString()},
                         {QStringLiteral("items"), items},
                         {QStringLiteral("state"), tallies}};
    if (audience == Audience::Producers)
        snapshot.insert(QStringLiteral("held"), heldTexts(state));
    return snapshot;
}

QList<ClipId> answeredHidden(const session::State &state, const QString &voter)
{
    QList<ClipId> found;
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        if (it->answers.contains(voter) && session::resultsFor(state, it.key()) == ResultsFor::Answered)
            found.append(it.key());
    }
    return found;
}

QString receiptOf(const QString &event, const session::Vote &vote, qint64 round, qint64 n, qint64 seq)
{
    const QStringList parts{event,
                            vote.element.toText(),
                            QString::number(round),
                            vote.voter,
                            session::bodyHashOf(vote),
                            QString::number(n),
                            QString::number(seq)};
    return toBase64Url(sha256(parts.join(u'\n').toUtf8()).left(16));
}

} // namespace icmp::live
