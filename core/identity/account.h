// People and what they may be: an account has a login, roles and a state.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"

#include <QString>
#include <initializer_list>

namespace icmp::identity {

enum class Role {
    Viewer,
    Creator,
    Producer,
    Moderator,
    Marketer,
    Advertiser,
    Reviewer,
    Finance,
    Support,
    Admin
};
inline constexpr int roleCount = 10;

// The stable lower-case word, e.g. "creator"; never renamed.
QString keyOf(Role role);
std::optional<Role> roleOf(const QString &key);

// A set of roles.
class Roles {
public:
    constexpr Roles() = default;
    constexpr Roles(std::initializer_list<Role> roles)
    {
        for (const Role role : roles)
            m_bits |= 1U << static_cast<unsigned>(role);
    }

    constexpr bool has(Role role) const { return m_bits & 1U << static_cast<unsigned>(role); }
    constexpr bool hasAny(Roles others) const { return m_bits & others.m_bits; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    friend constexpr bool operator==(Roles, Roles) = default;

    // The keys in the order of the enum, separated by one space.
    QString toText() const;
    QStringList keys() const;
    // Nothing on an unknown word or no word.
    static std::optional<Roles> fromText(const QString &text);

private:
    unsigned m_bits = 0;
};

enum class AccountState {
    Invited, // an enrolment token was issued; no password yet
    Active,
    Disabled, // signs in no more; its sessions are void
};

QString keyOf(AccountState state);
std::optional<AccountState> accountStateOf(const QString &key);

struct Account {
    AccountId id;
    QString login; // as checkedLogin gives it, unique
    Roles roles;
    AccountState state = AccountState::Invited;
    qint64 createdMs = 0;
    std::optional<qint64> firstSignInMs = {};
    qint64 version = 1; // raised by each change of roles or state
};

// Who works for the platform: separate accounts, never shared, and never beside a creator's or advertiser's
// role.
inline constexpr Roles staffRoles{Role::Reviewer, Role::Finance, Role::Support, Role::Admin};

// Creators, producers, moderators, marketers and staff; advertisers may choose.
bool needsSecondFactor(Roles roles);
// refuses  TooFew (none), NotAllowedHere (staff and other roles together; a viewer has no account)
Result<Roles> checkedRoles(Roles roles);
// Lower case; 3–64 of a–z, 0–9, ".", "_", "-", "+", "@", beginning with a letter or digit.
// refuses  TooFew, TooLong, BadText
Result<QString> checkedLogin(const QString &text);
// NFC, 8–256 characters of any kind but NUL. refuses  TooFew, TooLong, BadText
Result<QString> checkedPassword(const QString &text);

} // namespace icmp::identity
