#include "core/compliance/data_map.h"

#include <QByteArrayList>
#include <array>

namespace icmp::compliance {

namespace {

constexpr Basis Contract = Basis::Contract;
constexpr Basis LegalDuty = Basis::LegalDuty;
constexpr Basis Legitimate = Basis::Legitimate;
constexpr Retention WithParent = Retention::WithParent;
constexpr Retention Installation = Retention::Installation;
constexpr Retention SessionEnd30Days = Retention::SessionEnd30Days;
constexpr Retention ViewerEvents90Days = Retention::ViewerEvents90Days;
constexpr Retention Audit7Years = Retention::Audit7Years;
constexpr Retention Ledger10Years = Retention::Ledger10Years;
constexpr Subject Nobody = Subject::Nobody;
constexpr Subject Pseudonym = Subject::Pseudonym;
constexpr Encryption Hashed = Encryption::Hashed;
constexpr Encryption UnderSubjectKey = Encryption::UnderSubjectKey;
constexpr Encryption UnderInstallationKey = Encryption::UnderInstallationKey;
using enum Export;
using enum Erasure;

// clang-format off: two lines an entry
constexpr ColumnEntry entries[] = {
    {"account", "id", "names the account inside the installation", Contract, Retention::Account,
     Subject::Account, Encryption::None, Given, Stays},
    {"account", "login", "who signs in", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, Cleared},
    {"account", "roles", "what the account may do", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, Cleared},
    {"account", "state", "whether the account may sign in", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, Stays},
    {"account", "created", "when the account began", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, Stays},
    {"account", "first_sign_in", "whether a second admin exists; when the account came into use", Contract,
     Retention::Account, Subject::Account, Encryption::None, Given, Cleared},
    {"account", "version", "tells that roles or state changed", Basis::None, WithParent, Subject::Account,
     Encryption::None, Left, Stays},
    {"account_secret", "account", "whose secrets", Contract, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"account_secret", "password", "proves who signs in", Contract, Retention::Account, Subject::Account,
     Hashed, Left, WithRow},
    {"account_secret", "totp_seed", "proves who signs in a second way", Contract, Retention::Account,
     Subject::Account, UnderSubjectKey, Left, KeyDestroyed},
    {"account_secret", "last_step", "keeps a code from being used twice", Legitimate, Retention::Account,
     Subject::Account, Encryption::None, Left, WithRow},
    {"account_secret", "wrong_in_a_row", "stops guessing", Legitimate, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"account_secret", "paused_until", "stops guessing", Legitimate, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"audit", "number", "orders the chain and shows gaps", LegalDuty, Audit7Years, Nobody, Encryption::None,
     Left, Stays},
    {"audit", "at", "when it was done", LegalDuty, Audit7Years, Subject::Account, Encryption::None, Given,
     Stays},
    {"audit", "actor", "who did it, by the id of the account", LegalDuty, Audit7Years, Subject::Account,
     Encryption::None, Given, Stays},
    {"audit", "action", "what was done", LegalDuty, Audit7Years, Subject::Account, Encryption::None, Given,
     Stays},
    {"audit", "object", "what it was done to", LegalDuty, Audit7Years, Subject::Account, Encryption::None,
     Given, Stays},
    {"audit", "result", "how it ended", LegalDuty, Audit7Years, Subject::Account, Encryption::None, Given,
     Stays},
    {"audit", "hash", "shows a changed row", LegalDuty, Audit7Years, Nobody, Hashed, Left, Stays},
    {"ballot", "id", "names a question in one round", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"ballot", "event", "where it was asked", Basis::None, ViewerEvents90Days, Nobody, Encryption::None, Left,
     Stays},
    {"ballot", "element", "what was asked", Basis::None, ViewerEvents90Days, Nobody, Encryption::None, Left,
     Stays},
    {"ballot", "round", "which run of it", Basis::None, ViewerEvents90Days, Nobody, Encryption::None, Left,
     Stays},
    {"enrolment", "token_hash", "knows the invitation again", Contract, Retention::Account, Subject::Account,
     Hashed, Left, WithRow},
    {"enrolment", "account", "who was invited", Contract, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"enrolment", "purpose", "how long the invitation is good", Contract, Retention::Account,
     Subject::Account, Encryption::None, Given, WithRow},
    {"enrolment", "expires", "ends the invitation", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, WithRow},
    {"enrolment", "used", "keeps the invitation from being used twice", Legitimate, Retention::Account,
     Subject::Account, Encryption::None, Given, WithRow},
    {"event", "id", "names the event in addresses", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"event", "show", "which show it belongs to", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"event", "mode", "live or on demand", Basis::None, Installation, Nobody, Encryption::None, Left, Stays},
    {"event", "origins", "which sites may embed it", Basis::None, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"event", "created", "when it was made", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"event_site", "event", "where the site vouches", Basis::None, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"event_site", "name", "which site vouches", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"event_site", "key", "checks what the site vouches for", Basis::None, Installation, Nobody,
     UnderInstallationKey, Left, Stays},
    {"event_site", "at", "when the key was set", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"event_voter", "event", "where the code may vote", Contract, ViewerEvents90Days, Pseudonym,
     Encryption::None, Given, WithRow},
    {"event_voter", "code_hash", "knows an invited voter again", Contract, ViewerEvents90Days, Pseudonym,
     Hashed, Left, WithRow},
    {"event_voter", "at", "when it was invited", Contract, ViewerEvents90Days, Pseudonym, Encryption::None,
     Given, WithRow},
    {"fact", "event", "where it happened", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Left,
     Stays},
    {"fact", "seq", "orders what happened", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Left,
     Stays},
    {"fact", "at", "when it happened", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Given,
     Stays},
    {"fact", "kind", "what happened", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Given,
     Stays},
    {"fact", "body", "its details, with the pseudonym of who answered", Contract, ViewerEvents90Days,
     Pseudonym, Encryption::None, Given, Cleared},
    {"journal", "number", "orders the journals and shows gaps", LegalDuty, Ledger10Years, Nobody,
     Encryption::None, Left, Stays},
    {"journal", "id", "what caused it, so that nothing moves twice", LegalDuty, Ledger10Years, Pseudonym,
     Encryption::None, Given, Stays},
    {"journal", "kind", "what value moved for", LegalDuty, Ledger10Years, Pseudonym, Encryption::None, Given,
     Stays},
    {"journal", "unit", "points, or which currency", LegalDuty, Ledger10Years, Nobody, Encryption::None,
     Given, Stays},
    {"journal", "at", "when value moved", LegalDuty, Ledger10Years, Pseudonym, Encryption::None, Given,
     Stays},
    {"journal", "hash", "shows a changed journal", LegalDuty, Ledger10Years, Nobody, Hashed, Left, Stays},
    {"meta", "key", "names a setting of the installation", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"meta", "value", "the setting", Basis::None, Installation, Nobody, Encryption::None, Left, Stays},
    {"object", "sha256", "addresses the content", Basis::None, Installation, Nobody, Hashed, Left, Stays},
    {"object", "bytes", "checks the upload", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"object", "type", "serves the content as what it is", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"object", "visibility", "keeps right answers from viewers", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"object", "received", "resumes the upload", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"object", "complete", "publishes only what is whole", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"object", "owner", "who began the upload", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, Stays},
    {"object", "at", "when it began", Contract, Retention::Account, Subject::Account, Encryption::None, Given,
     Stays},
    {"object_use", "root", "which package needs the object", Basis::None, WithParent, Nobody,
     Encryption::None, Left, Stays},
    {"object_use", "object", "keeps what is needed from being removed", Basis::None, WithParent, Nobody,
     Encryption::None, Left, Stays},
    {"operation", "op_id", "makes sending again safe", Contract, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"operation", "request_hash", "notices an id used for two requests", Contract, Installation, Nobody,
     Hashed, Left, Stays},
    {"operation", "result", "gives the first answer again", Contract, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"operation", "at", "when it was done", Contract, Installation, Nobody, Encryption::None, Left, Stays},
    {"posting", "journal", "which journal the leg belongs to", LegalDuty, Ledger10Years, Pseudonym,
     Encryption::None, Left, Stays},
    {"posting", "leg", "orders the legs", LegalDuty, Ledger10Years, Nobody, Encryption::None, Left, Stays},
    {"posting", "account", "whose balance changed, by pseudonym", LegalDuty, Ledger10Years, Pseudonym,
     Encryption::None, Given, Stays},
    {"posting", "amount", "by how much", LegalDuty, Ledger10Years, Pseudonym, Encryption::None, Given, Stays},
    {"programme", "event", "whose live picture it is", Basis::None, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"programme", "source", "where the live picture comes from", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"programme", "loop_object", "which film is looped", Basis::None, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"programme", "key_hash", "knows the encoder again", Contract, Installation, Nobody, Hashed, Left, Stays},
    {"programme", "passphrase", "encrypts what the encoder sends", Contract, Installation, Nobody,
     UnderInstallationKey, Left, Stays},
    {"programme", "encoder_offset", "ties cards to their picture", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"programme", "max_delay", "how long delayed viewers may answer", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"programme", "changed", "when it was changed", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"recording", "event", "what was recorded", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"recording", "id", "when the recording began", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"recording", "object", "the film that was made", Basis::None, Installation, Nobody, Hashed, Left, Stays},
    {"recording", "bytes", "how large it is", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"recording", "at", "when it became a film", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"recovery_code", "account", "whose code", Contract, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"recovery_code", "code_hash", "knows the code again", Contract, Retention::Account, Subject::Account,
     Hashed, Left, WithRow},
    {"recovery_code", "used", "keeps the code from being used twice", Legitimate, Retention::Account,
     Subject::Account, Encryption::None, Left, WithRow},
    {"schema_version", "version", "which migrations were applied", Basis::None, Installation, Nobody,
     Encryption::None, Left, Stays},
    {"schema_version", "digest", "shows a changed migration", Basis::None, Installation, Nobody, Hashed, Left,
     Stays},
    {"session", "token_hash", "knows the session again", Contract, SessionEnd30Days, Subject::Account, Hashed,
     Left, WithRow},
    {"session", "account", "who is signed in", Contract, SessionEnd30Days, Subject::Account, Encryption::None,
     Left, WithRow},
    {"session", "kind", "which limits hold", Contract, SessionEnd30Days, Subject::Account, Encryption::None,
     Given, WithRow},
    {"session", "device", "lets the person recognise the session", Contract, SessionEnd30Days,
     Subject::Account, Encryption::None, Given, WithRow},
    {"session", "second_factor", "whether it was opened with one", Legitimate, SessionEnd30Days,
     Subject::Account, Encryption::None, Given, WithRow},
    {"session", "created", "when it was opened", Contract, SessionEnd30Days, Subject::Account,
     Encryption::None, Given, WithRow},
    {"session", "last_seen", "ends a forgotten session", Legitimate, SessionEnd30Days, Subject::Account,
     Encryption::None, Given, WithRow},
    {"session", "expires", "ends a long session", Legitimate, SessionEnd30Days, Subject::Account,
     Encryption::None, Given, WithRow},
    {"session", "ended", "shows that it was ended", Legitimate, SessionEnd30Days, Subject::Account,
     Encryption::None, Given, WithRow},
    {"show", "id", "names the show", Basis::None, Installation, Nobody, Encryption::None, Left, Stays},
    {"show", "owner", "whose show it is", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, Stays},
    {"show", "title", "what people call it", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, Cleared},
    {"show", "created", "when it was made", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, Stays},
    {"show_member", "show", "which show", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, WithRow},
    {"show_member", "account", "who may run it", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, WithRow},
    {"show_member", "since", "since when", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, WithRow},
    {"subject_key", "account", "whose key", Contract, Retention::Account, Subject::Account, Encryption::None,
     Left, WithRow},
    {"subject_key", "wrapped", "opens the fields of this person", Contract, Retention::Account,
     Subject::Account, UnderInstallationKey, Left, WithRow},
    {"subject_key", "created", "when the key was made", Contract, Retention::Account, Subject::Account,
     Encryption::None, Left, WithRow},
    {"ticket", "token_hash", "knows the ticket again", Contract, SessionEnd30Days, Subject::Account, Hashed,
     Left, WithRow},
    {"ticket", "session_hash", "which session it stands for", Contract, SessionEnd30Days, Subject::Account,
     Hashed, Left, WithRow},
    {"ticket", "event", "what it opens", Contract, SessionEnd30Days, Subject::Account, Encryption::None, Left,
     WithRow},
    {"ticket", "origin", "from where it may be used", Legitimate, SessionEnd30Days, Subject::Account,
     Encryption::None, Left, WithRow},
    {"ticket", "expires", "ends the ticket", Legitimate, SessionEnd30Days, Subject::Account, Encryption::None,
     Left, WithRow},
    {"ticket", "used", "keeps it from being used twice", Legitimate, SessionEnd30Days, Subject::Account,
     Encryption::None, Left, WithRow},
    {"version", "show", "which show", Basis::None, Installation, Nobody, Encryption::None, Left, Stays},
    {"version", "number", "orders the versions", Basis::None, Installation, Nobody, Encryption::None, Left,
     Stays},
    {"version", "public_root", "what viewers get", Basis::None, Installation, Nobody, Hashed, Left, Stays},
    {"version", "private_root", "what only the server knows", Basis::None, Installation, Nobody, Hashed, Left,
     Stays},
    {"version", "at", "when it was published", Contract, Retention::Account, Subject::Account,
     Encryption::None, Given, Stays},
    {"version", "actor", "who published it", Contract, Retention::Account, Subject::Account, Encryption::None,
     Given, Stays},
    {"version", "current", "which version is shown", Basis::None, Installation, Nobody, Encryption::None,
     Left, Stays},
    {"vote", "ballot", "what was answered", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Given,
     WithRow},
    {"vote", "voter", "counts every viewer once", Legitimate, ViewerEvents90Days, Pseudonym, Encryption::None,
     Given, WithRow},
    {"vote", "n", "orders the changes of an answer", Contract, ViewerEvents90Days, Pseudonym,
     Encryption::None, Left, WithRow},
    {"vote", "choice", "the answer", Contract, ViewerEvents90Days, Pseudonym, Encryption::None, Given,
     WithRow},
    {"vote", "seq", "ties the answer to its fact", Contract, ViewerEvents90Days, Pseudonym, Encryption::None,
     Left, WithRow},
    {"vote_batch", "event", "where it was committed", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "number", "orders the batches and shows gaps", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "first_seq", "which facts it signs", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "last_seq", "which facts it signs", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "at", "when it was committed", Basis::None, ViewerEvents90Days, Nobody, Encryption::None,
     Left, Stays},
    {"vote_batch", "root", "proves what was counted", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "previous", "ties it to the batch before", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
    {"vote_batch", "salt", "keeps answers from being guessed by their hashes", Basis::None,
     ViewerEvents90Days, Nobody, Encryption::None, Left, WithRow},
    {"vote_batch", "key", "says which key signed", Basis::None, ViewerEvents90Days, Nobody, Encryption::None,
     Left, Stays},
    {"vote_batch", "signature", "proves who counted", Basis::None, ViewerEvents90Days, Nobody,
     Encryption::None, Left, Stays},
};
// clang-format on

const char *wordOf(Basis basis)
{
    constexpr std::array words{"none", "contract", "legal duty", "legitimate interest"};
    return words[size_t(basis)];
}

const char *wordOf(Retention retention)
{
    constexpr std::array words{"with what it belongs to",   "installation", "account",
                               "30 days after the session", "90 days",      "7 years"};
    return words[size_t(retention)];
}

const char *wordOf(Subject subject)
{
    constexpr std::array words{"nobody", "account", "viewer's pseudonym"};
    return words[size_t(subject)];
}

const char *wordOf(Encryption encryption)
{
    constexpr std::array words{"none", "hashed", "under the subject's key", "under the installation's key"};
    return words[size_t(encryption)];
}

const char *wordOf(Export exported)
{
    constexpr std::array words{"left out", "given"};
    return words[size_t(exported)];
}

const char *wordOf(Erasure erasure)
{
    constexpr std::array words{"stays", "row deleted", "cleared", "key destroyed"};
    return words[size_t(erasure)];
}

QByteArray textOf(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

} // namespace

std::span<const ColumnEntry> dataMap()
{
    return entries;
}

const ColumnEntry *entryOf(std::string_view table, std::string_view column)
{
    for (const ColumnEntry &entry : entries) {
        if (entry.table == table && entry.column == column)
            return &entry;
    }
    return nullptr;
}

std::optional<int> daysOf(Retention retention)
{
    switch (retention) {
    case SessionEnd30Days:
        return 30;
    case ViewerEvents90Days:
        return 90;
    case Audit7Years:
        return 7 * 365 + 2; // at most two leap days
    case Ledger10Years:
        return 10 * 365 + 3; // at most three
    case WithParent:
    case Installation:
    case Retention::Account:
        return std::nullopt;
    }
    return std::nullopt;
}

QByteArray processingRecord()
{
    QByteArray record = "table,column,purpose,basis,retention,subject,encryption,export,erasure\n";
    for (const ColumnEntry &entry : entries) {
        const QByteArrayList cells{
            textOf(entry.table),      textOf(entry.column),    '"' + textOf(entry.purpose) + '"',
            wordOf(entry.basis),      wordOf(entry.retention), wordOf(entry.subject),
            wordOf(entry.encryption), wordOf(entry.exported),  wordOf(entry.erasure)};
        record += cells.join(',') + '\n';
    }
    return record;
}

} // namespace icmp::compliance
