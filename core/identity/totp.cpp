#include "core/identity/totp.h"

#include "core/base/base32.h"
#include "core/base/hash.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QUrl>
#include <QtEndian>

namespace icmp::identity {

qint64 totpStepAt(qint64 nowMs)
{
    return nowMs / totpStepMs;
}

QString totpCode(const QByteArray &seed, qint64 step, int digits)
{
    QByteArray counter(8, '\0');
    qToBigEndian(step, counter.data());
    const QByteArray mac = QMessageAuthenticationCode::hash(counter, seed, QCryptographicHash::Sha1);
    const int offset = mac.back() & 15; // RFC 4226 section 5.3, dynamic truncation
    const quint32 number = qFromBigEndian<quint32>(mac.constData() + offset) & 0x7fffffff;
    quint32 modulus = 1;
    for (int i = 0; i < digits; ++i)
        modulus *= 10;
    return QString::number(number % modulus).rightJustified(digits, u'0');
}

std::optional<qint64> matchingStep(const QByteArray &seed, const QString &code, qint64 nowMs)
{
    const QByteArray given = code.toLatin1();
    const qint64 now = totpStepAt(nowMs);
    std::optional<qint64> found;
    for (qint64 step = now - totpWindow; step <= now + totpWindow; ++step) {
        if (equalInConstantTime(totpCode(seed, step).toLatin1(), given))
            found = step;
    }
    return found;
}

QString otpauthUri(const QString &login, const QByteArray &seed)
{
    const QString label = QString::fromLatin1(QUrl::toPercentEncoding(login));
    return QStringLiteral("otpauth://totp/ICMP:%1?secret=%2&issuer=ICMP").arg(label, toBase32(seed));
}

} // namespace icmp::identity
