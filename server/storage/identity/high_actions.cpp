#include "server/storage/identity/high_actions.h"

#include "server/storage/account_table.h"
#include "server/storage/session_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

const QString stateField = QStringLiteral("state");
const QString rolesField = QStringLiteral("roles");
const QString loginField = QStringLiteral("login");
const QString personField = QStringLiteral("the same person as");
const QString factorField = QStringLiteral("second factor");
const QString up = QStringLiteral("up");
const QString down = QStringLiteral("down");

struct EventNow {
    bool known = false;
    bool takenDown = false;
    qint64 version = 0;
    QString title;
};

Outcome<EventNow> eventNow(Connection &connection, const QString &id)
{
    EventNow now;
    const auto read = connection.each("event_taken_down", {{":id", id}}, [&](const Cursor &cursor) {
        now = {true, cursor.flag(0), cursor.number(1), cursor.text(2)};
    });
    if (!read)
        return tl::unexpected(read.error());
    return now;
}

bool isEventAction(Action action)
{
    return action == Action::ContentTakedown || action == Action::ContentRestore;
}

template <class T>
Outcome<Result<T>> refused(RefusalCode code, const QString &place = {}, const QString &detail = {})
{
    return Result<T>(refuse(code, place, detail));
}

// Whether an admin may do less afterwards than before.
bool mayCostAnAdmin(const Wanted &wanted)
{
    switch (wanted.action) {
    case Action::AccountDisable:
    case Action::FactorReset:
    case Action::StaffFactorReset:
        return true;
    case Action::AccountRoles:
        return !Roles::fromText(wanted.after.value(rolesField)).value_or(Roles()).has(Role::Admin);
    default:
        return false;
    }
}

QString rolesText(Roles roles)
{
    return roles.keys().join(u' ');
}

} // namespace

Outcome<Result<Account>> HighActions::accountOf(const QString &idOrLogin)
{
    const auto id = AccountId::fromText(idOrLogin);
    AccountTable table(m_connection);
    auto found = id ? table.find(*id) : table.findByLogin(idOrLogin.toLower());
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return refused<Account>(RefusalCode::UnknownId, idOrLogin);
    return Result<Account>(**found);
}

// Somebody else must be left who can do what this account can.
Outcome<Result<void>> HighActions::keepsAnAdmin(const Account &account)
{
    if (!account.roles.has(Role::Admin) || account.state != AccountState::Active || !account.firstSignInMs)
        return Result<void>();
    const auto admins = AccountTable(m_connection).countSignedIn(Role::Admin);
    if (!admins)
        return tl::unexpected(admins.error());
    if (*admins <= 1)
        return refused<void>(RefusalCode::NotAllowedHere, {},
                             QStringLiteral("Nobody would be left to administer this server."));
    return Result<void>();
}

Outcome<Result<Wanted>> HighActions::prepare(const WantedRequest &request)
{
    const QByteArray id = request.action.toLatin1();
    const auto action = actionOf(std::string_view(id.constData(), size_t(id.size())));
    if (request.reason.size() > reasonMax)
        return refused<Wanted>(RefusalCode::TooLong, QStringLiteral("reason"));
    for (const QString &field : request.fields) {
        if (field.size() > wantedFieldMax)
            return refused<Wanted>(RefusalCode::TooLong, QStringLiteral("fields"));
    }
    if (!action || rowOf(*action).proof != Proof::FreshProof)
        return refused<Wanted>(RefusalCode::BadDocument, QStringLiteral("action"));
    if (*action == Action::AccountAdd || *action == Action::StaffAdd)
        return prepareAdd(request);
    return isEventAction(*action) ? prepareEvent(*action, request) : prepareAccount(*action, request);
}

Outcome<Result<Wanted>> HighActions::prepareAdd(const WantedRequest &request)
{
    const auto login = checkedLogin(request.fields.value(loginField));
    if (!login)
        return Result<Wanted>(tl::unexpected(login.error()));
    const auto named = Roles::fromText(QString(request.fields.value(rolesField)).replace(u',', u' '));
    const auto roles = named ? checkedRoles(*named)
                             : refuse(RefusalCode::WrongType, rolesField,
                                      QStringLiteral("Name roles such as \"creator producer\"."));
    if (!roles)
        return Result<Wanted>(tl::unexpected(roles.error()));
    const auto taken = AccountTable(m_connection).findByLogin(*login);
    if (!taken)
        return tl::unexpected(taken.error());
    if (*taken)
        return refused<Wanted>(RefusalCode::NameTaken, loginField);
    Wanted wanted;
    wanted.action = roles->hasAny(staffRoles) ? Action::StaffAdd : Action::AccountAdd;
    wanted.name = *login;
    wanted.before = {{loginField, {}}, {rolesField, {}}, {personField, {}}};
    wanted.after = {{loginField, *login}, {rolesField, rolesText(*roles)}, {personField, {}}};
    wanted.reason = request.reason;
    if (const QString same = request.fields.value(QStringLiteral("person")); !same.isEmpty()) {
        const auto other = accountOf(same);
        if (!other)
            return tl::unexpected(other.error());
        if (!*other)
            return Result<Wanted>(tl::unexpected(other->error()));
        wanted.after[personField] = (*other)->login;
    }
    return Result<Wanted>(wanted);
}

