#include "server/console/admin_desk.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/identity/intent/intent.h"
#include "server/console/command_table.h"

#include <QDateTime>
#include <QJsonArray>

namespace icmp::console {

namespace {

constexpr int seedBytes = 32;
constexpr const char *sessionName = "session";

QString deviceName(const QString &login)
{
    return QStringLiteral("device.") + login;
}

// Times are shown as people write them.
QString cell(const QString &key, const QJsonValue &value)
{
    static const QStringList times{QStringLiteral("at"), QStringLiteral("created"), QStringLiteral("seen"),
                                   QStringLiteral("expires")};
    if (times.contains(key) && value.isDouble())
        return QDateTime::fromMSecsSinceEpoch(value.toInteger())
            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (value.isDouble())
        return QString::number(value.toInteger());
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.isArray()) {
        QStringList parts;
        for (const QJsonValue one : value.toArray())
            parts.append(one.toString());
        return parts.join(QStringLiteral(" · "));
    }
    return value.toString();
}

} // namespace

AdminDesk::AdminDesk(AdminLink link, DeskPorts ports, Terminal &terminal, Output output)
    : m_link(std::move(link)), m_ports(std::move(ports)), m_terminal(terminal), m_output(output)
{
    const auto kept = m_ports.load(QLatin1String(sessionName));
    const auto json = parseJsonObject(kept.value_or(QByteArray()));
    if (json) {
        m_login = json->value(QLatin1String("login")).toString();
        m_session = json->value(QLatin1String("session")).toString();
    }
}

QString AdminDesk::prompt() const
{
    return (m_session.isEmpty() ? QStringLiteral("icmp") : m_login) + QStringLiteral("> ");
}

int AdminDesk::run(const QStringList &words)
{
    if (words.isEmpty())
        return 0;
    const Command *command = CommandTable::find(words);
    if (!command) {
        m_terminal.warn(
            QStringLiteral("There is no \"%1\". \"help\" lists what there is.").arg(words.join(u' ')));
        return 2;
    }
    const QStringList arguments = words.mid(QByteArrayView(command->words).count(' ') + 1);
    if (arguments.size() < command->least) {
        m_terminal.warn(QStringLiteral("%1 %2").arg(QLatin1StringView(command->words),
                                                    QString::fromUtf8(command->takes)));
        return 2;
    }
    return command->run(*this, arguments);
}

QStringList AdminDesk::complete(const QStringList &words)
{
    QStringList found;
    const QString before = words.mid(0, words.size() - 1).join(u' ');
    for (const Command &command : CommandTable::all()) {
        const QString whole = QLatin1String(command.words);
        if (before.isEmpty())
            found.append(whole.section(u' ', 0, 0));
        else if (whole.startsWith(before + u' '))
            found.append(whole.mid(before.size() + 1));
    }
    found.removeDuplicates();
    return found;
}

int AdminDesk::help(const QStringList &words)
{
    QList<QStringList> rows;
    for (const Command &command : CommandTable::all()) {
        const QString name = QLatin1String(command.words);
        if (words.isEmpty() || name.startsWith(words.join(u' ')))
            rows.append({name, QString::fromUtf8(command.takes), QString::fromUtf8(command.help)});
    }
    m_terminal.table({QStringLiteral("words"), QStringLiteral("with"), QStringLiteral("does")}, rows);
    return 0;
}

AdminDesk::Answered AdminDesk::ask(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    const auto answer = m_link.ask(method, path, body, m_session);
    if (!answer) {
        m_terminal.warn(answer.error().what + u' ' + answer.error().advice);
        return std::nullopt;
    }
    if (answer->isGood())
        return answer->body;
    if (m_output == Output::Json)
        m_terminal.say(QString::fromUtf8(compactJson(answer->body)));
    else
        m_terminal.warn(answer->sentence());
    return std::nullopt;
}

