// What facts and state look like to viewers and to producers: the bodies of live.v1, cut to what each may
// see.
#pragma once

#include "server/live/tallies.h"

#include <QJsonObject>

namespace icmp::live {

enum class Audience { Viewers, Producers };

// {"off","t",…}: one log message for one fact of the log class, from the state after it.
QJsonObject logBody(const session::State &after, const event::Fact &fact, Audience audience);

// {"t":"answer",…}: what only a desk is told of a text that was given or moderated; nothing for other facts.
std::optional<QJsonObject> deskBody(const session::State &after, const event::Fact &fact);

struct SnapshotHead {
    QString epoch;
    qint64 viewers = 0;
    QList<session::Place> ranking = {};
};

// The whole state but "me": {"off","ep","mode","package","items","state"}.
QJsonObject snapshotJson(const session::State &state, const SnapshotHead &head, Audience audience);
// Elements this voter answered whose counts only those who answered may see.
QList<ClipId> answeredHidden(const session::State &state, const QString &voter);

// What an answer's acknowledgement carries: 22 base64url characters over what was counted and where.
QString receiptOf(const QString &event, const session::Vote &vote, qint64 round, qint64 n, qint64 seq);

} // namespace icmp::live
