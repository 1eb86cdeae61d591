#include "server/identity/password_hash.h"

#include "core/base/hash.h"

#include <sodium.h>

namespace icmp::identity {

PasswordHash::PasswordHash(PasswordCost cost, QByteArray pepper) : m_cost(cost), m_pepper(std::move(pepper))
{
    if (sodium_init() < 0)
        qFatal("libsodium does not start.");
    m_stranger =
        make(toBase64Url(hmacSha256(m_pepper, "a password that nobody has"))).value_or(QString()).toLatin1();
}

// A fixed length, so that a long password costs no more and no byte of it is cut off.
QByteArray PasswordHash::peppered(const QString &password) const
{
    return hmacSha256(m_pepper, password.toUtf8()).toHex();
}

Outcome<QString> PasswordHash::make(const QString &password) const
{
    char text[crypto_pwhash_STRBYTES] = {};
    const QByteArray secret = peppered(password);
    const int made = crypto_pwhash_str_alg(text, secret.constData(), size_t(secret.size()),
                                           static_cast<unsigned long long>(m_cost.passes),
                                           size_t(m_cost.memoryBytes), crypto_pwhash_ALG_ARGON2ID13);
    if (made != 0)
        return fail(QStringLiteral("There is not enough memory to hash a password."),
                    QStringLiteral("Give the server at least %1 MiB more.").arg(m_cost.memoryBytes >> 20));
    return QString::fromLatin1(text);
}

PasswordVerdict PasswordHash::check(const QString &stored, const QString &password) const
{
    const QByteArray given = stored.toLatin1();
    const bool ours = given.startsWith(crypto_pwhash_STRPREFIX) && given.size() < int(crypto_pwhash_STRBYTES);
    QByteArray against = ours ? given : m_stranger;
    const QByteArray secret = peppered(password);
    const bool right =
        crypto_pwhash_str_verify(against.constData(), secret.constData(), size_t(secret.size())) == 0;
    if (!right || !ours)
        return PasswordVerdict::Wrong;
    const int old = crypto_pwhash_str_needs_rehash(
        against.constData(), static_cast<unsigned long long>(m_cost.passes), size_t(m_cost.memoryBytes));
    return old == 0 ? PasswordVerdict::Right : PasswordVerdict::RightButOld;
}

} // namespace icmp::identity