Outcome<Result<Wanted>> HighActions::prepareAccount(Action action, const WantedRequest &request)
{
    const auto found = accountOf(request.object);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return Result<Wanted>(tl::unexpected(found->error()));
    const Account &account = **found;
    const bool disables = action == Action::AccountDisable;
    Wanted wanted{action, account.id.toText(), account.login, account.version, {}, {}, request.reason};
    if (disables || action == Action::AccountEnable) {
        wanted.before[stateField] = keyOf(account.state);
        wanted.after[stateField] = keyOf(disables ? AccountState::Disabled : AccountState::Active);
        // Whoever never enrolled has nothing to be enabled to.
        if (!disables && account.state != AccountState::Disabled)
            return refused<Wanted>(RefusalCode::NotAllowedHere, stateField);
    } else if (action == Action::AccountRoles) {
        const auto named = Roles::fromText(QString(request.fields.value(rolesField)).replace(u',', u' '));
        const auto roles = named ? checkedRoles(*named)
                                 : refuse(RefusalCode::WrongType, rolesField,
                                          QStringLiteral("Name roles such as \"creator producer\"."));
        if (!roles)
            return Result<Wanted>(tl::unexpected(roles.error()));
        wanted.before[rolesField] = rolesText(account.roles);
        wanted.after[rolesField] = rolesText(*roles);
    } else {
        wanted.action = account.roles.hasAny(staffRoles) ? Action::StaffFactorReset : Action::FactorReset;
        wanted.before[factorField] = QStringLiteral("as enrolled");
        wanted.after[factorField] = QStringLiteral("enrol again");
        if (account.state != AccountState::Active)
            return refused<Wanted>(RefusalCode::NotAllowedHere, stateField);
    }
    if (wanted.before == wanted.after)
        return refused<Wanted>(RefusalCode::NotAllowedHere, {}, QStringLiteral("Nothing would change."));
    const auto kept = mayCostAnAdmin(wanted) ? keepsAnAdmin(account) : Outcome<Result<void>>();
    if (!kept)
        return tl::unexpected(kept.error());
    return *kept ? Result<Wanted>(wanted) : Result<Wanted>(tl::unexpected(kept->error()));
}

Outcome<Result<Wanted>> HighActions::prepareEvent(Action action, const WantedRequest &request)
{
    const auto now = eventNow(m_connection, request.object);
    if (!now)
        return tl::unexpected(now.error());
    if (!now->known)
        return refused<Wanted>(RefusalCode::UnknownId, request.object);
    const bool takesDown = action == Action::ContentTakedown;
    if (now->takenDown == takesDown)
        return refused<Wanted>(RefusalCode::NotAllowedHere, {}, QStringLiteral("Nothing would change."));
    Wanted wanted{action, request.object, now->title, now->version, {}, {}, request.reason};
    wanted.before[stateField] = takesDown ? up : down;
    wanted.after[stateField] = takesDown ? down : up;
    return Result<Wanted>(wanted);
}

Outcome<Result<ObjectNow>> HighActions::objectNow(const Wanted &wanted)
{
    if (isEventAction(wanted.action)) {
        const auto now = eventNow(m_connection, wanted.object);
        if (!now)
            return tl::unexpected(now.error());
        return now->known ? Outcome<Result<ObjectNow>>(ObjectNow{now->version})
                          : refused<ObjectNow>(RefusalCode::UnknownId, wanted.object);
    }
    AccountTable table(m_connection);
    ObjectNow object;
    QString concerned = wanted.object;
    if (wanted.object.isEmpty())
        concerned = wanted.after.value(personField);
    if (concerned.isEmpty())
        return Result<ObjectNow>(object);
    const auto account = accountOf(concerned);
    if (!account)
        return tl::unexpected(account.error());
    if (!*account)
        return Result<ObjectNow>(tl::unexpected(account->error()));
    const auto person = table.personOf((*account)->id);
    if (!person)
        return tl::unexpected(person.error());
    object.concerned = {*person};
    object.version = wanted.object.isEmpty() ? 0 : (*account)->version;
    return Result<ObjectNow>(object);
}

