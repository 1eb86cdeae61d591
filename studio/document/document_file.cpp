// The document's side towards its file: opening, versions, copies, notes, places of assets.

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "studio/document/document_parts.h"
#include "studio/document/file/drafts.h"

#include <QDir>
#include <QFileInfo>

namespace icmp::document {

using project::Project;

namespace {

QString canonicalPath(const QString &path)
{
    const QFileInfo info(path);
    const QString found = info.canonicalFilePath();
    return found.isEmpty() ? info.absoluteFilePath() : found;
}

QString noteKey(const QString &key)
{
    return QStringLiteral("note:") + key;
}

} // namespace

Sqlite *Document::Parts::reading()
{
    if (readOnlyFile)
        return readOnlyFile.get();
    if (!reader && writer) {
        auto opened = openFile(path, SqliteMode::ReadOnly);
        if (opened)
            reader = std::move(*opened);
    }
    return reader.get();
}

Outcome<std::unique_ptr<Document>> Document::create(const Surroundings &around, const Project &start,
                                                    const QString &path)
{
    auto made = createFile(path, start, around.clock.nowMs());
    if (!made)
        return tl::unexpected(made.error());
    made->reset();
    return open(around, path);
}

Outcome<std::unique_ptr<Document>> Document::open(const Surroundings &around, const QString &path)
{
    const QString real = canonicalPath(path);
    auto opened = openProject(real);
    if (!opened)
        return tl::unexpected(opened.error());
    std::unique_ptr<Document> document(new Document(around));
    document->adopt(std::move(*opened), real);
    return document;
}

void Document::adopt(OpenedProject file, const QString &path)
{
    Parts &parts = *m_parts;
    const Reading &reading = file.reading;
    m_project = reading.value;
    m_index = project::ClipIndex(m_project);
    m_seq = m_durableSeq = reading.seq;
    m_path = parts.path = path;
    m_openReport = {reading.lost, file.damagedCopy, !file.lock, file.sentence};
    parts.snapshots = reading.snapshots;
    parts.history = std::make_unique<History>(reading.path, std::make_shared<const Project>(m_project));
    if (!file.lock) {
        parts.keeping = {KeepState::ReadOnly, 0, file.sentence};
        parts.readOnlyFile = std::move(file.file);
        loadNotes();
        return;
    }
    parts.keeping = {KeepState::Kept, 0, {}};
    const auto later = [this](auto work) { QMetaObject::invokeMethod(this, work, Qt::QueuedConnection); };
    WriterEvents events;
    events.durable = [this, later](qint64 seq) { later([this, seq] { becameDurable(seq); }); };
    events.failed = [this, later](const QString &reason) {
        later([this, reason] {
            const Keeping &now = m_parts->keeping;
            const qint64 since = now.sinceMs > 0 ? now.sinceMs : m_parts->around.clock.nowMs();
            setKeeping({KeepState::Failing, since, reason});
        });
    };
    events.snapshotWritten = [this, later](qint64 state, qint64 seq) {
        later([this, state, seq] { m_parts->snapshots.insert(state, seq); });
    };
    parts.writer = std::make_unique<FileWriter>(std::move(file.file), std::move(file.lock), path, reading,
                                                std::move(events));
    loadNotes();
}

void Document::loadNotes()
{
    Sqlite *reader = m_parts->reading();
    if (!reader)
        return;
    const auto rows = [&](const char *sql, auto take) {
        auto select = reader->prepare(sql);
        for (auto row = select->step(); row && *row; row = select->step())
            take(*select);
    };
    rows("SELECT key, value FROM meta WHERE key LIKE 'note:%'",
         [&](const Statement &row) { m_parts->notes.insert(row.text(0).mid(5), row.blob(1)); });
    rows("SELECT hash, relative, absolute FROM asset", [&](const Statement &row) {
        m_parts->places.insert(row.text(0), {row.text(1), row.text(2)});
    });
}

Result<QByteArray> Document::jsonAt(qint64 at) const
{
    if (at == m_seq)
        return project::canonicalBytes(m_project);
    if (at < 0 || at > m_seq)
        return refuse(RefusalCode::UnknownId, QStringLiteral("at"));
    Sqlite *reader = m_parts->reading();
    if (!reader || (at > m_durableSeq && m_parts->writer && !m_parts->writer->flush()))
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("at"), tr("This state is not in a file."));
    const auto path = pathAt(*reader, at);
    const auto value = path ? valueOf(*reader, *path, path->position, m_parts->snapshots)
                            : Outcome<Project>(tl::unexpected(path.error()));
    if (!value)
        return refuse(RefusalCode::BadDocument, QStringLiteral("at"), value.error().what);
    return project::canonicalBytes(*value);
}

void Document::saveVersion(const QString &name, Done done)
{
    Parts &parts = *m_parts;
    if (!parts.writer)
        return done(fail(tr("The project is not open for writing, so no version was saved."),
                         tr("Save a copy of it, and work on the copy.")));
    const qint64 now = parts.around.clock.nowMs();
    ++m_seq;
    NewRecord saved{m_seq,
                    RecordKind::Save,
                    now,
                    parts.around.actor,
                    saveBody(name),
                    parts.history->path().current(),
                    parts.history->valueAt(parts.history->position())};
    const auto told = [this, done = std::move(done)](const Outcome<void> &outcome) {
        QMetaObject::invokeMethod(
            this, [done, outcome] { done(outcome); }, Qt::QueuedConnection);
    };
    parts.writer->saveVersion(std::move(saved), name, told);
    if (parts.keeping.state == KeepState::Kept)
        setKeeping({KeepState::Keeping, now, {}});
}

