#include "studio/document/file/project_file.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QtEndian>

namespace icmp::document {

namespace {

using project::ClipIndex;
using project::Project;

constexpr const char *schema = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE journal(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
                     body BLOB NOT NULL, chain BLOB NOT NULL);
CREATE TABLE snapshot(seq INTEGER PRIMARY KEY, state INTEGER NOT NULL, value BLOB NOT NULL,
                      sha256 BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TABLE version(id INTEGER PRIMARY KEY, name TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL,
                     at INTEGER NOT NULL);
CREATE TABLE asset(hash TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, bytes INTEGER NOT NULL,
                   relative TEXT NOT NULL, absolute TEXT NOT NULL, url TEXT NOT NULL, probe TEXT NOT NULL)
                   WITHOUT ROWID;
CREATE TABLE asset_data(hash TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE "foreign"(owner TEXT NOT NULL, format TEXT NOT NULL, body BLOB NOT NULL,
                       PRIMARY KEY(owner, format));
CREATE TABLE cache(key TEXT PRIMARY KEY, value BLOB NOT NULL);
)";

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectFile", text);
}

Outcome<QByteArray> unpack(const QByteArray &packed)
{
    // The first four bytes claim the size; a hostile file may claim anything.
    if (packed.size() < 4 || qFromBigEndian<quint32>(packed.constData()) > snapshotBytesMax)
        return fail(tr("A snapshot is damaged."));
    const QByteArray bytes = qUncompress(packed);
    if (bytes.isEmpty())
        return fail(tr("A snapshot is damaged."));
    return bytes;
}

Outcome<Project> valueIn(const Snapshot &snapshot)
{
    const auto bytes = unpack(snapshot.packed);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (sha256(*bytes) != snapshot.sha256)
        return fail(tr("A snapshot is damaged."));
    const auto json = parseJsonObject(*bytes);
    if (!json)
        return fail(describe(json.error()));
    auto value = project::projectFromJson(*json);
    if (!value)
        return fail(describe(value.error()));
    return *value;
}

// The journal without its bodies, which may be large; those of undo and redo are small and kept.
struct Rows {
    QList<JournalRecord> records;
    QList<QByteArray> chains;
    QList<bool> fits;    // to the row before it
    bool broken = false; // the database could not read on

