#include "core/identity/account.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace icmp::identity {

namespace {

constexpr int loginLengthMin = 3;
constexpr int loginLengthMax = 64; // an e-mail address of usual length
constexpr int passwordLengthMin = 8;
constexpr int passwordLengthMax = 256; // hashing reads all of it; a sentence has 100

constexpr std::array<const char *, roleCount> roleKeys{"viewer",   "creator",    "producer", "moderator",
                                                       "marketer", "advertiser", "reviewer", "finance",
                                                       "support",  "admin"};
constexpr std::array<const char *, 3> stateKeys{"invited", "active", "disabled"};

bool isLoginCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || QStringLiteral("._-+@").contains(c);
}

} // namespace

QString keyOf(Role role)
{
    return QString::fromLatin1(roleKeys[static_cast<size_t>(role)]);
}

std::optional<Role> roleOf(const QString &key)
{
    for (int i = 0; i < roleCount; ++i) {
        if (keyOf(Role(i)) == key)
            return Role(i);
    }
    return std::nullopt;
}

QStringList Roles::keys() const
{
    QStringList keys;
    for (int i = 0; i < roleCount; ++i) {
        if (has(Role(i)))
            keys.append(keyOf(Role(i)));
    }
    return keys;
}

QString Roles::toText() const
{
    return keys().join(u' ');
}

std::optional<Roles> Roles::fromText(const QString &text)
{
    Roles roles;
    for (const QString &word : text.split(u' ')) {
        const auto role = roleOf(word);
        if (!role)
            return std::nullopt;
        roles.m_bits |= Roles{*role}.m_bits;
    }
    return roles;
}

QString keyOf(AccountState state)
{
    return QString::fromLatin1(stateKeys[static_cast<size_t>(state)]);
}

std::optional<AccountState> accountStateOf(const QString &key)
{
    for (const auto state : {AccountState::Invited, AccountState::Active, AccountState::Disabled}) {
        if (keyOf(state) == key)
            return state;
    }
    return std::nullopt;
}

bool needsSecondFactor(Roles roles)
{
    return roles.hasAny(staffRoles) ||
           roles.hasAny({Role::Creator, Role::Producer, Role::Moderator, Role::Marketer});
}

Result<Roles> checkedRoles(Roles roles)
{
    if (roles.isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("roles"));
    const bool staff = roles.hasAny(staffRoles);
    const bool others =
        roles.hasAny({Role::Creator, Role::Producer, Role::Moderator, Role::Marketer, Role::Advertiser});
    if (roles.has(Role::Viewer) || (staff && others))
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("roles"));
    return roles;
}

Result<QString> checkedLogin(const QString &text)
{
    const QString login = text.toLower();
    if (login.size() < loginLengthMin)
        return refuse(RefusalCode::TooFew, QStringLiteral("login"));
    if (login.size() > loginLengthMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("login"));
    const bool begins = isLoginCharacter(login[0]) && !QStringLiteral("._-+@").contains(login[0]);
    if (!begins || !std::all_of(login.begin(), login.end(), isLoginCharacter))
        return refuse(RefusalCode::BadText, QStringLiteral("login"));
    return login;
}

Result<QString> checkedPassword(const QString &text)
{
    const QString password = text.normalized(QString::NormalizationForm_C);
    const auto characters = password.toUcs4().size();
    if (characters < passwordLengthMin)
        return refuse(RefusalCode::TooFew, QStringLiteral("password"));
    if (characters > passwordLengthMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("password"));
    if (password.contains(QChar(0)))
        return refuse(RefusalCode::BadText, QStringLiteral("password"));
    return password;
}

} // namespace icmp::identity
