// The console's commands that begin and end a session, and make this device one that signs.
#include "server/console/admin_desk.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QJsonArray>

namespace icmp::console {

namespace {

constexpr int seedBytes = 32;
const QString deviceText = QStringLiteral("icmp-console");

QString deviceName(const QString &login)
{
    return QStringLiteral("device.") + login;
}

} // namespace

int AdminDesk::signIn(const QStringList &words)
{
    const auto password = m_terminal.askSecret(QStringLiteral("Password: "));
    const auto code = m_terminal.askSecret(QStringLiteral("Code: "));
    if (!password || !code)
        return 1;
    m_session.clear();
    const auto answer = ask("POST", QStringLiteral("/v1/signin"),
                            {{QStringLiteral("login"), words[0]},
                             {QStringLiteral("password"), *password},
                             {QStringLiteral("code"), code->trimmed()},
                             {QStringLiteral("device"), deviceText}});
    if (!answer)
        return 1;
    m_login = answer->value(QLatin1String("login")).toString();
    m_session = answer->value(QLatin1String("session")).toString();
    const auto kept = m_ports.keep(
        QStringLiteral("session"),
        compactJson(QJsonObject{{QStringLiteral("login"), m_login}, {QStringLiteral("session"), m_session}}));
    if (!kept)
        m_terminal.warn(kept.error().what + u' ' + kept.error().advice);
    m_terminal.say(QStringLiteral("Signed in as %1.").arg(m_login));
    return 0;
}

int AdminDesk::signOut()
{
    const auto answer = ask("POST", QStringLiteral("/v1/signout"));
    m_session.clear();
    m_login.clear();
    (void)m_ports.keep(QStringLiteral("session"), {});
    return tell(answer);
}

std::optional<QString> AdminDesk::newPassword()
{
    const auto password = m_terminal.askSecret(QStringLiteral("New password: "));
    const auto again = m_terminal.askSecret(QStringLiteral("The same again: "));
    if (!password || !again)
        return std::nullopt;
    if (*password != *again) {
        m_terminal.warn(QStringLiteral("These are two different passwords."));
        return std::nullopt;
    }
    return password;
}

void AdminDesk::showSecret(const QJsonObject &begun)
{
    m_terminal.say(QStringLiteral("Put this into your authenticator: ") +
                   begun.value(QLatin1String("totpSecret")).toString());
    m_terminal.say(begun.value(QLatin1String("otpauth")).toString());
    m_terminal.say(
        QStringLiteral("Recovery codes, each good once. Write them down; they are not shown again:"));
    for (const QJsonValue code : begun.value(QLatin1String("recoveryCodes")).toArray())
        m_terminal.say(QStringLiteral("  ") + code.toString());
}

int AdminDesk::enrol()
{
    const auto token = m_terminal.askSecret(QStringLiteral("Invitation: "));
    const auto password = token ? newPassword() : std::nullopt;
    if (!password)
        return 1;
    m_session.clear();
    const auto begun =
        ask("POST", QStringLiteral("/v1/enrolments"),
            {{QStringLiteral("token"), token->trimmed()}, {QStringLiteral("password"), *password}});
    if (!begun)
        return 1;
    const QString login = begun->value(QLatin1String("login")).toString();
    showSecret(*begun);
    const QByteArray seed = m_ports.random.bytes(seedBytes);
    // The key is kept before it is known to the server: an account whose device is lost needs a reset.
    if (const auto kept = m_ports.keep(deviceName(login), seed); !kept) {
        m_terminal.warn(kept.error().what + u' ' + kept.error().advice);
        return 1;
    }
    for (;;) {
        const auto code = m_terminal.ask(QStringLiteral("Code from the authenticator: "));
        if (!code || code->trimmed().isEmpty())
            return 1;
        const auto done = ask("POST", QStringLiteral("/v1/enrolments"),
                              {{QStringLiteral("token"), token->trimmed()},
                               {QStringLiteral("code"), code->trimmed()},
                               {QStringLiteral("deviceKey"), toBase64Url(m_ports.signer(seed)->publicKey())},
                               {QStringLiteral("deviceName"), deviceText}});
        if (done) {
            m_terminal.say(
                QStringLiteral("Enrolled as %1. Sign in with the next code: signin %1").arg(login));
            return 0;
        }
    }
}

int AdminDesk::deviceAdd()
{
    const auto password = m_terminal.askSecret(QStringLiteral("Password: "));
    const auto code = m_terminal.askSecret(QStringLiteral("Code: "));
    if (!password || !code)
        return 1;
    const QByteArray seed = m_ports.random.bytes(seedBytes);
    const auto added = ask("POST", QStringLiteral("/admin/devices"),
                           {{QStringLiteral("publicKey"), toBase64Url(m_ports.signer(seed)->publicKey())},
                            {QStringLiteral("name"), deviceText},
                            {QStringLiteral("password"), *password},
                            {QStringLiteral("code"), code->trimmed()}});
    if (!added)
        return 1;
    if (const auto kept = m_ports.keep(deviceName(m_login), seed); !kept) {
        m_terminal.warn(kept.error().what + u' ' + kept.error().advice);
        return 1;
    }
    return tell(added);
}

} // namespace icmp::console
