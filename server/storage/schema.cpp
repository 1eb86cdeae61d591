#include "server/storage/schema.h"

#include "core/base/hash.h"

#include <QDir>
#include <QFile>

namespace icmp::storage {

namespace {

struct Applied {
    qint64 version;
    QString digest;
};

Applied readApplied(const Cursor &cursor)
{
    return {cursor.number(0), cursor.text(1)};
}

Outcome<void> apply(Connection &connection, const Migration &migration)
{
    if (const auto made = connection.runScript(migration.text); !made)
        return made;
    const auto noted = connection.run("schema_version_add",
                                      {{":version", migration.version}, {":digest", migration.digest}});
    if (!noted)
        return tl::unexpected(noted.error());
    return {};
}

Outcome<void> applyMissing(Connection &connection)
{
    if (const auto made = connection.runDialect("schema_version"); !made)
        return made;
    const auto applied = connection.list("schema_version_list", {}, readApplied);
    if (!applied)
        return tl::unexpected(applied.error());
    const QList<Migration> known = migrations();
    if (applied->size() > known.size())
        return fail(QStringLiteral("This database was made by a newer version of the program."),
                    QStringLiteral("Start that version, or restore a backup from before the upgrade."));
    for (qsizetype i = 0; i < known.size(); ++i) {
        if (i >= applied->size()) {
            if (const auto done = apply(connection, known[i]); !done)
                return done;
        } else if (applied->at(i).version != known[i].version || applied->at(i).digest != known[i].digest) {
            return fail(
                QStringLiteral("Migration %1 of this database is not this program's.").arg(known[i].version),
                QStringLiteral("Install the release that made the database."));
        }
    }
    return {};
}

} // namespace

QList<Migration> migrations()
{
    QList<Migration> found;
    const QDir folder(QStringLiteral(":/icmp/migrations"));
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        found.append({name.left(4).toInt(), sha256Hex(bytes), QString::fromUtf8(bytes)});
    }
    return found;
}

Outcome<void> migrate(Connection &connection)
{
    if (const auto begun = connection.runDialect("begin"); !begun)
        return begun;
    const auto applied = applyMissing(connection);
    const auto ended = connection.runDialect(applied ? "commit" : "rollback");
    return applied ? ended : applied;
}

Outcome<QList<Column>> columns(Connection &connection)
{
    QList<Column> found;
    const auto read = connection.eachDialect("columns", [&](const Cursor &cursor) {
        found.append({cursor.text(0), cursor.text(1)});
    });
    if (!read)
        return tl::unexpected(read.error());
    return found;
}

} // namespace icmp::storage
