#include "core/base/money.h"

#include <QRegularExpression>
#include <algorithm>

namespace icmp {

namespace {

struct Digits {
    const char *currency;
    int count;
};

// Only what differs from two digits. source: ISO 4217 list one
constexpr Digits unusual[] = {{"BHD", 3}, {"CLP", 0}, {"IQD", 3}, {"ISK", 0}, {"JOD", 3},
                              {"JPY", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3},
                              {"PYG", 0}, {"TND", 3}, {"UGX", 0}, {"VND", 0}};

} // namespace

int minorDigits(const QString &currency)
{
    for (const Digits &row : unusual) {
        if (currency == QLatin1String(row.currency))
            return row.count;
    }
    return 2;
}

bool isCurrency(const QString &text)
{
    return text.size() == 3 &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'A' && c <= u'Z'; });
}

Result<Money> add(const Money &a, const Money &b)
{
    if (a.currency != b.currency)
        return refuse(RefusalCode::WrongType, {}, QStringLiteral("%1 and %2").arg(a.currency, b.currency));
    qint64 sum = 0;
    if (__builtin_add_overflow(a.minor, b.minor, &sum))
        return refuse(RefusalCode::OutOfRange);
    return Money{sum, a.currency};
}

QString formatMoney(const Money &money)
{
    const int digits = minorDigits(money.currency);
    QString text = QString::number(money.minor < 0 ? 0 - quint64(money.minor) : quint64(money.minor));
    text = text.rightJustified(digits + 1, u'0');
    if (digits > 0)
        text.insert(text.size() - digits, u'.');
    return QStringLiteral("%1%2 %3").arg(money.minor < 0 ? QStringLiteral("-") : QString(), text,
                                         money.currency);
}

Result<Money> parseMoney(const QString &amount, const QString &currency)
{
    static const QRegularExpression pattern(QStringLiteral(R"(\A(-?)([0-9]{1,15})(?:\.([0-9]{1,3}))?\z)"));
    const auto m = pattern.match(amount.trimmed());
    const int digits = minorDigits(currency);
    if (!m.hasMatch() || m.captured(3).size() > digits)
        return refuse(RefusalCode::BadNumber, {},
                      QStringLiteral("\"%1\" is not an amount in %2.").arg(amount, currency));
    const QString joined = m.captured(2) + m.captured(3).leftJustified(digits, u'0');
    const qint64 minor = joined.toLongLong();
    return Money{m.captured(1).isEmpty() ? minor : -minor, currency};
}

} // namespace icmp
