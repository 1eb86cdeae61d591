// The data map as code: what every stored column is for, on what legal basis, how long, whose it is, and what
// export and erasure do with it. A column of the real schema without an entry, or an entry without a column,
// fails a test.
//
// Regulation (EU) 2016/679: Art. 6(1) for the basis, 15 and 20 for export, 17 for erasure, 30 for the record.
#pragma once

#include <QByteArray>
#include <QString>
#include <optional>
#include <span>
#include <string_view>

namespace icmp::compliance {

enum class Basis {
    None,       // no personal data
    Contract,   // Art. 6(1)(b)
    LegalDuty,  // Art. 6(1)(c)
    Legitimate, // Art. 6(1)(f): security and counting once
};

enum class Retention {
    WithParent,   // as long as what it belongs to
    Installation, // as long as the installation
    Account,      // until the account is closed
    SessionEnd30Days,
    ViewerEvents90Days,
    Audit7Years,
    Ledger10Years,
};

// How a row is found from a person.
enum class Subject {
    Nobody,
    Account,   // by the account's id
    Pseudonym, // a viewer, by the pseudonym in one event
};

enum class Encryption { None, Hashed, UnderSubjectKey, UnderInstallationKey };
enum class Export { Left, Given }; // Left: secrets, hashes, and what is nobody's

enum class Erasure {
    Stays,        // nobody's, or kept by law
    WithRow,      // the row is deleted
    Cleared,      // overwritten with nothing or a tombstone
    KeyDestroyed, // unreadable once the subject's key is gone
};

struct ColumnEntry {
    std::string_view table;
    std::string_view column;
    std::string_view purpose;
    Basis basis;
    Retention retention;
    Subject subject;
    Encryption encryption;
    Export exported;
    Erasure erasure;
};

// Sorted by table, then in the order of the schema.
std::span<const ColumnEntry> dataMap();
const ColumnEntry *entryOf(std::string_view table, std::string_view column);

// Days; nothing where the end is not a number of days.
std::optional<int> daysOf(Retention retention);

// The record of processing (Art. 30) as CSV: a heading, then one line an entry.
QByteArray processingRecord();

} // namespace icmp::compliance
