// Who may do what, written by hand from the design and held against the registry: every action, every role,
// on what is one's own, what one was let into, and what is somebody else's.
#include "core/identity/action.h"

#include <QHash>
#include <QTest>
#include <iterator>

using namespace icmp;
using namespace icmp::identity;

namespace {

// who    C creator P producer O moderator K marketer V advertiser R reviewer F finance S support A admin;
//        "*" anybody with an account, "-" nobody by a role
// needs  n nothing, t token, s session, p fresh proof, l this machine, i the program itself
// whose  a anybody's, o one's own, m one's own or where one is a member
// two    whether a second person must agree
struct Line {
    const char *id;
    const char *who;
    char needs;
    char whose;
    bool two;
};

// clang-format off: a table is read by its columns
constexpr Line lines[] = {
    {"event.page", "-", 'n', 'a', false},
    {"event.read", "-", 'n', 'a', false},
    {"object.read", "-", 'n', 'a', false},
    {"event.token", "-", 'n', 'a', false},
    {"event.snapshot", "-", 'n', 'a', false},
    {"event.join", "-", 't', 'a', false},
    {"event.vote", "-", 't', 'a', false},
    {"event.result", "-", 'n', 'a', false},
    {"event.start", "CP", 's', 'm', false},
    {"event.open", "CP", 's', 'm', false},
    {"event.close", "CP", 's', 'm', false},
    {"event.reveal", "CP", 's', 'm', false},
    {"event.resolve", "CP", 's', 'm', false},
    {"event.cancel", "CP", 's', 'm', false},
    {"event.reset", "CP", 's', 'm', false},
    {"event.end", "CP", 's', 'm', false},
    {"session.open", "-", 'n', 'a', false},
    {"session.close", "*", 's', 'o', false},
    {"account.enrol", "-", 'n', 'a', false},
    {"session.read", "*", 's', 'o', false},
    {"show.create", "C", 's', 'a', false},
    {"show.read", "CP", 's', 'm', false},
    {"show.list", "CP", 's', 'a', false},
    {"object.missing", "C", 's', 'a', false},
    {"object.put", "C", 's', 'a', false},
    {"show.publish", "C", 's', 'o', false},
    {"ticket.issue", "CP", 's', 'm', false},
    {"desk.join", "CP", 's', 'm', false},
    {"health.read", "-", 'n', 'a', false},
    {"metrics.read", "-", 'l', 'a', false},
    {"api.read", "-", 'n', 'a', false},
    {"account.bootstrap", "-", 'i', 'a', false},
    {"account.seed", "-", 'i', 'a', false},
    // What needs a fresh proof.
    {"account.add", "A", 'p', 'a', false},
    {"account.add-staff", "A", 'p', 'a', true},
    {"account.disable", "A", 'p', 'a', false},
    {"account.enable", "A", 'p', 'a', false},
    {"account.roles", "A", 'p', 'a', true},
    {"account.reset-factor", "A", 'p', 'a', false},
    {"account.reset-staff", "A", 'p', 'a', true},
    {"content.takedown", "RA", 'p', 'a', false},
    {"content.restore", "RA", 'p', 'a', false},
    // The admin listener.
    {"intent.propose", "RFSA", 's', 'a', false},
    {"intent.open", "RFSA", 's', 'a', false},
    {"intent.confirm", "RFSA", 's', 'a', false},
    {"intent.list", "RFSA", 's', 'a', false},
    {"device.add", "RFSA", 's', 'a', false},
    {"device.list", "RFSA", 's', 'a', false},
    {"device.revoke", "RFSA", 's', 'a', false},
    {"account.list", "SA", 's', 'a', false},
    {"session.list", "SA", 's', 'a', false},
    {"session.end", "SA", 's', 'a', false},
    {"event.list", "RFSA", 's', 'a', false},
    {"audit.list", "A", 's', 'a', false},
    {"audit.check", "A", 's', 'a', false},
    {"operation.read", "RFSA", 's', 'a', false},
};
// clang-format on

constexpr char letters[] = {'-', 'C', 'P', 'O', 'K', 'V', 'R', 'F', 'S', 'A'}; // in the order of Role
static_assert(std::size(letters) == roleCount);

constexpr AccountId me{1};
constexpr AccountId other{2};
const QString eventId = QStringLiteral("ev_a");

enum class Ownership { Own, Member, Foreign };

Object objectOf(Ownership ownership)
{
    if (ownership == Ownership::Own)
        return {eventId, me, {}};
    return {eventId, other, ownership == Ownership::Member ? QList<AccountId>{me} : QList<AccountId>{}};
}

bool isHis(const Line &line, Ownership ownership)
{
    return line.whose == 'a' || ownership == Ownership::Own ||
           (line.whose == 'm' && ownership == Ownership::Member);
}

bool isHisRole(const Line &line, int role)
{
    return role > 0 && (line.who[0] == '*' || QByteArrayView(line.who).contains(letters[role]));
}

// What somebody signed in with both factors, and a fresh proof where `proven`, must be told.
QString expected(const Line &line, int role, Ownership ownership, bool proven)
{
    if (line.needs == 'n')
        return QStringLiteral("yes");
    if (line.needs != 's' && line.needs != 'p')
        return QStringLiteral("not-signed-in");
    if (!isHisRole(line, role))
        return QStringLiteral("denied");
    if (line.needs == 'p' && !proven)
        return QStringLiteral("proof-needed");
    return isHis(line, ownership) ? QStringLiteral("yes") : QStringLiteral("unknown-id");
}

QString told(const Result<void> &decided)
{
    return decided ? QStringLiteral("yes") : keyOf(decided.error().code);
}

const Line *lineOf(std::string_view id)
{
    for (const Line &line : lines) {
        if (id == line.id)
            return &line;
    }
    return nullptr;
}

} // namespace

class MatrixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyActionIsInTheTable()
    {
        for (const ActionRow &row : actions())
            QVERIFY2(lineOf(row.id), std::string(row.id).c_str());
        QCOMPARE(int(std::size(lines)), actionCount);
    }

    void everyRoleGetsWhatIsWritten()
    {
        int asked = 0;
        for (const Line &line : lines) {
            const auto action = actionOf(line.id);
            QVERIFY2(action, line.id);
            for (int role = 0; role < roleCount; ++role) {
                for (const auto ownership : {Ownership::Own, Ownership::Member, Ownership::Foreign}) {
                    for (const bool proven : {false, true}) {
                        const Subject subject{me, {Role(role)}, true, proven};
                        const auto decided = authorize(subject, *action, objectOf(ownership), {{}, {}, 1, 2});
                        QVERIFY2(told(decided) == expected(line, role, ownership, proven),
                                 qPrintable(QStringLiteral("%1 role %2: %3")
                                                .arg(QLatin1StringView(line.id))
                                                .arg(role)
                                                .arg(told(decided))));
                        ++asked;
                    }
                }
            }
        }
        QCOMPARE(asked, actionCount * roleCount * 6);
    }

    // Neither a session without the second factor nor one person alone is enough where more is written.
    void lessIsNeverEnough()
    {
        for (const Line &line : lines) {
            const auto action = actionOf(line.id);
            for (int role = 1; role < roleCount; ++role) {
                if ((line.needs != 's' && line.needs != 'p') || !isHisRole(line, role))
                    continue;
                const Subject half{me, {Role(role)}, false, true};
                const bool mayChoose = Role(role) == Role::Advertiser;
                QCOMPARE(told(authorize(half, *action, objectOf(Ownership::Own), {{}, {}, 1, 2})),
                         mayChoose ? QStringLiteral("yes") : QStringLiteral("proof-needed"));
                const Subject alone{me, {Role(role)}, true, true};
                QCOMPARE(told(authorize(alone, *action, objectOf(Ownership::Own), {{}, {}, 0, 2})),
                         line.two ? QStringLiteral("second-person-needed") : QStringLiteral("yes"));
            }
        }
    }
};

QTEST_GUILESS_MAIN(MatrixTest)
#include "matrix_test.moc"