int AdminDesk::tell(const Answered &answer)
{
    if (!answer)
        return 1;
    if (m_output == Output::Json) {
        m_terminal.say(QString::fromUtf8(compactJson(*answer)));
        return 0;
    }
    const auto say = [this](const QJsonObject &json) {
        for (auto it = json.begin(); it != json.end(); ++it) {
            if (!it->isObject())
                m_terminal.say(it.key() + QStringLiteral(": ") + cell(it.key(), *it));
        }
    };
    say(*answer);
    say(answer->value(QLatin1String("result")).toObject());
    if (answer->isEmpty())
        m_terminal.say(QStringLiteral("Done."));
    return 0;
}

int AdminDesk::show(const Answered &answer, const char *list, const QStringList &keys)
{
    if (!answer || m_output == Output::Json)
        return tell(answer);
    QList<QStringList> rows;
    for (const QJsonValue line : answer->value(QLatin1String(list)).toArray()) {
        QStringList row;
        for (const QString &key : keys)
            row.append(cell(key, line.toObject().value(key)));
        rows.append(row);
    }
    m_terminal.table(keys, rows);
    return 0;
}

int AdminDesk::account(const QString &action, const QStringList &words)
{
    QStringList rest = words;
    const QString reason = takeOption(rest, QStringLiteral("--reason"));
    const QString person = takeOption(rest, QStringLiteral("--person"));
    if (rest.isEmpty()) {
        m_terminal.warn(QStringLiteral("Say whom or what it is about."));
        return 2;
    }
    const QString name = rest.takeFirst();
    QJsonObject fields;
    const bool adds = action == u"account.add";
    if (adds)
        fields.insert(QStringLiteral("login"), name);
    if (!rest.isEmpty())
        fields.insert(QStringLiteral("roles"), rest.join(u' '));
    if (!person.isEmpty())
        fields.insert(QStringLiteral("person"), person);
    QJsonObject request{{QStringLiteral("action"), action}, {QStringLiteral("fields"), fields}};
    if (!adds)
        request.insert(QStringLiteral("object"), name);
    if (!reason.isEmpty())
        request.insert(QStringLiteral("reason"), reason);
    return carryOut(request);
}

int AdminDesk::carryOut(const QJsonObject &request)
{
    return sign(ask("POST", QStringLiteral("/admin/intents"), request));
}

int AdminDesk::agree(const QString &proposal)
{
    return sign(ask("POST", QStringLiteral("/admin/proposals/%1/intents").arg(proposal)));
}

// What is shown and what is signed come from the same bytes; the server's own summary is not looked at.
int AdminDesk::sign(const Answered &opened)
{
    if (!opened)
        return 1;
    const QByteArray bytes = fromBase64Url(opened->value(QLatin1String("bytes")).toString());
    const QByteArray nonce = fromBase64Url(opened->value(QLatin1String("nonce")).toString());
    const auto account = AccountId::fromText(opened->value(QLatin1String("account")).toString());
    const auto session = identity::tokenHash(m_session);
    const auto summary = identity::summaryOf(bytes);
    const auto seed = seedOf(m_login);
    if (!summary || !account || !session || !seed) {
        m_terminal.warn(
            !seed ? QStringLiteral("This device may not sign for %1 yet: \"device add\".").arg(m_login)
                  : QStringLiteral("What the server wants signed cannot be read: nothing was signed."));
        return 1;
    }
    m_terminal.warn(QStringLiteral("You are about to sign:"));
    for (const QString &line : *summary)
        m_terminal.warn(QStringLiteral("  ") + line);
    const auto code = m_terminal.askSecret(QStringLiteral("Code to sign it, or nothing to leave it: "));
    if (!code || code->trimmed().isEmpty()) {
        m_terminal.warn(QStringLiteral("Nothing was signed."));
        return 1;
    }
    const QByteArray digest = identity::intentDigest(bytes, nonce, *account, *session);
    const QByteArray signature = m_ports.signer(*seed)->sign(digest);
    return tell(ask(
        "POST",
        QStringLiteral("/admin/intents/%1/confirm").arg(opened->value(QLatin1String("intent")).toString()),
        {{QStringLiteral("signature"), toBase64Url(signature)}, {QStringLiteral("code"), code->trimmed()}}));
}

std::optional<QByteArray> AdminDesk::seedOf(const QString &login)
{
    const auto seed = m_ports.load(deviceName(login));
    return seed && seed->size() == seedBytes ? seed : std::nullopt;
}

} // namespace icmp::console
