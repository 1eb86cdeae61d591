// One-time codes by time: RFC 6238 with SHA-1, 6 digits and steps of 30 s, as every authenticator program
// knows them.
#pragma once

#include "core/base/ports.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace icmp::identity {

inline constexpr int totpSeedBytes = 20;
inline constexpr int totpDigits = 6;
inline constexpr qint64 totpStepMs = 30'000;
inline constexpr int totpWindow = 1; // steps before and after that are accepted

qint64 totpStepAt(qint64 nowMs);
// The code of one step with `digits` (6 in use; the RFC's vectors have 8).
QString totpCode(const QByteArray &seed, qint64 step, int digits = totpDigits);
// The step in the window around now whose code this is; the newest when two are equal. Constant time per
// step.
std::optional<qint64> matchingStep(const QByteArray &seed, const QString &code, qint64 nowMs);
// "otpauth://totp/ICMP:login?secret=…&issuer=ICMP", for QR codes.
QString otpauthUri(const QString &login, const QByteArray &seed);

} // namespace icmp::identity