void Document::saveCopy(const QString &path, Done done)
{
    const auto told = [this, done = std::move(done)](const Outcome<void> &outcome) {
        QMetaObject::invokeMethod(
            this, [done, outcome] { done(outcome); }, Qt::QueuedConnection);
    };
    const QString target = canonicalPath(path);
    if (target == m_path)
        return told(fail(tr("A project cannot be copied onto itself."), tr("Choose another place.")));
    if (m_parts->writer)
        return m_parts->writer->copyTo(target, CopyKind::NewDocument, told);
    // Open for reading only, or without a file: what is on screen is written as a new file.
    const QString temporary = temporaryBeside(target);
    auto lock = FileLock::take(target);
    auto made =
        lock ? createFile(temporary, m_project, m_parts->around.clock.nowMs())
             : Outcome<std::unique_ptr<Sqlite>>(fail(tr("Another program has \"%1\" open, or its folder may "
                                                        "not be written.")
                                                         .arg(QFileInfo(target).fileName()),
                                                     tr("Choose another place.")));
    auto written = made ? (*made)->run("PRAGMA journal_mode = DELETE") : tl::unexpected(made.error());
    if (made)
        made->reset();
    told(written ? moveIntoPlace(temporary, target) : written);
}

void Document::saveAs(const QString &path, Done done)
{
    const QString target = canonicalPath(path);
    if (!m_parts->writer || target == m_path) {
        QMetaObject::invokeMethod(
            this,
            [done = std::move(done)] {
                done(fail(tr("The project is already there, or is open for reading only."),
                          tr("Choose another place, or save a copy.")));
            },
            Qt::QueuedConnection);
        return;
    }
    // A project that was never named moves; one that was is copied, and the copy begins a show of its own.
    const bool draft = isDraft(m_path);
    const auto told = [this, target, done = std::move(done)](const Outcome<void> &outcome) {
        QMetaObject::invokeMethod(
            this,
            [this, target, done, outcome] {
                if (outcome)
                    movedTo(target);
                done(outcome);
            },
            Qt::QueuedConnection);
    };
    m_parts->writer->moveTo(target, draft ? CopyKind::Move : CopyKind::NewDocument, told);
}

void Document::movedTo(const QString &path)
{
    const QString before = std::exchange(m_path, path);
    m_parts->path = path;
    m_parts->reader.reset();
    if (isDraft(before))
        removeProjectFile(before);
    else
        m_parts->notes.removeIf([](auto entry) { return entry.key().startsWith(QLatin1String("publish:")); });
    const auto places = m_parts->places;
    for (auto it = places.begin(); it != places.end(); ++it)
        setAssetPath(it.key(), it->absolute);
    Q_EMIT pathChanged();
}

QList<Version> Document::versions() const
{
    QList<Version> found;
    Sqlite *reader = m_parts->reading();
    if (!reader)
        return found;
    auto select = reader->prepare("SELECT id, name, seq, hash, at FROM version ORDER BY id");
    for (auto row = select->step(); row && *row; row = select->step())
        found.append(
            {select->integer(0), select->text(1), select->integer(2), select->text(3), select->integer(4)});
    return found;
}

Result<qint64> Document::returnTo(qint64 version)
{
    for (const Version &known : versions()) {
        if (known.id != version)
            continue;
        const auto value = readSnapshot(*m_parts->reading(), known.seq);
        if (!value)
            return refuse(RefusalCode::BadDocument, QStringLiteral("version"), value.error().what);
        return apply(project::Edit{project::RestoreVersion{known.name, project::toJson(*value)}});
    }
    return refuse(RefusalCode::UnknownId, QStringLiteral("version"));
}

QString Document::assetPath(const QString &hash) const
{
    const AssetPlace place = m_parts->places.value(hash);
    if (!place.relative.isEmpty() && !m_path.isEmpty()) {
        const QString beside = QDir::cleanPath(QFileInfo(m_path).absoluteDir().filePath(place.relative));
        if (QFileInfo(beside).isFile())
            return beside;
    }
    return QFileInfo(place.absolute).isFile() ? place.absolute : QString();
}

void Document::setAssetPath(const QString &hash, const QString &absolutePath)
{
    AssetPlace place{{}, absolutePath};
    if (!m_path.isEmpty())
        place.relative = QFileInfo(m_path).absoluteDir().relativeFilePath(absolutePath);
    m_parts->places.insert(hash, place);
    const project::Asset asset =
        m_project.asset(hash) ? *m_project.asset(hash) : project::Asset{hash, {}, {}, 0, {}};
    if (!m_parts->writer)
        return;
    m_parts->writer->write([asset, place](Sqlite &file) {
        return file.prepare("INSERT OR REPLACE INTO asset VALUES(?, ?, ?, ?, ?, ?, '', ?)")
            ->bind(asset.hash)
            .bind(asset.name)
            .bind(asset.type)
            .bind(asset.bytes)
            .bind(place.relative)
            .bind(place.absolute)
            .bind(QString::fromUtf8(compactJson(asset.probe)))
            .run();
    });
}

QByteArray Document::note(const QString &key) const
{
    return m_parts->notes.value(key);
}

void Document::setNote(const QString &key, const QByteArray &value)
{
    m_parts->notes.insert(key, value);
    if (!m_parts->writer)
        return;
    m_parts->writer->write([key, value](Sqlite &file) {
        return file.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)")->bind(noteKey(key)).bind(value).run();
    });
}

bool Document::flush()
{
    if (!m_parts->writer)
        return m_parts->keeping.state == KeepState::InMemory;
    return m_parts->writer->flush();
}

} // namespace icmp::document