    qint64 lastSeq() const { return records.isEmpty() ? 0 : records.last().seq; }
    qsizetype indexOf(qint64 seq) const
    {
        const auto found =
            std::lower_bound(records.begin(), records.end(), seq,
                             [](const JournalRecord &record, qint64 s) { return record.seq < s; });
        return found != records.end() && found->seq == seq ? found - records.begin() : -1;
    }
    // The chain at a record; nothing when there is no such record.
    std::optional<QByteArray> chainAt(qint64 seq) const
    {
        if (seq == 0)
            return QByteArray();
        const qsizetype index = indexOf(seq);
        return index < 0 ? std::nullopt : std::optional(chains[index]);
    }
};

Rows readRows(Sqlite &file)
{
    Rows rows;
    auto select = file.prepare("SELECT seq, kind, at, body, chain FROM journal ORDER BY seq");
    QByteArray chain;
    qint64 seq = 0;
    for (;;) {
        const auto more = select->step();
        rows.broken = !more;
        if (!more || !*more)
            return rows;
        JournalRecord record{select->integer(0), RecordKind::Edit, select->integer(2), select->blob(3)};
        if (record.seq <= seq) {
            rows.broken = true; // an index that leads in circles
            return rows;
        }
        const auto kind = kindFromName(select->text(1));
        const QByteArray stored = select->blob(4);
        rows.fits.append(kind && record.seq == seq + 1 && record.body.size() <= recordBytesMax &&
                         chained(chain, record.body) == stored);
        record.kind = kind.value_or(RecordKind::Save);
        if (record.kind == RecordKind::Edit || record.kind == RecordKind::Save)
            record.body.clear();
        seq = record.seq;
        chain = stored;
        rows.records.append(record);
        rows.chains.append(stored);
    }
}

struct Snapshots {
    QMap<qint64, qint64> stateOf; // seq → state, where the seal fits
    std::optional<Snapshot> newest;
    bool damaged = false;
};

Snapshots readSnapshots(Sqlite &file, const Rows &rows)
{
    Snapshots found;
    auto select = file.prepare("SELECT seq, state, value, sha256, seal FROM snapshot ORDER BY seq DESC");
    for (;;) {
        const auto more = select->step();
        if (!more)
            found.damaged = true;
        if (!more || !*more)
            return found;
        const Snapshot snapshot{select->integer(0), select->integer(1), select->blob(2), select->blob(3),
                                select->blob(4)};
        const auto chain = rows.chainAt(snapshot.seq);
        if (!chain || sealOf(snapshot, *chain) != snapshot.seal || (!found.newest && !valueIn(snapshot))) {
            found.damaged = true;
            continue;
        }
        if (!found.newest)
            found.newest = snapshot;
        found.stateOf.insert(snapshot.seq, snapshot.state);
    }
}

// The path at `end`, and where it really ended: a record that cannot follow ends it earlier.
qint64 walk(const Rows &rows, const Snapshot &base, bool fromStart, qint64 end, HistoryPath &path)
{
    path = {};
    qint64 seq = 0;
    if (!fromStart) {
        path.steps = {PathStep{base.state, 0}};
        seq = base.seq;
    }
    for (qsizetype i = seq == 0 ? 0 : rows.indexOf(seq) + 1; i < rows.records.size(); ++i) {
        if (rows.records[i].seq > end || !path.follow(rows.records[i]))
            break;
        seq = rows.records[i].seq;
    }
    return seq;
}

qint64 lastFitting(const Rows &rows, qint64 from)
{
    qint64 seq = from;
    for (qsizetype i = from == 0 ? 0 : rows.indexOf(from) + 1; i < rows.records.size() && rows.fits[i]; ++i)
        seq = rows.records[i].seq;
    return seq;
}

bool allFitUpTo(const Rows &rows, qint64 seq)
{
    for (qsizetype i = 0; i < rows.records.size() && rows.records[i].seq <= seq; ++i) {
        if (!rows.fits[i])
            return false;
    }
    return true;
}

bool quickCheckFails(Sqlite &file)
{
    file.limitTime(quickCheckMs);
    const auto answer = file.ask("PRAGMA quick_check(1)");
    file.limitTime(0);
    // What took too long is unchecked, not wrong: the chain and the snapshots are checked in any case.
    return answer ? *answer != QLatin1String("ok") : answer.error().what == tr("The file is damaged.");
}

// Folds to the end of what fits; an edit that the rules refuse ends it before that edit.
Outcome<void> fold(Sqlite &file, const Rows &rows, const Snapshot &base, Reading &reading)
{
    bool fromStart = allFitUpTo(rows, base.seq);
    if (fromStart && walk(rows, base, true, base.seq, reading.path) < base.seq)
        fromStart = false;
    reading.historyCut = !fromStart;
    qint64 end = lastFitting(rows, base.seq);
    for (;;) {
        end = walk(rows, base, fromStart, end, reading.path);
        qsizetype reached = -1;
        auto value = valueOf(file, reading.path, reading.path.position, reading.snapshots,
                             [&](qsizetype index, const Project &) { reached = index; });
        if (value) {
            reading.value = *value;
            reading.seq = end;
            reading.chain = rows.chainAt(end).value_or(QByteArray());
            return {};
        }
        // Without any snapshot below it the state cannot be made; at the base's own record it can.
        const qint64 refused = reached < 0 ? end : reading.path.steps[reached + 1].state;
        if (refused <= base.seq)
            return tl::unexpected(value.error());
        end = refused - 1;
    }
}

// Steps below the oldest whole snapshot cannot be rebuilt, so undo ends there.
void dropUnreachable(Reading &reading)
{
    HistoryPath &path = reading.path;
    qsizetype lowest = 0;
    while (lowest < path.position && !reading.snapshots.contains(path.steps[lowest].state))
        ++lowest;
    path.steps.remove(0, lowest);
    path.position -= lowest;
    reading.undoCut = reading.historyCut || lowest > 0;
}

} // namespace

Snapshot makeSnapshot(const Project &value, qint64 seq, qint64 state)
{
    const QByteArray bytes = project::canonicalBytes(value);
    return {seq, state, qCompress(bytes, 6), sha256(bytes), {}};
}

QByteArray sealOf(const Snapshot &snapshot, const QByteArray &chainAtSeq)
{
    return chained(chainAtSeq, QByteArray::number(snapshot.seq) + ':' + QByteArray::number(snapshot.state) +
                                   ':' + snapshot.sha256 + sha256(snapshot.packed));
}

Outcome<void> prepareForWriting(Sqlite &file)
{
    file.leaveWalOnClose(false);
    // Where shared memory is missing (some network folders) SQLite stays with a rollback journal, which is as
    // safe.
    if (auto mode = file.ask("PRAGMA journal_mode = WAL"); !mode)
        return tl::unexpected(mode.error());
    return file.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
}

Outcome<std::unique_ptr<Sqlite>> createFile(const QString &path, const Project &value, qint64 nowMs)
{
    if (QFileInfo::exists(path))
        return fail(tr("There already is a file \"%1\".").arg(QFileInfo(path).fileName()),
                    tr("Choose another name, or open that file."));
    auto file = Sqlite::open(path, SqliteMode::Create);
    if (!file)
        return file;
    Snapshot first = makeSnapshot(value, 0, 0);
    first.seal = sealOf(first, {});
    auto done = prepareForWriting(**file);
    if (done)
        done = (*file)->run("BEGIN IMMEDIATE");
    if (done)
        done = (*file)->run(schema);
    if (done)
        done =
            (*file)->run(QByteArray("PRAGMA application_id = " + QByteArray::number(fileMark)).constData());
    if (done)
        done =
            (*file)->run(QByteArray("PRAGMA user_version = " + QByteArray::number(fileFormat)).constData());
    const auto meta = [&](const QString &key, const QByteArray &text) {
        if (done)
            done = (*file)->prepare("INSERT INTO meta VALUES(?, ?)")->bind(key).bind(text).run();
    };
    meta(QStringLiteral("project"), value.id.toUtf8());
    meta(QStringLiteral("format"), QByteArray::number(fileFormat));
    meta(QStringLiteral("created"), QByteArray::number(nowMs));
    if (done)
        done = (*file)
                   ->prepare("INSERT INTO snapshot VALUES(0, 0, ?, ?, ?)")
                   ->bind(first.packed)
                   .bind(first.sha256)
                   .bind(first.seal)
                   .run();
    if (done)
        done = (*file)->run("COMMIT");
    if (!done)
        return tl::unexpected(done.error());
    return file;
}

Outcome<std::unique_ptr<Sqlite>> openFile(const QString &path, SqliteMode mode)
{
    const QString name = QFileInfo(path).fileName();
    if (!QFileInfo::exists(path))
        return fail(tr("There is no file \"%1\".").arg(path),
                    tr("Check its name and its folder; it may have been moved."));
    if (!QFileInfo(path).isFile())
        return fail(tr("\"%1\" is not a file.").arg(name), tr("Choose a file that this program made."));
    auto file = Sqlite::open(path, mode);
    if (!file)
        return file;
    (*file)->leaveWalOnClose(true);
    const auto mark = (*file)->ask("PRAGMA application_id");
    if (!mark)
        return fail(tr("\"%1\" cannot be read as a project. %2").arg(name, mark.error().what),
                    mark.error().advice + u' ' + tr("The file was not changed."));
    if (mark->toLongLong() != fileMark)
        return fail(tr("\"%1\" is not a project of this program.").arg(name),
                    tr("Choose a file that this program made. The file was not changed."));
    const auto version = (*file)->ask("PRAGMA user_version");
    if (!version)
        return tl::unexpected(version.error());
    if (version->toLongLong() > fileFormat)
        return fail(
            tr("\"%1\" was made by a newer version of this program (format %2, this one reads up to %3).")
                .arg(name, *version)
                .arg(fileFormat),
            tr("Update the program to open it. The file was not changed."));
    return file;
}

Outcome<Reading> readFile(Sqlite &file)
{
    Reading reading;
    reading.damaged = quickCheckFails(file);
    const Rows rows = readRows(file);
    const Snapshots snapshots = readSnapshots(file, rows);
    if (!snapshots.newest)
        return fail(tr("Nothing in the file can be read: no snapshot of the project is whole."),
                    tr("Open an older copy of it. The file was not changed."));
    for (auto it = snapshots.stateOf.begin(); it != snapshots.stateOf.end(); ++it)
        reading.snapshots.insert(it.value(), it.key());
    reading.newestSnapshot = snapshots.newest->seq;
    if (auto done = fold(file, rows, *snapshots.newest, reading); !done)
        return tl::unexpected(done.error());
    dropUnreachable(reading);
    reading.lost = rows.lastSeq() - reading.seq;
    if (rows.broken && reading.lost == 0)
        reading.lost = 1;
    reading.damaged =
        reading.damaged || rows.broken || snapshots.damaged || reading.historyCut || reading.lost > 0;
    return reading;
}

Outcome<std::optional<JournalRecord>> readRecord(Sqlite &file, qint64 seq)
{
    auto select = file.prepare("SELECT kind, at, body FROM journal WHERE seq = ?");
    select->bind(seq);
    const auto row = select->step();
    if (!row)
        return tl::unexpected(row.error());
    const auto kind = *row ? kindFromName(select->text(0)) : std::nullopt;
    if (!kind)
        return std::optional<JournalRecord>();
    return std::optional(JournalRecord{seq, *kind, select->integer(1), select->blob(2)});
}

Outcome<Project> readSnapshot(Sqlite &file, qint64 seq)
{
    auto select = file.prepare("SELECT state, value, sha256 FROM snapshot WHERE seq = ?");
    select->bind(seq);
    const auto row = select->step();
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(tr("A snapshot is missing."));
    return valueIn({seq, select->integer(0), select->blob(1), select->blob(2), {}});
}

Outcome<HistoryPath> pathAt(Sqlite &file, qint64 at)
{
    HistoryPath path;
    auto select =
        file.prepare("SELECT seq, kind, at, CASE kind WHEN 'edit' THEN x'' ELSE body END FROM journal "
                     "WHERE seq <= ? ORDER BY seq");
    select->bind(at);
    for (;;) {
        const auto more = select->step();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return path;
        const auto kind = kindFromName(select->text(1));
        if (!kind || !path.follow({select->integer(0), *kind, select->integer(2), select->blob(3)}))
            return fail(tr("The journal does not fit together at record %1.").arg(select->integer(0)));
    }
}

Outcome<Project> valueOf(Sqlite &file, const HistoryPath &path, qsizetype index,
                         const QMap<qint64, qint64> &snapshots, const Visit &visit)
{
    qsizetype at = index;
    tl::expected<Project, Failure> value = fail(tr("No snapshot of the project is whole."));
    for (; at >= 0; --at) {
        const auto snapshot = snapshots.constFind(path.steps[at].state);
        if (snapshot == snapshots.end())
            continue;
        value = readSnapshot(file, *snapshot);
        if (value)
            break;
    }
    if (!value)
        return value;
    ClipIndex clips(*value);
    if (visit)
        visit(at, *value);
    for (++at; at <= index; ++at) {
        const auto record = readRecord(file, path.steps[at].state);
        if (!record)
            return tl::unexpected(record.error());
        const auto json = *record ? parseJsonObject((*record)->body) : Result<QJsonObject>(QJsonObject());
        const auto edit = json ? project::editFromJson(*json) : tl::unexpected(json.error());
        if (!edit)
            return fail(describe(edit.error()));
        auto next = project::apply(*value, clips, *edit);
        if (!next)
            return fail(describe(next.error()));
        clips.update(*value, *next);
        value = std::move(*next);
        if (visit)
            visit(at, *value);
    }
    return value;
}

} // namespace icmp::document
