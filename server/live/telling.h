// What facts and state look like to viewers and to producers: the bodies of live.v1, cut to what each may
// see.
#pragma once

#include "core/session/decide.h"

#include <QJsonObject>

namespace icmp::live {

enum class Audience { Viewers, Producers };

// {"off","t",…}: one log message for one fact of the log class, from the state after it.
QJsonObject logBody(const session::State &after, const event::Fact &fact, Audience audience);

// {"v","d","fin"} of an element's counts.
QJsonObject tallyJson(const session::State &state, ClipId element);
event::Counts countsOf(const session::State &state, ClipId element);

struct SnapshotHead {
    QString epoch;
    qint64 viewers = 0;
};

// The whole state but "me": {"off","ep","mode","package","items","state"}.
QJsonObject snapshotJson(const session::State &state, const SnapshotHead &head, Audience audience);
// {"v","pts","answers"} of one voter.
QJsonObject meJson(const session::State &state, const QString &voter);
// Elements this voter answered whose counts only those who answered may see.
QList<ClipId> answeredHidden(const session::State &state, const QString &voter);

} // namespace icmp::live
