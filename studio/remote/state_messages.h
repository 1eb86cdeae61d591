// The `d` of state messages as values; whatever is missing or of the wrong kind is zero or empty.
#pragma once

#include "studio/remote/event_mirror.h"

#include <QJsonValue>

namespace icmp::remote {

QList<qint64> numbersFrom(const QJsonValue &array);
// The whole message: v, d, fin, stale.
Tally tallyFrom(const QJsonObject &message, qint64 nowMs);
Stock stockFrom(const QJsonObject &d);
Leaderboard leaderboardFrom(const QJsonObject &d);

} // namespace icmp::remote
