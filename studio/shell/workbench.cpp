#include "studio/shell/workbench.h"

#include "core/base/hash.h"
#include "studio/preview/visible_set.h"
#include "studio/shell/media_import.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace icmp::shell {

namespace {

constexpr int recentMax = 10;
constexpr qint64 jsonBytesMax = 256 * 1024 * 1024; // a project of 200,000 clips is about 60 MB

QString freeName(const QString &folder, const QString &name)
{
    const QDir dir(folder);
    QString cleaned = name;
    for (QChar &c : cleaned) {
        if (QStringLiteral("/\\:*?\"<>|").contains(c) || c.category() == QChar::Other_Control)
            c = u' ';
    }
    cleaned = cleaned.simplified().left(80);
    for (int i = 1;; ++i) {
        const QString file = i == 1 ? cleaned : QStringLiteral("%1 %2").arg(cleaned).arg(i);
        if (!dir.exists(file + QStringLiteral(".icmp")))
            return dir.filePath(file + QStringLiteral(".icmp"));
    }
}

Outcome<project::Project> readJson(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            Workbench::tr("%1 cannot be read: %2").arg(QFileInfo(path).fileName(), file.errorString()));
    if (file.size() > jsonBytesMax)
        return fail(Workbench::tr("%1 is too large for a project.").arg(QFileInfo(path).fileName()));
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
    if (!json.isObject())
        return fail(Workbench::tr("%1 is not a project in JSON.").arg(QFileInfo(path).fileName()));
    const auto project = project::projectFromJson(json.object());
    if (!project)
        return fail(describe(project.error()));
    return *project;
}

} // namespace

Workbench::Workbench(const Bench &bench, QObject *parent)
    : QObject(parent), m_bench(bench),
      m_frames(qint64(bench.settings.get(settings::declared::frameCacheMiB)) * 1024 * 1024),
      m_playback(m_bench.workers, &m_frames)
{
    m_imports = std::make_unique<MediaImport>(*this);
    connect(&m_playback, &preview::Playback::timeChanged, &m_selection, &document::Selection::setPlayhead);
    connect(&m_selection, &document::Selection::playheadChanged, this, [this](MediaTime t) {
        if (t != m_playback.time())
            m_playback.seek(t);
        followFilm();
    });
    connect(&m_selection, &document::Selection::sceneChanged, this, &Workbench::followFilm);
    m_playback.setVolume(m_bench.settings.get(settings::declared::volume) / 100.0);
}

Workbench::~Workbench()
{
    if (m_document)
        m_document->flush();
}

media::MediaLibrary &Workbench::media()
{
    if (!m_media) {
        m_media = std::make_unique<media::MediaLibrary>(m_bench.cacheFolder, m_bench.workers);
        m_media->setMakesProxies(m_bench.settings.get(settings::declared::makeProxies));
        connect(&m_bench.settings, &settings::Settings::changed, m_media.get(),
                [this] { m_media->setMakesProxies(m_bench.settings.get(settings::declared::makeProxies)); });
        m_imports->watch(*m_media);
        connect(m_media.get(), &media::MediaLibrary::proxyChanged, this, &Workbench::followFilm);
    }
    return *m_media;
}

Outcome<void> Workbench::adopt(Outcome<std::unique_ptr<document::Document>> opened)
{
    if (!opened)
        return tl::unexpected(opened.error());
    if (m_document)
        m_document->flush();
    const auto old = std::move(m_document);
    m_document = std::move(*opened);
    m_playback.pause();
    m_playback.setFilm(std::nullopt);
    m_selection.setClips({});
    m_selection.setScene(m_document->project().scenes.first().id);
    connect(m_document.get(), &document::Document::changed, this, [this](const document::Change &change) {
        const project::Project &project = m_document->project();
        if (!project.scene(m_selection.scene()))
            m_selection.setScene(project.scenes.first().id);
        QList<ClipId> alive;
        for (const ClipId id : m_selection.clips()) {
            if (m_document->index().place(id))
                alive.append(id);
        }
        if (alive.size() != m_selection.clips().size())
            m_selection.setClips(alive);
        if (change.assets || change.structure || !change.tracks.isEmpty())
            followFilm();
    });
    remember(m_document->path());
    Q_EMIT documentReplaced();
    followFilm();
    m_playback.seek({});
    if (!m_document->openReport().sentence.isEmpty())
        Q_EMIT told(m_document->openReport().sentence, Tone::Warning);
    return {};
}

