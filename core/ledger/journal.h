// One movement of value: legs over accounts that together sum to zero. Journals are never changed; what was
// wrong is put right by another one. The ledger knows nothing of polls, orders or campaigns.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace icmp::ledger {

inline constexpr int accountTextMax = 128; // "ev:" + event + ":stake:" + element + "." + round has about 70
inline constexpr int journalIdMax = 128;   // the id is made from what caused it, e.g. event, fact and part
inline constexpr int kindTextMax = 32;
inline constexpr int legsMax = 2'001; // 1,000 earners, their sources, and the rounding; one row stays small

// What is counted: "PTS" for points, or an ISO 4217 currency. Points are whole; money is in micro units (10⁻⁶
// of the major unit). Journals hold one unit each.
inline const QString pointsUnit = QStringLiteral("PTS");

// amount: what the account receives (> 0) or gives (< 0); never 0.
struct Leg {
    QString account;
    qint64 amount = 0;

    friend bool operator==(const Leg &, const Leg &) = default;
};

// id: unique for ever, and the same for the same cause, so that posting twice is noticed.
struct Journal {
    QString id;
    QString kind; // what it was for, a word such as "quiz" or "stake"
    QString unit;
    qint64 atMs = 0;
    QList<Leg> legs; // 2 – legsMax, each account once

    friend bool operator==(const Journal &, const Journal &) = default;
};

// refuses  in this order: BadText (id, kind, unit or account is not a name), TooFew (legs), TooMany (legs),
//          OutOfRange (an amount of 0, or a sum beyond int64), NameTaken (an account twice), Unbalanced
Result<void> check(const Journal &journal);

// Canonical JSON without line feed: what is hashed, and what two databases must agree on byte by byte.
QByteArray canonicalBytes(const Journal &journal);

// 1 – max of A–Z a–z 0–9 and "-_.:/"
bool isName(const QString &text, int max);

} // namespace icmp::ledger
