#include "server/storage/field_cipher.h"

#include <memory>
#include <openssl/evp.h>

namespace icmp::storage {

namespace {

constexpr char format = 1;
constexpr int nonceBytes = 12;
constexpr int tagBytes = 16;
constexpr int keyBytes = 32;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

unsigned char *raw(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

QByteArray associated(const FieldPlace &place, const QString &keyId)
{
    const QByteArrayList parts{QByteArray(1, format), place.table, place.column, place.row.toUtf8(),
                               keyId.toUtf8()};
    return parts.join('\0');
}

NamedKey subjectKey(const QByteArray &bytes)
{
    return {QStringLiteral("subject"), bytes};
}

FieldPlace wrappedPlace(AccountId account)
{
    return {"subject_key", "wrapped", account.toText()};
}

} // namespace

QByteArray seal(const NamedKey &key, const FieldPlace &place, const QByteArray &plain, Random &random)
{
    Q_ASSERT(key.bytes.size() == keyBytes && key.id.size() <= 32);
    const QByteArray id = key.id.toLatin1();
    const QByteArray nonce = random.bytes(nonceBytes);
    const QByteArray data = associated(place, key.id);
    QByteArray cipher(plain.size(), '\0');
    QByteArray tag(tagBytes, '\0');
    int written = 0;
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const bool done =
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes), raw(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &written, raw(data), int(data.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), raw(cipher), &written, raw(plain), int(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), raw(cipher) + written, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tagBytes, tag.data()) == 1;
    Q_ASSERT(done);
    return done ? QByteArray(1, format) + char(id.size()) + id + nonce + cipher + tag : QByteArray();
}

QString keyIdOf(const QByteArray &sealed)
{
    if (sealed.size() < 2 || sealed[0] != format)
        return {};
    const int length = static_cast<unsigned char>(sealed[1]);
    if (sealed.size() < 2 + length + nonceBytes + tagBytes)
        return {};
    return QString::fromLatin1(sealed.mid(2, length));
}

Outcome<QByteArray> unseal(const NamedKey &key, const FieldPlace &place, const QByteArray &sealed)
{
    const auto refused =
        fail(QStringLiteral("An encrypted field of %1 does not open.").arg(QLatin1StringView(place.table)),
             QStringLiteral("Its key is another one, or the row was changed. Restore it from a backup."));
    if (keyIdOf(sealed) != key.id || key.bytes.size() != keyBytes || key.id.isEmpty())
        return refused;
    const qsizetype head = 2 + key.id.size();
    const QByteArray nonce = sealed.mid(head, nonceBytes);
    const QByteArray cipher = sealed.mid(head + nonceBytes, sealed.size() - head - nonceBytes - tagBytes);
    QByteArray tag = sealed.right(tagBytes);
    const QByteArray data = associated(place, key.id);
    QByteArray plain(cipher.size(), '\0');
    int written = 0;
    int last = 0;
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const bool opened =
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes), raw(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &written, raw(data), int(data.size())) == 1 &&
        EVP_DecryptUpdate(context.get(), raw(plain), &written, raw(cipher), int(cipher.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tagBytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), raw(plain) + written, &last) == 1;
    if (!opened)
        return refused;
    return plain;
}

Outcome<NamedKey> SubjectKeys::make(Connection &connection, AccountId account, qint64 nowMs)
{
    const auto wrapping = m_keys.current(QStringLiteral("field"));
    if (!wrapping)
        return wrapping;
    const NamedKey key = subjectKey(m_random.bytes(keyBytes));
    const QByteArray wrapped = seal(*wrapping, wrappedPlace(account), key.bytes, m_random);
    const auto added = connection.run(
        "subject_key_add", {{":account", account.value}, {":wrapped", wrapped}, {":created", nowMs}});
    if (!added)
        return tl::unexpected(added.error());
    return key;
}

Outcome<NamedKey> SubjectKeys::find(Connection &connection, AccountId account)
{
    QByteArray wrapped;
    const auto read = connection.each("subject_key_find", {{":account", account.value}},
                                      [&](const Cursor &cursor) { wrapped = cursor.bytes(0); });
    if (!read)
        return tl::unexpected(read.error());
    const auto wrapping = m_keys.byId(keyIdOf(wrapped));
    if (!wrapping)
        return wrapping;
    const auto bytes = unseal(*wrapping, wrappedPlace(account), wrapped);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return subjectKey(*bytes);
}

} // namespace icmp::storage
