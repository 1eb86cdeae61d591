// Encrypted columns: AES-256-GCM per field, under a key of its subject, which lies wrapped under the
// installation's.
//
// Layout: format byte 1, length and text of the key's id, 12 bytes nonce, ciphertext, 16 bytes tag.
// Associated data is format, table, column, row and key id (P7): a ciphertext that was moved elsewhere does
// not open.
#pragma once

#include "core/base/id.h"
#include "core/base/ports.h"
#include "server/storage/connection.h"

namespace icmp::storage {

struct FieldPlace {
    const char *table;
    const char *column;
    QString row;
};

// At most 2³² seals a key: nonces are random.
QByteArray seal(const NamedKey &key, const FieldPlace &place, const QByteArray &plain, Random &random);
// fails  when the bytes are not what was sealed under this key for this place
Outcome<QByteArray> unseal(const NamedKey &key, const FieldPlace &place, const QByteArray &sealed);
// The id of the key it was sealed under; empty when the bytes are no sealed field.
QString keyIdOf(const QByteArray &sealed);

// One key for each account, so that destroying it erases whatever was sealed under it.
class SubjectKeys {
public:
    SubjectKeys(KeyProvider &keys, Random &random) : m_keys(keys), m_random(random) {}

    Outcome<NamedKey> make(Connection &connection, AccountId account, qint64 nowMs);
    // fails  when it was destroyed
    Outcome<NamedKey> find(Connection &connection, AccountId account);

private:
    KeyProvider &m_keys;
    Random &m_random;
};

} // namespace icmp::storage
