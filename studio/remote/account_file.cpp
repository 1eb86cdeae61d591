#include "studio/remote/account_file.h"

#include "core/base/base32.h"
#include "core/base/strict_json.h"

#include <QCoreApplication>
#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::remote {

namespace {

constexpr qint64 accountFileBytesMax = 64 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("AccountFile", text);
}

} // namespace

bool isLoopback(const QUrl &server)
{
    return server.host() == u"localhost" || QHostAddress(server.host()).isLoopback();
}

Outcome<DemoAccount> readAccountFile(const QString &path, const QString &role)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(tr("The account file \"%1\" cannot be read.").arg(path));
    struct stat found = {};
    // The rights of the open file are asked, not those of its name, which could be another file by now.
    if (::fstat(file.handle(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != ::geteuid() ||
        (found.st_mode & 077) != 0)
        return fail(tr("The account file \"%1\" can be read by others.").arg(path),
                    tr("Give it to yourself alone: chmod 600."));
    const auto json = parseJsonObject(file.read(accountFileBytesMax));
    if (!json)
        return fail(tr("\"%1\" is not an account file.").arg(path));
    QJsonObject account = *json;
    const QJsonArray accounts = json->value(QLatin1String("accounts")).toArray();
    for (const auto one : accounts) {
        if (one.toObject().value(QLatin1String("role")).toString() == role) {
            account = one.toObject();
            break;
        }
    }
    DemoAccount read{account.value(QLatin1String("login")).toString(),
                     account.value(QLatin1String("password")).toString(),
                     {},
                     json->value(QLatin1String("event")).toString()};
    const auto seed = fromBase32(account.value(QLatin1String("totpSecret")).toString());
    if (read.login.isEmpty() || read.password.isEmpty() || !seed || seed->isEmpty())
        return fail(tr("\"%1\" holds no account for the role \"%2\".").arg(path, role));
    read.seed = *seed;
    return read;
}

} // namespace icmp::remote
