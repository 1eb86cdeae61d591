// The rules said no. A Refusal is an answer, not an accident: enumerated, told in the order of the checks,
// translated where it is shown. What breaks in the world (a disk, a socket) is a Failure; what cannot happen
// is an assertion.
#pragma once

#include <QString>
#include <QtGlobal>
#include <tl/expected.hpp>

namespace icmp {

// Declared once: name, stable key (on the wire and in files), sentence for people.
#define ICMP_REFUSALS(X)                                                                                     \
    X(UnknownId, "unknown-id", "There is nothing with this id.")                                             \
    X(Overlap, "overlap", "Another clip is already there.")                                                  \
    X(NegativeLength, "negative-length", "The end must come after the start.")                               \
    X(OutOfRange, "out-of-range", "The value is outside the allowed range.")                                 \
    X(Locked, "locked", "The track is locked.")                                                              \
    X(Cycle, "cycle", "A group cannot contain itself.")                                                      \
    X(WrongType, "wrong-type", "The value has the wrong type.")                                              \
    X(TooLong, "too-long", "The text is too long.")                                                          \
    X(TooMany, "too-many", "There are too many of them.")                                                    \
    X(TooFew, "too-few", "There are too few of them.")                                                       \
    X(NameTaken, "name-taken", "Something else already has this name.")                                      \
    X(NotAllowedHere, "not-allowed-here", "This is not possible here.")                                      \
    X(BadNumber, "bad-number", "The number is not a whole number in range.")                                 \
    X(BadText, "bad-text", "The text contains characters that are not allowed.")                             \
    X(BadDocument, "bad-document", "The document is not readable.")                                          \
    X(BadHash, "bad-hash", "The content does not match its hash.")                                           \
    X(LiveStarted, "live-started", "The element has already been answered.")                                 \
    X(NotOpen, "not-open", "The element is not open.")                                                       \
    X(AlreadyOpen, "already-open", "The element is already open.")                                           \
    X(Closed, "closed", "The element is closed.")                                                            \
    X(Late, "late", "The window had closed at your picture.")                                                \
    X(Denied, "denied", "You may not do this.")                                                              \
    X(NotSignedIn, "not-signed-in", "Sign in first.")                                                        \
    X(WrongCredentials, "wrong-credentials", "Login, password or code is wrong.")                            \
    X(CodeUsed, "code-used", "This code was already used. Wait for the next one.")                           \
    X(TooOften, "too-often", "Too many attempts. Wait and try again.")                                       \
    X(Expired, "expired", "This has expired.")                                                               \
    X(KeyReused, "key-reused", "The same key was used with different content.")                              \
    X(Conflict, "conflict", "Someone else changed this meanwhile.")                                          \
    X(Missing, "missing", "A needed part is missing.")                                                       \
    X(ProofNeeded, "proof-needed", "Confirm this action with a fresh code.")                                 \
    X(SecondPersonNeeded, "second-person-needed", "A second person must agree to this.")                     \
    X(FactorLocked, "factor-locked", "The second factor is locked until it is recovered.")                   \
    X(Ended, "ended", "The event is over.")                                                                  \
    X(TooLate, "too-late", "It is too late to take this back.")                                              \
    X(Unbalanced, "unbalanced", "What is given and what is received are not equal.")                         \
    X(InsufficientFunds, "insufficient-funds", "There is not enough on the account.")

enum class RefusalCode {
#define X(name, key, sentence) name,
    ICMP_REFUSALS(X)
#undef X
};

struct Refusal {
    RefusalCode code;
    QString place = {};  // where: a JSON path, an id, a field key; may be empty
    QString detail = {}; // what exactly, for people; may be empty

    friend bool operator==(const Refusal &, const Refusal &) = default;
};

// The stable kebab-case key, e.g. "not-open"; never renamed.
QString keyOf(RefusalCode code);
// The enum's own name, e.g. "NotOpen", as the automation port tells it.
QString nameOf(RefusalCode code);
// One English sentence, to be passed through translation under the context "Refusal".
const char *sentenceOf(RefusalCode code);
// The sentence, with place and detail where they say more.
QString describe(const Refusal &refusal);

template <class T>
using Result = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(RefusalCode code, QString place = {}, QString detail = {})
{
    return tl::unexpected(Refusal{code, std::move(place), std::move(detail)});
}

// The world broke: what happened and what the person can do, both whole sentences.
struct Failure {
    QString what;
    QString advice = {};
};

template <class T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> fail(QString what, QString advice = {})
{
    return tl::unexpected(Failure{std::move(what), std::move(advice)});
}

} // namespace icmp
