#include "studio/document/file/recovery.h"

#include "studio/document/file/file_copy.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace icmp::document {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectFile", text);
}

// A connection with what could be read through it.
struct Source {
    std::unique_ptr<Sqlite> file;
    Reading reading;
};

Outcome<Source> readThrough(const QString &path, SqliteMode mode)
{
    auto file = openFile(path, mode);
    if (!file)
        return tl::unexpected(file.error());
    auto reading = readFile(**file);
    if (!reading)
        return tl::unexpected(reading.error());
    return Source{std::move(*file), std::move(*reading)};
}

bool hasWal(const QString &path)
{
    return QFileInfo(path + QStringLiteral("-wal")).size() > 0;
}

// The database file without its WAL, which may belong to another file or be torn in a way that spoils more
// than it adds.
std::optional<Source> readWithoutWal(const QString &path, const QTemporaryDir &folder)
{
    const QString alone = folder.filePath(QStringLiteral("alone.icmp"));
    if (!hasWal(path) || !folder.isValid() || !QFile::copy(path, alone))
        return std::nullopt;
    auto source = readThrough(alone, SqliteMode::ReadWrite);
    return source ? std::optional(std::move(*source)) : std::nullopt;
}

QString freeDamagedName(const QString &path)
{
    QString name = path + QStringLiteral(".damaged");
    for (int i = 2; QFile::exists(name); ++i)
        name = path + QStringLiteral(".damaged-%1").arg(i);
    return name;
}

// Copies what is good from `source` to a fresh file beside the old one. A history that is cut begins anew.
Outcome<void> rewrite(const Source &source, const QString &temporary)
{
    auto fresh = createFile(temporary, source.reading.value, 0);
    if (!fresh)
        return tl::unexpected(fresh.error());
    fresh->reset();
    auto target = Sqlite::open(temporary, SqliteMode::ReadWrite);
    if (!target)
        return tl::unexpected(target.error());
    const auto copyRows = [&](const char *select, const char *insert, int columns,
                              auto wanted) -> Outcome<void> {
        auto read = source.file->prepare(select);
        for (;;) {
            const auto row = read->step();
            if (!row || !*row)
                return {}; // what cannot be read is what is lost
            if (!wanted(*read))
                continue;
            auto write = (*target)->prepare(insert);
            for (int i = 0; i < columns; ++i)
                write->bindColumn(*read, i);
            if (auto done = write->run(); !done)
                return done;
        }
    };
    const Reading &good = source.reading;
    const auto all = [](const Statement &) { return true; };
    const auto fits = [&](const Statement &row) { return row.integer(0) <= good.seq; };
    const auto onPath = [&](const Statement &row) {
        const auto known = good.snapshots.constFind(row.integer(1));
        return known != good.snapshots.end() && *known == row.integer(0) && row.integer(0) <= good.seq;
    };
    Outcome<void> done = (*target)->run("BEGIN IMMEDIATE");
    if (done && !good.historyCut) {
        done = (*target)->run("DELETE FROM snapshot");
        if (done)
            done = copyRows("SELECT * FROM journal ORDER BY seq",
                            "INSERT OR IGNORE INTO journal VALUES(?,?,?,?,?,?)", 6, fits);
        if (done)
            done = copyRows("SELECT * FROM snapshot ORDER BY seq",
                            "INSERT OR IGNORE INTO snapshot VALUES(?,?,?,?,?)", 5, onPath);
        if (done)
            done =
                copyRows("SELECT seq, id, name, hash, at FROM version",
                         "INSERT OR IGNORE INTO version(seq, id, name, hash, at) VALUES(?,?,?,?,?)", 5, fits);
    }
    if (done)
        done = copyRows("SELECT * FROM meta", "INSERT OR REPLACE INTO meta VALUES(?,?)", 2, all);
    if (done)
        done = copyRows("SELECT * FROM asset", "INSERT OR IGNORE INTO asset VALUES(?,?,?,?,?,?,?,?)", 8, all);
    if (done)
        done =
            copyRows("SELECT * FROM \"foreign\"", "INSERT OR IGNORE INTO \"foreign\" VALUES(?,?,?)", 3, all);
    return done ? (*target)->run("COMMIT; PRAGMA journal_mode = DELETE") : done;
}

