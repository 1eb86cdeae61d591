#include "server/console/command_table.h"

#include <array>

namespace icmp::console {

namespace {

using Words = const QStringList &;

constexpr std::array commands{
    Command{"help", "[WORDS]", "what there is, or more about one of them", 0,
            [](AdminDesk &desk, Words words) { return desk.help(words); }},
    Command{"enrol", "", "set password, second factor and this device with an invitation", 0,
            [](AdminDesk &desk, Words) { return desk.enrol(); }},
    Command{"signin", "LOGIN", "sign in with password and code", 1,
            [](AdminDesk &desk, Words words) { return desk.signIn(words); }},
    Command{"signout", "", "end this session", 0, [](AdminDesk &desk, Words) { return desk.signOut(); }},
    Command{"whoami", "", "who is signed in", 0,
            [](AdminDesk &desk, Words) { return desk.tell(desk.ask("GET", QStringLiteral("/v1/session"))); }},
    Command{"account list", "", "accounts by login", 0,
            [](AdminDesk &desk, Words) {
                return desk.show(desk.ask("GET", QStringLiteral("/admin/accounts")), "accounts",
                                 {QStringLiteral("login"), QStringLiteral("roles"), QStringLiteral("state"),
                                  QStringLiteral("account"), QStringLiteral("version")});
            }},
    Command{"account add", "LOGIN ROLE… [--person LOGIN] [--reason TEXT]",
            "invite somebody; --person names another account of the same human", 2,
            [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("account.add"), words); }},
    Command{
        "account roles", "LOGIN ROLE… [--reason TEXT]", "change what somebody may do; takes two persons", 2,
        [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("account.roles"), words); }},
    Command{
        "account disable", "LOGIN [--reason TEXT]", "end somebody's access at once", 1,
        [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("account.disable"), words); }},
    Command{
        "account enable", "LOGIN [--reason TEXT]", "give it back", 1,
        [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("account.enable"), words); }},
    Command{"account reset", "LOGIN [--reason TEXT]", "let somebody enrol again who lost the second factor",
            1,
            [](AdminDesk &desk, Words words) {
                return desk.account(QStringLiteral("account.reset-factor"), words);
            }},
    Command{"account sessions", "LOGIN", "where somebody is signed in", 1,
            [](AdminDesk &desk, Words words) {
                return desk.show(desk.ask("GET", QStringLiteral("/admin/accounts/%1/sessions").arg(words[0])),
                                 "sessions",
                                 {QStringLiteral("session"), QStringLiteral("kind"), QStringLiteral("device"),
                                  QStringLiteral("created"), QStringLiteral("seen")});
            }},
    Command{"account signout", "LOGIN", "sign somebody out everywhere", 1,
            [](AdminDesk &desk, Words words) {
                return desk.tell(
                    desk.ask("POST", QStringLiteral("/admin/accounts/%1/sessions/end").arg(words[0])));
            }},
    Command{"event list", "", "events, newest first", 0,
            [](AdminDesk &desk, Words) {
                return desk.show(desk.ask("GET", QStringLiteral("/admin/events")), "events",
                                 {QStringLiteral("event"), QStringLiteral("title"), QStringLiteral("owner"),
                                  QStringLiteral("mode"), QStringLiteral("takenDown")});
            }},
    Command{
        "event takedown", "EVENT [--reason TEXT]", "nobody can watch or answer it any more", 1,
        [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("content.takedown"), words); }},
    Command{
        "event restore", "EVENT [--reason TEXT]", "put it up again", 1,
        [](AdminDesk &desk, Words words) { return desk.account(QStringLiteral("content.restore"), words); }},
    Command{"proposals", "", "what waits for a second person", 0,
            [](AdminDesk &desk, Words) {
                return desk.show(desk.ask("GET", QStringLiteral("/admin/proposals")), "proposals",
                                 {QStringLiteral("proposal"), QStringLiteral("by"), QStringLiteral("agreed"),
                                  QStringLiteral("summary")});
            }},
    Command{"agree", "PROPOSAL", "look at it and sign it too", 1,
            [](AdminDesk &desk, Words words) { return desk.agree(words[0]); }},
    Command{"device list", "", "your devices that may sign", 0,
            [](AdminDesk &desk, Words) {
                return desk.show(
                    desk.ask("GET", QStringLiteral("/admin/devices")), "devices",
                    {QStringLiteral("device"), QStringLiteral("name"), QStringLiteral("created")});
            }},
    Command{"device add", "", "let this device sign for you", 0,
            [](AdminDesk &desk, Words) { return desk.deviceAdd(); }},
    Command{"device revoke", "DEVICE", "it may sign no more", 1,
            [](AdminDesk &desk, Words words) {
                return desk.tell(desk.ask("POST", QStringLiteral("/admin/devices/%1/revoke").arg(words[0])));
            }},
    Command{"audit list", "", "what was done, newest first", 0,
            [](AdminDesk &desk, Words) {
                return desk.show(desk.ask("GET", QStringLiteral("/admin/audit?limit=50")), "rows",
                                 {QStringLiteral("number"), QStringLiteral("at"), QStringLiteral("actor"),
                                  QStringLiteral("action"), QStringLiteral("object"),
                                  QStringLiteral("result"), QStringLiteral("proof")});
            }},
    Command{"audit check", "", "verify that no line was changed, removed or cut off", 0,
            [](AdminDesk &desk, Words) {
                return desk.tell(desk.ask("POST", QStringLiteral("/admin/audit/check")));
            }},
    Command{
        "health", "", "how the server does", 0,
        [](AdminDesk &desk, Words) { return desk.tell(desk.ask("GET", QStringLiteral("/admin/health"))); }},
};

} // namespace

std::span<const Command> CommandTable::all()
{
    return commands;
}

const Command *CommandTable::find(const QStringList &words)
{
    for (const int count : {2, 1}) {
        const QString begun = words.mid(0, count).join(u' ');
        for (const Command &command : all()) {
            if (words.size() >= count && begun == QLatin1StringView(command.words))
                return &command;
        }
    }
    return nullptr;
}

QString takeOption(QStringList &words, const QString &name)
{
    const qsizetype at = words.indexOf(name);
    if (at < 0)
        return {};
    // A reason is all that follows, up to the next option.
    qsizetype end = at + 1;
    while (end < words.size() && !words[end].startsWith(QLatin1String("--")))
        ++end;
    const QString value = words.mid(at + 1, end - at - 1).join(u' ');
    words.remove(at, end - at);
    return value;
}

} // namespace icmp::console
