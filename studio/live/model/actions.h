// What a producer can do with the show and its elements: one table of words, icons and keys, and the rule
// that says whether an action makes sense now and, where it does not, why.
#pragma once

#include "studio/live/model/cue_state.h"

namespace icmp::live {

enum class Action { Take, CueNext, Hold, Close, Reveal, UndoTake, Lock, Resolve, Refund, Reset, Panic };
inline constexpr int actionCount = 11;
inline constexpr qint64 undoTakeMs = 5'000; // core/protocol: afterwards the take stands

struct ActionRow {
    const char *id;      // of the button, and "live.<id>" of the menu's command
    const char *command; // as sent; empty for what only the panel does
    const char *label;
    const char *icon;
    const char *key; // while the panel has the keyboard; portable text
};
const ActionRow &rowOf(Action action);
QString labelOf(Action action);

// One element as the rule sees it.
struct Target {
    const element::Element *element = nullptr; // null: nothing is chosen
    remote::MirrorItem item;
    std::optional<remote::Command> latest; // newest of lifeCommands()
};

// What the buttons stand before.
struct Situation {
    Target chosen; // what Hold, Close, Reveal … act on
    Target cued;   // what Take puts on air; the chosen one where nothing is cued
    bool hasShow = false;
    bool isLive = false;
    int openCount = 0;      // elements on air
    bool hasNext = false;   // a row after the cued one that can be cued
    qint64 nowMs = 0;       // monotonic
    bool isCleared = false; // panic: the picture was cleared here
};

struct ActionState {
    bool enabled = false;
    QString note;                    // the second line: the state, or why the button is off
    CueState state = CueState::Idle; // of what the button acts on
};
ActionState stateOf(Action action, const Situation &now);

bool isPrediction(const element::Element &element);

} // namespace icmp::live
