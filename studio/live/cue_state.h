// What a producer sees of one element: a state in word, shape and colour, and which buttons make sense in it.
#pragma once

#include "core/project/project.h"
#include "studio/remote/command_queue.h"
#include "studio/remote/event_mirror.h"
#include "studio/widgets/tokens.h"

namespace icmp::live {

enum class CueState { Idle, Sending, OnAir, Closing, Final, Cancelled, Failed, Unknown };

struct CueLook {
    QString word;
    QString icon;
    widgets::Token color;
    bool dashed = false;  // not settled yet
    bool filled = false;  // on air
};

// A command under way counts more than what the server said last; a refusal shows until the next command.
CueState cueState(const remote::MirrorItem &item, const std::optional<remote::Command> &latest);
CueLook lookOf(CueState state);

enum class Action { Open, Close, Reveal, Resolve, Reset };
QString commandOf(Action action);
QString labelOf(Action action);
// Empty when the button may be pressed, else why not, in a few words.
QString obstacle(Action action, const remote::MirrorItem &item, const element::Element &element,
                 const std::optional<remote::Command> &latest);

// One line of the rundown, in time order.
struct Cue {
    ClipId clip;
    QString iid;
    MediaTime planned;
    element::Element element;
};
QList<Cue> rundownOf(const project::Project &project);

}  // namespace icmp::live