Outcome<Result<Fields>> HighActions::perform(const Wanted &wanted, const Confirmation &confirmation)
{
    if (wanted.action == Action::AccountAdd || wanted.action == Action::StaffAdd)
        return performAdd(wanted, confirmation);
    if (!isEventAction(wanted.action))
        return performAccount(wanted, confirmation);
    const qint64 at = wanted.action == Action::ContentTakedown ? confirmation.nowMs : 0;
    const auto set = m_connection.run("event_set_taken_down", {{":id", wanted.object}, {":at", at}});
    if (!set)
        return tl::unexpected(set.error());
    return Result<Fields>(Fields{});
}

Outcome<Result<Fields>> HighActions::performAdd(const Wanted &wanted, const Confirmation &confirmation)
{
    AccountTable table(m_connection);
    const Account account{confirmation.fresh, wanted.after.value(loginField),
                          Roles::fromText(wanted.after.value(rolesField)).value_or(Roles()),
                          AccountState::Invited, confirmation.nowMs};
    const auto won = table.add(account);
    if (!won)
        return tl::unexpected(won.error());
    if (*won == Won::No)
        return refused<Fields>(RefusalCode::NameTaken, loginField);
    if (const QString same = wanted.after.value(personField); !same.isEmpty()) {
        const auto other = accountOf(same);
        if (!other || !*other)
            return other ? Outcome<Result<Fields>>(Result<Fields>(tl::unexpected(other->error())))
                         : tl::unexpected(other.error());
        const auto person = table.personOf((*other)->id);
        const auto set =
            person ? table.setPerson(account.id, *person) : Outcome<void>(tl::unexpected(person.error()));
        if (!set)
            return tl::unexpected(set.error());
    }
    if (const auto key = m_keys.make(m_connection, account.id, confirmation.nowMs); !key)
        return tl::unexpected(key.error());
    const qint64 expiresMs = confirmation.nowMs + enrolmentMs;
    const auto invited =
        table.addEnrolment({confirmation.token.hash, account.id, EnrolmentPurpose::Invitation, expiresMs});
    if (!invited)
        return tl::unexpected(invited.error());
    return Result<Fields>(Fields{{QStringLiteral("account"), account.id.toText()},
                                 {QStringLiteral("token"), confirmation.token.text}});
}

Outcome<Result<Fields>> HighActions::performAccount(const Wanted &wanted, const Confirmation &confirmation)
{
    const auto account = accountOf(wanted.object);
    if (!account)
        return tl::unexpected(account.error());
    if (!*account)
        return Result<Fields>(tl::unexpected(account->error()));
    // Others may have gone since it was prepared.
    const auto kept = mayCostAnAdmin(wanted) ? keepsAnAdmin(**account) : Outcome<Result<void>>();
    if (!kept)
        return tl::unexpected(kept.error());
    if (!*kept)
        return Result<Fields>(tl::unexpected(kept->error()));
    const AccountId id = (*account)->id;
    AccountTable table(m_connection);
    Outcome<void> done;
    Fields result;
    switch (wanted.action) {
    case Action::AccountDisable:
        done = table.setState(id, AccountState::Disabled);
        break;
    case Action::AccountEnable:
        done = table.setState(id, AccountState::Active);
        break;
    case Action::AccountRoles:
        done = table.setRoles(id, Roles::fromText(wanted.after.value(rolesField)).value_or(Roles()));
        break;
    case Action::FactorReset:
    case Action::StaffFactorReset:
        done = resetFactor(id, confirmation);
        result.insert(QStringLiteral("token"), confirmation.token.text);
        break;
    default:
        return refused<Fields>(RefusalCode::BadDocument);
    }
    if (done)
        done = SessionTable(m_connection).endAllOf(id, confirmation.nowMs);
    if (!done)
        return tl::unexpected(done.error());
    result.insert(QStringLiteral("account"), wanted.object);
    return Result<Fields>(result);
}

// As if it had been invited anew: password, seed, recovery codes and device keys are all worth nothing now.
Outcome<void> HighActions::resetFactor(AccountId id, const Confirmation &confirmation)
{
    AccountTable table(m_connection);
    auto done = table.clearFactor(id);
    if (done)
        done = table.replaceRecoveryCodes(id, {});
    if (done)
        done = doneBy(
            m_connection.run("device_revoke_all", {{":account", id.value}, {":at", confirmation.nowMs}}));
    if (done)
        done = table.setState(id, AccountState::Invited);
    if (done)
        done = table.closeEnrolments(id, confirmation.nowMs);
    if (done)
        done = table.addEnrolment(
            {confirmation.token.hash, id, EnrolmentPurpose::Invitation, confirmation.nowMs + enrolmentMs});
    return done;
}

} // namespace icmp::storage
