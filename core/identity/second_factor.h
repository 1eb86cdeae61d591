// The second factor's decisions: a guess is paid before the code is looked at, a step is accepted once.
//
// Order for every endpoint: spendGuess → make the result durable → judgeCode → make that result durable, on
// condition that the stored step is still lower. Reached only after a right password.
#pragma once

#include "core/base/ports.h"
#include "core/base/refusal.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace icmp::identity {

inline constexpr int guessesBeforePause = 5;
inline constexpr int guessesBeforeLock =
    15; // at most 4.5 × 10⁻⁵ of a hit for a stolen password: 15 × 3 of 10⁶
inline constexpr qint64 guessPauseMs = 15 * 60 * 1000;

struct FactorState {
    qint64 lastStep = 0; // the newest accepted
    int wrongInARow = 0; // includes guesses paid for and not judged yet
    qint64 pausedUntilMs = 0;

    friend bool operator==(const FactorState &, const FactorState &) = default;
    bool isLocked() const { return wrongInARow >= guessesBeforeLock; }
};

// The state to store before the code is looked at.
// refuses  Locked (until recovery), TooOften (paused; detail says until when in seconds)
Result<FactorState> spendGuess(const FactorState &state, qint64 nowMs);
// The paid guess was a right code that had been used: it was no guess, so give it back.
FactorState refundGuess(const FactorState &state);
// The state after a right code of `step`.
FactorState acceptStep(const FactorState &state, qint64 step);
// The step that is accepted. refuses  WrongCredentials, CodeUsed (detail: seconds until the next step begins)
Result<qint64> judgeCode(const FactorState &state, const QByteArray &seed, const QString &code, qint64 nowMs);

inline constexpr int recoveryCodeCount = 10;
inline constexpr int recoveryCodeBytes = 15; // 120 bits, 24 base32 characters

struct RecoveryCodes {
    QList<QString> texts;     // "abcd-efgh-…", shown once
    QList<QByteArray> hashes; // what is stored
};

RecoveryCodes freshRecoveryCodes(Random &random);
// What to look for; nothing when `text` cannot be a recovery code. Spaces, hyphens and case do not matter.
std::optional<QByteArray> recoveryCodeHash(const QString &text);

} // namespace icmp::identity
