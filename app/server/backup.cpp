#include "app/server/backup.h"

#include "app/platform/data_folder.h"
#include "app/platform/ed25519.h"
#include "app/platform/key_folder.h"
#include "app/platform/system_ports.h"
#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/identity/audit/audit_judge.h"
#include "server/operations/backup_stream.h"
#include "server/publishing/object_files.h"
#include "server/storage/audit_table.h"
#include "server/storage/schema.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTextStream>
#include <sodium.h>

namespace icmp::server {

namespace {

const QString backupPurpose = QStringLiteral("backup");
const QString databaseName = QStringLiteral("icmp.db");
const QString manifestName = QStringLiteral("manifest.json");
const QString objectPrefix = QStringLiteral("objects/");
constexpr qsizetype manifestBytesMax = 64 * 1024;

int complain(const Failure &failure)
{
    QTextStream(stderr) << "icmp-server: " << failure.what << (failure.advice.isEmpty() ? "" : " ")
                        << failure.advice << '\n';
    return 1;
}

Outcome<QString> hashOfFile(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return fail(QStringLiteral("%1 could not be read.").arg(path));
    return QString::fromLatin1(hash.result().toHex());
}

// What a database says of itself; equal numbers before and after are what a restore is judged by.
struct Figures {
    qint64 auditRows = 0;
    QByteArray auditHead;
    QStringList objects;
};

Outcome<Figures> figuresOf(const QString &database)
{
    const auto connection = storage::Connection::open({storage::Engine::Sqlite, database});
    if (!connection)
        return tl::unexpected(connection.error());
    Figures figures;
    identity::AuditJudge judge({}, {}, platform::isSignedBy);
    const auto rows = storage::AuditTable(**connection).each([&](const identity::AuditRow &row) {
        judge.take(row);
        figures.auditRows = row.number;
        figures.auditHead = row.hash;
    });
    if (!rows)
        return tl::unexpected(rows.error());
    if (const auto verdict = judge.finish(); !verdict.isSound())
        return fail(verdict.told[0].what, QStringLiteral("Run \"icmp-server audit verify\"."));
    const auto objects = (*connection)->each("object_complete", {}, [&](const storage::Cursor &row) {
        figures.objects.append(row.text(0));
    });
    if (!objects)
        return tl::unexpected(objects.error());
    return figures;
}

// A whole copy, as of one moment, while others read and write.
Outcome<void> snapshot(const QString &from, const QString &to)
{
    const auto connection = storage::Connection::open({storage::Engine::Sqlite, from});
    if (!connection)
        return tl::unexpected(connection.error());
    return (*connection)
        ->runScript(QStringLiteral("VACUUM INTO '%1';").arg(QString(to).replace(u'\'', QLatin1String("''"))));
}

Outcome<QJsonObject> writeBackup(const platform::DataFolder &folder, const NamedKey &key, const QString &to)
{
    const QTemporaryDir aside(folder.path() + QStringLiteral("/backup-XXXXXX"));
    const QString copy = aside.filePath(databaseName);
    if (!aside.isValid())
        return fail(QStringLiteral("There is no room beside the database."));
    if (const auto taken = snapshot(folder.database(), copy); !taken)
        return tl::unexpected(taken.error());
    const auto figures = figuresOf(copy);
    const auto hash = hashOfFile(copy); // as reading it left it
    auto files = publishing::ObjectFiles::open(folder.objects());
    if (!hash || !figures || !files)
        return tl::unexpected(!hash ? hash.error() : !figures ? figures.error() : files.error());
    const QJsonObject manifest{{QStringLiteral("v"), 1},
                               {QStringLiteral("database"), *hash},
                               {QStringLiteral("auditRows"), figures->auditRows},
                               {QStringLiteral("auditHead"), toBase64Url(figures->auditHead)},
                               {QStringLiteral("objects"), figures->objects.size()}};
    const auto writer = operations::BackupWriter::open(to, key);
    if (!writer)
        return tl::unexpected(writer.error());
    auto done = (*writer)->add(manifestName, canonicalJson(manifest));
    if (done)
        done = (*writer)->addFile(databaseName, copy);
    for (const QString &object : figures->objects) {
        if (done)
            done = (*writer)->addFile(objectPrefix + object, (*files)->pathOf(object));
    }
    if (done)
        done = (*writer)->finish();
    if (!done)
        return tl::unexpected(done.error());
    return manifest;
}

// Puts the files of a backup into a new data folder; every object is held against its name.
class Unpacking {
public:
    explicit Unpacking(const platform::DataFolder &folder) : m_folder(folder) {}

    Outcome<void> begin(const QString &name)
    {
        m_name = name;
        m_hash.reset();
        m_bytes.clear();
        if (name == manifestName)
            return {};
        const QString object = name.mid(objectPrefix.size());
        if (name != databaseName && !(name.startsWith(objectPrefix) && isSha256Hex(object)))
            return fail(QStringLiteral("The backup holds a file that is none of ours."));
        m_file.setFileName(name == databaseName ? m_folder.database()
                                                : m_folder.path() + QStringLiteral("/restored"));
        return m_file.open(QIODevice::WriteOnly) ? Outcome<void>() : notWritten();
    }

    Outcome<void> take(const QByteArray &piece)
    {
        m_hash.addData(piece);
        if (m_name == manifestName) {
            m_bytes += piece;
            return m_bytes.size() <= manifestBytesMax ? Outcome<void>()
                                                      : fail(QStringLiteral("The manifest is too long."));
        }
        return m_file.write(piece) == piece.size() ? Outcome<void>() : notWritten();
    }

