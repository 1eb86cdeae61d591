// What a producer sees of one element: a state in word, shape and colour, and its place in the rundown.
#pragma once

#include "core/project/project.h"
#include "studio/remote/command_queue.h"
#include "studio/remote/event_mirror.h"
#include "studio/widgets/tokens.h"

namespace icmp::live {

enum class CueState { Idle, Cued, Sending, OnAir, Held, Closing, Final, Cancelled, Failed, Unknown };

struct CueLook {
    QString word;
    QString icon;
    widgets::Token color;
    bool dashed = false; // not settled yet
    bool filled = false; // on air
};

// Commands that move an element through its life; a moderated answer or a stock do not change its state.
const QStringList &lifeCommands();
// A command under way counts more than what the server said last; a refusal shows until the next command.
// `latest` is the newest of lifeCommands().
CueState cueState(const remote::MirrorItem &item, const std::optional<remote::Command> &latest);
CueLook lookOf(CueState state);
// Milliseconds until the element closes, none while it is open without an end.
std::optional<qint64> closesInMs(const remote::MirrorItem &item, qint64 serverNowMs);
// "0:19", "12:05".
QString clockText(qint64 ms);

// One line of the rundown, in time order.
struct Cue {
    ClipId clip;
    QString iid;
    MediaTime planned;
    element::Element element;
};
QList<Cue> rundownOf(const project::Project &project);

} // namespace icmp::live