QString lossSentence(const Reading &reading, const QString &copy)
{
    QString sentence = tr("The file was damaged.");
    if (reading.lost > 0)
        sentence +=
            u' ' + QCoreApplication::translate(
                       "ProjectFile", "%n edit(s) at the end cannot be read: make what is missing again.",
                       nullptr, int(std::min<qint64>(reading.lost, 1'000'000'000)));
    else
        sentence += u' ' + tr("The project itself is whole.");
    if (reading.historyCut)
        sentence += u' ' + tr("What could be undone, and named versions, are lost.");
    else if (reading.undoCut)
        sentence += u' ' + tr("Old steps can no longer be undone.");
    if (!copy.isEmpty())
        sentence += u' ' + tr("The damaged file was kept as \"%1\".").arg(QFileInfo(copy).fileName());
    return sentence;
}

// Sets the damaged file aside and puts a whole one in its place.
Outcome<QString> repair(const QString &path, Source &source)
{
    const QString aside = freeDamagedName(path);
    if (auto done = copyDamaged(path, aside); !done)
        return tl::unexpected(done.error());
    const QString temporary = temporaryBeside(path);
    auto done = rewrite(source, temporary);
    source.file.reset();
    QFile::remove(temporary + QStringLiteral("-wal"));
    QFile::remove(temporary + QStringLiteral("-shm"));
    if (!done) {
        QFile::remove(temporary);
        return tl::unexpected(done.error());
    }
    // The old WAL would be read into the new file; its copy was set aside.
    QFile::remove(path + QStringLiteral("-wal"));
    QFile::remove(path + QStringLiteral("-shm"));
    done = moveIntoPlace(temporary, path);
    return done ? Outcome<QString>(aside) : tl::unexpected(done.error());
}

Outcome<OpenedProject> readOnly(Source source, const QString &why)
{
    return OpenedProject{std::move(source.file), nullptr, std::move(source.reading), {}, why};
}

Outcome<OpenedProject> openRepaired(const QString &path, Source source, std::unique_ptr<FileLock> lock)
{
    const Reading before = source.reading;
    if (lock->repairWasInterrupted())
        return readOnly(
            std::move(source),
            lossSentence(before, {}) + u' ' +
                tr("An earlier repair did not end, so the file is open for reading only: save a copy."));
    lock->markRepair(true);
    auto aside = repair(path, source);
    auto again = readThrough(path, SqliteMode::ReadWrite);
    if (aside)
        lock->markRepair(false);
    if (!again)
        return tl::unexpected(again.error());
    if (!aside)
        return readOnly(std::move(*again),
                        lossSentence(before, {}) + u' ' +
                            tr("It could not be repaired in its place (%1), so it is open for reading only: "
                               "save a copy.")
                                .arg(aside.error().what));
    again->reading.lost = before.lost;
    return OpenedProject{std::move(again->file), std::move(lock), std::move(again->reading), *aside,
                         lossSentence(before, *aside)};
}

} // namespace

Outcome<OpenedProject> openProject(const QString &path)
{
    if (!QFileInfo::exists(path))
        return fail(tr("There is no file \"%1\".").arg(path),
                    tr("Check its name and its folder; it may have been moved."));
    auto lock = QFileInfo(path).isWritable() ? FileLock::take(path) : nullptr;
    auto source = readThrough(path, lock ? SqliteMode::ReadWrite : SqliteMode::ReadOnly);
    bool damaged = !source || source->reading.damaged;
    const QTemporaryDir folder;
    if (damaged || (lock && hasWal(path))) {
        auto alone = readWithoutWal(path, folder);
        // A WAL that belongs to another project would silently turn this file into that one.
        const bool foreign = source && alone && alone->reading.value.id != source->reading.value.id;
        damaged = damaged || foreign;
        if (alone && (!source || foreign || alone->reading.seq > source->reading.seq)) {
            const qint64 lost = source ? source->reading.lost : 1;
            alone->reading.lost = std::max(alone->reading.lost, lost);
            source = std::move(*alone);
        }
    }
    if (!source)
        return tl::unexpected(source.error());
    if (!lock)
        return readOnly(
            std::move(*source),
            QFileInfo(path).isWritable()
                ? tr("Another program has this project open, so it is open for reading only here. Close it "
                     "there, or save a copy.")
                : tr("The file may not be written, so it is open for reading only: save a copy to change "
                     "it."));
    if (damaged)
        return openRepaired(path, std::move(*source), std::move(lock));
    if (auto done = prepareForWriting(*source->file); !done)
        return readOnly(std::move(*source),
                        tr("The file cannot be written, so it is open for reading only: save a copy. %1")
                            .arg(done.error().what));
    return OpenedProject{std::move(source->file), std::move(lock), std::move(source->reading), {}, {}};
}

} // namespace icmp::document
