// What somebody wants done, as the bytes that are stored, shown, signed and executed.
#pragma once

#include "core/identity/action.h"

#include <QMap>

namespace icmp::identity {

inline constexpr int reasonMax = 200;
inline constexpr int wantedFieldMax = 256;
inline constexpr int wantedFieldsMax = 16;

using Fields = QMap<QString, QString>;

// before and after name the same things: what each is and what it becomes; empty text for nothing.
struct Wanted {
    Action action = Action::AccountAdd;
    QString object;     // the id of what it is about; empty for what does not exist yet
    QString name = {};  // what people call it, e.g. a login
    qint64 version = 0; // of the object, as it was seen
    Fields before = {};
    Fields after = {};
    QString reason = {};

    friend bool operator==(const Wanted &, const Wanted &) = default;
};

// Deterministic CBOR: {"v":1,"action","object","name","version","before","after","reason"}.
QByteArray bytesOf(const Wanted &wanted);
// refuses  TooLong, BadDocument
Result<Wanted> wantedFromBytes(const QByteArray &bytes);
// What approvals are over: SHA-256("icmp-proposal-v1" ‖ bytes). Any change is another hash (P4).
QByteArray proposalHash(const QByteArray &bytes);

// The sentences to read before signing, made from the bytes alone; foreign text in plainWords.
// refuses  as wantedFromBytes
Result<QStringList> summaryOf(const QByteArray &bytes);

// Digest of an object's fields, as the audit notes them before and after; empty for no fields.
QString fieldsDigest(const Fields &fields);

} // namespace icmp::identity
