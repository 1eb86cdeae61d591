// What the facts of a show move on the ledger: points that viewers are granted, earn, stake, win and get
// back. The only arrow from facts into the ledger.
#pragma once

#include "core/ledger/book.h"
#include "core/session/state.h"

namespace icmp::settlement {

// Accounts of one event, all in ledger::pointsUnit: where points come from, one a viewer, one for the stakes
// of each round of a prediction, and what divisions left.
QString pointsSource(const QString &event);
QString viewerAccount(const QString &event, const QString &voter);
QString stakeAccount(const QString &event, ClipId element, qint64 round);
QString roundingAccount(const QString &event);

// Sources may go below zero, for they issue; nobody and nothing else may.
ledger::Overdraft overdraftOf(const QString &account);

// The journals of one fact, decided from `before` and numbered; most facts have none. A viewer whose points
// move for the first time is granted session::grantPoints in a journal before it. Ids are
// "<event>/<seq>/<kind>", so that the same fact never moves anything twice.
QList<ledger::Journal> journalsOf(const session::State &before, const QString &event,
                                  const event::Fact &fact);

} // namespace icmp::settlement
