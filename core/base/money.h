// Money is integers: minor units of one currency. No floating point anywhere near it.
#pragma once

#include "core/base/refusal.h"

#include <QString>

namespace icmp {

// minor: cents, pence, yen …; currency: three capital letters, ISO 4217.
struct Money {
    qint64 minor = 0;
    QString currency = QStringLiteral("EUR");

    friend bool operator==(const Money &, const Money &) = default;
};

// Digits after the point: 2 for most, 0 for JPY, 3 for KWD. source: ISO 4217
int minorDigits(const QString &currency);
bool isCurrency(const QString &text);
// refuses  WrongType (two currencies), OutOfRange (beyond int64)
Result<Money> add(const Money &a, const Money &b);
// "24.90 EUR", for logs and tests; people see a localised form.
QString formatMoney(const Money &money);
// Reads "24.90" or "24" in `currency`. refuses  BadNumber
Result<Money> parseMoney(const QString &amount, const QString &currency);

} // namespace icmp
