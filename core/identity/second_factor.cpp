#include "core/identity/second_factor.h"

#include "core/base/base32.h"
#include "core/base/hash.h"
#include "core/identity/totp.h"

#include <algorithm>

namespace icmp::identity {

namespace {

QString secondsUntil(qint64 thenMs, qint64 nowMs)
{
    return QString::number((thenMs - nowMs + 999) / 1000);
}

} // namespace

Result<FactorState> spendGuess(const FactorState &state, qint64 nowMs)
{
    if (state.isLocked())
        return refuse(RefusalCode::FactorLocked);
    if (nowMs < state.pausedUntilMs)
        return refuse(RefusalCode::TooOften, {}, secondsUntil(state.pausedUntilMs, nowMs));
    FactorState spent = state;
    spent.wrongInARow += 1;
    // The pause that a wrong guess would cause is stored with it; a right code takes it away again.
    spent.pausedUntilMs = spent.wrongInARow % guessesBeforePause == 0 ? nowMs + guessPauseMs : 0;
    return spent;
}

FactorState refundGuess(const FactorState &state)
{
    FactorState refunded = state;
    refunded.wrongInARow = std::max(0, state.wrongInARow - 1);
    if (state.wrongInARow % guessesBeforePause == 0)
        refunded.pausedUntilMs = 0;
    return refunded;
}

FactorState acceptStep(const FactorState &state, qint64 step)
{
    return {std::max(state.lastStep, step), 0, 0};
}

Result<qint64> judgeCode(const FactorState &state, const QByteArray &seed, const QString &code, qint64 nowMs)
{
    const auto step = matchingStep(seed, code, nowMs);
    if (!step)
        return refuse(RefusalCode::WrongCredentials);
    if (*step <= state.lastStep) {
        const qint64 next = std::max(state.lastStep, totpStepAt(nowMs)) + 1;
        return refuse(RefusalCode::CodeUsed, {}, secondsUntil(next * totpStepMs, nowMs));
    }
    return *step;
}

RecoveryCodes freshRecoveryCodes(Random &random)
{
    RecoveryCodes codes;
    for (int i = 0; i < recoveryCodeCount; ++i) {
        const QByteArray bytes = random.bytes(recoveryCodeBytes);
        const QString plain = toBase32(bytes).toLower();
        QString text;
        for (int at = 0; at < plain.size(); at += 4)
            text += (at > 0 ? QStringLiteral("-") : QString()) + plain.mid(at, 4);
        codes.texts.append(text);
        codes.hashes.append(sha256(bytes));
    }
    return codes;
}

std::optional<QByteArray> recoveryCodeHash(const QString &text)
{
    const auto bytes = text.size() <= 64 ? fromBase32(text) : std::nullopt;
    if (!bytes || bytes->size() != recoveryCodeBytes)
        return std::nullopt;
    return sha256(*bytes);
}

} // namespace icmp::identity
