#include "app/server/audit_check.h"

#include "app/platform/data_folder.h"
#include "app/platform/ed25519.h"
#include "core/base/strict_json.h"
#include "server/operations/audit_checkpoints.h"
#include "server/storage/audit_table.h"

#include <QFile>
#include <QJsonArray>
#include <QTextStream>

namespace icmp::server {

namespace {

Outcome<QList<identity::Checkpoint>> allCheckpoints(const QStringList &folders)
{
    QList<identity::Checkpoint> all;
    for (const QString &folder : folders) {
        const auto some = operations::checkpointsOf(folder);
        if (!some)
            return some;
        all += *some;
    }
    return all;
}

Outcome<identity::AuditVerdict> judgeRows(storage::Connection &connection, identity::AuditJudge judge)
{
    const auto read =
        storage::AuditTable(connection).each([&](const identity::AuditRow &row) { judge.take(row); });
    if (!read)
        return tl::unexpected(read.error());
    return judge.finish();
}

Outcome<identity::AuditVerdict> verifyOffline(const Options &options)
{
    if (options.checkpoints.isEmpty())
        return fail(QStringLiteral("Without checkpoints nobody sees that the end was cut off."),
                    QStringLiteral("Give --checkpoints DIR, best from another machine."));
    const QString folder = options.data.isEmpty() ? platform::DataFolder::defaultPath() : options.data;
    const QString path = options.database.isEmpty() ? folder + QStringLiteral("/icmp.db") : options.database;
    if (!QFile::exists(path))
        return fail(QStringLiteral("There is no database %1.").arg(path),
                    QStringLiteral("Name it with --database FILE."));
    const auto key = operations::checkpointKeyOf(options.key.isEmpty() ? options.checkpoints.constFirst() +
                                                                             QStringLiteral("/audit.pub")
                                                                       : options.key);
    if (!key)
        return tl::unexpected(key.error());
    const auto checkpoints = allCheckpoints(options.checkpoints);
    if (!checkpoints)
        return tl::unexpected(checkpoints.error());
    const auto connection = storage::Connection::open({storage::Engine::Sqlite, path});
    if (!connection)
        return tl::unexpected(connection.error());
    return judgeRows(**connection, identity::AuditJudge(*checkpoints, *key, platform::isSignedBy));
}

} // namespace

Outcome<identity::AuditVerdict> checkAuditOf(storage::Database &database, const QStringList &folders,
                                             const QByteArray &publicKey)
{
    const auto checkpoints = allCheckpoints(folders);
    if (!checkpoints)
        return tl::unexpected(checkpoints.error());
    std::optional<identity::AuditVerdict> verdict;
    const auto read = database.read([&](storage::Connection &connection) -> Outcome<void> {
        const auto judged =
            judgeRows(connection, identity::AuditJudge(*checkpoints, publicKey, platform::isSignedBy));
        if (!judged)
            return tl::unexpected(judged.error());
        verdict = *judged;
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return *verdict;
}

QJsonObject verdictJson(const identity::AuditVerdict &verdict)
{
    QJsonArray told;
    for (const identity::AuditFinding &finding : verdict.told)
        told.append(finding.what);
    return {{QStringLiteral("rows"), verdict.rows},
            {QStringLiteral("checkpoints"), verdict.checkpoints},
            {QStringLiteral("lastCheckpoint"), verdict.lastCheckpoint},
            {QStringLiteral("findings"), verdict.findings},
            {QStringLiteral("told"), told}};
}

int verifyAudit(const Options &options)
{
    const auto verdict = verifyOffline(options);
    if (!verdict) {
        QTextStream(stderr) << "icmp-server: " << verdict.error().what << ' ' << verdict.error().advice
                            << '\n';
        return 1;
    }
    QTextStream out(stdout);
    if (options.json) {
        out << canonicalJson(verdictJson(*verdict));
        return verdict->isSound() ? 0 : 2;
    }
    for (const identity::AuditFinding &finding : verdict->told)
        out << finding.what << '\n';
    if (verdict->isSound())
        out << "The audit is whole: " << verdict->rows << " rows, " << verdict->checkpoints
            << " checkpoints, the newest of row " << verdict->lastCheckpoint << ".\n";
    else
        out << "The audit was changed: " << verdict->findings << " findings in " << verdict->rows
            << " rows.\n";
    return verdict->isSound() ? 0 : 2;
}

} // namespace icmp::server