    Outcome<void> end()
    {
        const QString hash = QString::fromLatin1(m_hash.result().toHex());
        if (m_name == manifestName) {
            manifest = parseJsonObject(m_bytes).value_or(QJsonObject());
            return {};
        }
        if (!m_file.flush())
            return notWritten();
        m_file.close();
        if (m_name == databaseName)
            return hash == manifest.value(QLatin1String("database")).toString()
                       ? Outcome<void>()
                       : fail(
                             QStringLiteral("The database of the backup is not the one its manifest names."));
        if (hash != m_name.mid(objectPrefix.size()))
            return fail(QStringLiteral("An object of the backup is not what its name says."));
        ++objects;
        const auto files = publishing::ObjectFiles::open(m_folder.objects());
        if (!files)
            return tl::unexpected(files.error());
        const QString path = (*files)->pathOf(hash);
        QDir().mkpath(QFileInfo(path).path());
        return QFile::rename(m_file.fileName(), path) ? Outcome<void>() : notWritten();
    }

    QJsonObject manifest;
    qint64 objects = 0;

private:
    tl::unexpected<Failure> notWritten() const
    {
        return fail(
            QStringLiteral("%1 could not be written: %2").arg(m_file.fileName(), m_file.errorString()));
    }

    const platform::DataFolder &m_folder;
    QString m_name;
    QFile m_file;
    QByteArray m_bytes;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

Outcome<QJsonObject> unpack(const QString &from, const NamedKey &key, const QString &data)
{
    const auto folder = platform::DataFolder::open(data);
    if (!folder)
        return tl::unexpected(folder.error());
    Unpacking unpacking(*folder);
    const operations::BackupTaker taker{[&](const QString &name, qint64) { return unpacking.begin(name); },
                                        [&](const QByteArray &piece) { return unpacking.take(piece); },
                                        [&] { return unpacking.end(); }};
    if (const auto read = operations::readBackup(from, key, taker); !read)
        return tl::unexpected(read.error());
    const auto figures = figuresOf(folder->database());
    if (!figures)
        return tl::unexpected(figures.error());
    const QJsonObject &manifest = unpacking.manifest;
    if (figures->auditRows != manifest.value(QLatin1String("auditRows")).toInteger() ||
        toBase64Url(figures->auditHead) != manifest.value(QLatin1String("auditHead")).toString() ||
        unpacking.objects != figures->objects.size() ||
        unpacking.objects != manifest.value(QLatin1String("objects")).toInteger())
        return fail(QStringLiteral("What was restored is not what was backed up."),
                    QStringLiteral("Take another backup."));
    return manifest;
}

QString told(const QJsonObject &manifest)
{
    return QStringLiteral("%1 objects, an audit of %2 rows.")
        .arg(manifest.value(QLatin1String("objects")).toInteger())
        .arg(manifest.value(QLatin1String("auditRows")).toInteger());
}

} // namespace

int backUp(const Options &options)
{
    if (sodium_init() < 0 || options.file.isEmpty())
        return complain({QStringLiteral("backup needs --file FILE, a new one.")});
    const QString data = options.data.isEmpty() ? platform::DataFolder::defaultPath() : options.data;
    if (!QFile::exists(data + u'/' + databaseName))
        return complain({QStringLiteral("There is no database in %1.").arg(data)});
    const auto folder = platform::DataFolder::open(data);
    platform::SystemRandom random;
    platform::KeyFolder keys(data + QStringLiteral("/keys"), random);
    const auto key = keys.current(backupPurpose);
    if (!folder || !key)
        return complain(folder ? key.error() : folder.error());
    const auto written = writeBackup(*folder, *key, options.file);
    if (!written)
        return complain(written.error());
    const QTemporaryDir drill(QFileInfo(options.file).absolutePath() + QStringLiteral("/drill-XXXXXX"));
    const auto restored = unpack(options.file, *key, drill.filePath(QStringLiteral("data")));
    if (!restored)
        return complain(restored.error());
    QTextStream(stdout) << "Backed up and restored once to see that it can be: " << told(*restored) << '\n';
    return 0;
}

int restore(const Options &options)
{
    if (sodium_init() < 0 || options.file.isEmpty() || options.data.isEmpty() || options.key.isEmpty())
        return complain({QStringLiteral("restore needs --file FILE, --data NEWFOLDER and --key KEYFOLDER.")});
    if (QFile::exists(options.data) && !QDir(options.data).isEmpty())
        return complain({QStringLiteral("%1 is not empty.").arg(options.data),
                         QStringLiteral("Restore into a new folder.")});
    const auto id = operations::backupKeyId(options.file);
    if (!id)
        return complain(id.error());
    platform::SystemRandom random;
    platform::KeyFolder keys(options.key, random);
    const auto key = keys.byId(*id);
    if (!key)
        return complain(key.error());
    const auto restored = unpack(options.file, *key, options.data);
    if (!restored)
        return complain(restored.error());
    for (const QString &name : QDir(options.key).entryList({QStringLiteral("*.key")}, QDir::Files))
        QFile::copy(options.key + u'/' + name, options.data + QStringLiteral("/keys/") + name);
    QTextStream(stdout) << "Restored: " << told(*restored) << " Start it with --data " << options.data
                        << ".\n";
    return 0;
}

} // namespace icmp::server