Outcome<void> Workbench::create(const project::Project &start)
{
    if (!QDir().mkpath(m_bench.projectFolder))
        return fail(tr("The folder %1 cannot be made.").arg(m_bench.projectFolder));
    return adopt(
        document::Document::create(surroundings(), start, freeName(m_bench.projectFolder, start.name)));
}

Outcome<void> Workbench::open(const QString &path)
{
    return adopt(document::Document::open(surroundings(), QFileInfo(path).absoluteFilePath()));
}

project::Project Workbench::freshProject(const QString &name)
{
    project::NewIds ids;
    ids.project = QString::fromLatin1(m_bench.random.bytes(16).toHex());
    ids.scene = SceneId{m_bench.random.id()};
    for (int i = 0; i < 6; ++i)
        ids.tracks.append(TrackId{m_bench.random.id()});
    return project::makeProject(name, ids);
}

Outcome<void> Workbench::startNew()
{
    return create(freshProject(tr("Untitled")));
}

Outcome<void> Workbench::openSample()
{
    const QDir samples(QStringLiteral(":/samples"));
    const QStringList projects = samples.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    if (projects.isEmpty())
        return create(freshProject(tr("Untitled")));
    auto sample = readJson(samples.filePath(projects.first()));
    if (!sample)
        return tl::unexpected(sample.error());
    if (auto done = create(*sample); !done)
        return done;
    // The media beside it are unpacked once, so that the media worker can open them as files.
    for (const QString &name :
         samples.entryList({QStringLiteral("*.mp4"), QStringLiteral("*.png")}, QDir::Files)) {
        const QString place = QDir(m_bench.cacheFolder).filePath(QStringLiteral("sample-") + name);
        QFile file(samples.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString hash = sha256Hex(file.readAll());
        if (!QFile::exists(place) && QDir().mkpath(m_bench.cacheFolder))
            QFile::copy(samples.filePath(name), place);
        m_document->setAssetPath(hash, place);
    }
    followFilm();
    return {};
}

Outcome<void> Workbench::openLast()
{
    for (const QString &path : recent()) {
        if (QFileInfo::exists(path))
            return open(path);
    }
    return openSample();
}

Outcome<void> Workbench::importJson(const QString &path)
{
    auto project = readJson(path);
    if (!project)
        return tl::unexpected(project.error());
    return create(*project);
}

QStringList Workbench::recent() const
{
    return QString::fromUtf8(m_bench.settings.blob(QStringLiteral("recent")))
        .split(u'\n', Qt::SkipEmptyParts);
}

void Workbench::remember(const QString &path)
{
    if (path.isEmpty())
        return;
    QStringList paths = recent();
    paths.removeAll(path);
    paths.prepend(path);
    m_bench.settings.setBlob(QStringLiteral("recent"), paths.mid(0, recentMax).join(u'\n').toUtf8());
}

bool Workbench::apply(const project::Edit &edit)
{
    if (!m_document)
        return false;
    const auto done = m_document->apply(edit);
    if (!done)
        Q_EMIT told(describe(done.error()), Tone::Warning);
    return done.has_value();
}

void Workbench::followFilm()
{
    const project::Scene *scene = m_document ? m_document->project().scene(m_selection.scene()) : nullptr;
    if (!scene) {
        m_playback.setFilm(std::nullopt);
        return;
    }
    m_playback.setFilm(preview::filmAt(*scene, m_selection.playhead(), [this](const QString &hash) {
        const project::Asset *asset = m_document->project().asset(hash);
        return preview::Film{m_document->assetPath(hash),
                             m_media ? m_media->proxyPath(hash) : QString(),
                             asset ? asset->name : tr("The film"),
                             {},
                             {}};
    }));
}

void Workbench::makeMissingMedia()
{
    m_imports->refreshMissing();
    followFilm();
}

} // namespace icmp::shell
