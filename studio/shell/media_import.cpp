#include "studio/shell/media_import.h"

#include "studio/shell/clip_commands.h"
#include "studio/shell/workbench.h"

#include <QFileInfo>

namespace icmp::shell {

namespace {

constexpr qint64 imageLengthMs = 5'000;

QString stageText(media::MediaLibrary::Stage stage)
{
    using Stage = media::MediaLibrary::Stage;
    switch (stage) {
    case Stage::Hash:
        return MediaImport::tr("Reading");
    case Stage::Probe:
        return MediaImport::tr("Examining");
    case Stage::Thumbnails:
        return MediaImport::tr("Making thumbnails");
    case Stage::Waveform:
        return MediaImport::tr("Making the waveform");
    case Stage::Proxy:
        return MediaImport::tr("Making proxy");
    case Stage::Render:
        return MediaImport::tr("Rendering");
    }
    return {};
}

} // namespace

QString mediaTypeOf(const media::MediaProbe &probe)
{
    const QString &box = probe.container;
    if (probe.kind == media::MediaKind::Image)
        return QStringLiteral("image/") + (box.isEmpty() ? QStringLiteral("png") : box);
    if (probe.kind == media::MediaKind::Sound)
        return box == QLatin1String("mp3") ? QStringLiteral("audio/mpeg") : QStringLiteral("audio/") + box;
    if (box == QLatin1String("mov"))
        return QStringLiteral("video/quicktime");
    return box == QLatin1String("matroska") ? QStringLiteral("video/x-matroska")
                                            : QStringLiteral("video/") + box;
}

MediaImport::MediaImport(Workbench &bench) : m_bench(bench) {}

ImportJob *MediaImport::find(media::JobId id)
{
    for (ImportJob &job : m_jobs) {
        if (job.id == id)
            return &job;
    }
    return nullptr;
}

void MediaImport::watch(media::MediaLibrary &library)
{
    using Library = media::MediaLibrary;
    connect(&library, &Library::progressed, this, [this](media::JobId id, int percent, Library::Stage stage) {
        ImportJob *job = find(id);
        if (!job)
            return;
        job->percent = percent;
        job->stage = stageText(stage);
        if (!job->hash.isEmpty())
            Q_EMIT progressed(job->hash, percent, job->stage);
        Q_EMIT jobsChanged();
    });
    connect(&library, &Library::probed, this, [this](media::JobId id, const media::ImportedMedia &found) {
        ImportJob *job = find(id);
        if (!job)
            return;
        job->hash = found.hash;
        // Another project may have been opened since; the file is not its business.
        const document::Document *document = m_bench.document();
        if (document && document->project().id == job->project)
            place(found);
    });
    connect(&library, &Library::imported, this, [this](media::JobId id) { end(id); });
    connect(&library, &Library::cancelled, this, [this](media::JobId id) { end(id); });
    connect(&library, &Library::failed, this, [this](media::JobId id, const Failure &failure) {
        const ImportJob *job = find(id);
        if (!job)
            return;
        const QString sentence =
            failure.advice.isEmpty() ? failure.what : failure.what + u' ' + failure.advice;
        Q_EMIT m_bench.told(tr("%1 was not imported. %2").arg(job->name, sentence), Tone::Bad);
        end(id);
    });
    connect(&library, &Library::thumbnailsChanged, this, &MediaImport::thumbnailsChanged);
    connect(&library, &Library::waveformChanged, this, &MediaImport::waveformChanged);
}

void MediaImport::end(media::JobId id)
{
    const ImportJob *job = find(id);
    if (!job)
        return;
    if (!job->hash.isEmpty())
        Q_EMIT progressed(job->hash, -1, {});
    m_jobs.removeIf([id](const ImportJob &each) { return each.id == id; });
    Q_EMIT jobsChanged();
}

void MediaImport::import(const QStringList &paths)
{
    const document::Document *document = m_bench.document();
    const QString project = document ? document->project().id : QString();
    for (const QString &path : paths) {
        const media::JobId id = m_bench.media().import(path);
        m_jobs.append({id, QFileInfo(path).fileName(), {}, 0, tr("Reading"), project});
    }
    Q_EMIT jobsChanged();
}

void MediaImport::refreshMissing()
{
    const document::Document *document = m_bench.document();
    if (!document)
        return;
    for (const project::Asset &asset : document->project().assets) {
        const QString path = document->assetPath(asset.hash);
        const bool busy = std::any_of(m_jobs.begin(), m_jobs.end(),
                                      [&](const ImportJob &job) { return job.hash == asset.hash; });
        if (path.isEmpty() || busy || m_bench.media().find(asset.hash))
            continue;
        import({path});
    }
}

void MediaImport::place(const media::ImportedMedia &found)
{
    document::Document *document = m_bench.document();
    if (!document)
        return;
    document->setAssetPath(found.hash, found.path);
    const project::Project &project = document->project();
    std::vector<project::Edit> edits;
    if (!project.asset(found.hash)) {
        project::Asset asset{found.hash, found.name, mediaTypeOf(found.probe), found.probe.bytes,
                             media::toJson(found.probe)};
        edits.push_back({project::AddAsset{asset}});
    }
    const project::Scene *scene = project.scene(m_bench.selection().scene());
    const bool empty =
        scene && std::none_of(scene->tracks.begin(), scene->tracks.end(), [](const auto &track) {
            return track.kind == project::TrackKind::Media && !track.clips.isEmpty();
        });
    if (empty && found.probe.kind == media::MediaKind::Film) {
        setFilm(found.hash, found.probe, std::move(edits));
        return;
    }
    if (!edits.empty())
        m_bench.apply(edits.front());
}

void MediaImport::setFilm(const QString &hash, const media::MediaProbe &probe,
                          std::vector<project::Edit> before)
{
    document::Document *document = m_bench.document();
    const project::Project &project = document->project();
    // A project without anything on its grid takes the film's rate and size.
    if (document->index().size() == 0 && probe.video) {
        const FrameRate rate = probe.video->rate;
        if (probe.video->constantRate && rate.isExact() && rate != project.rate)
            before.push_back({project::SetRate{rate}});
        const QSize size = probe.video->size;
        if (qint64(size.width()) * project.canvas.height != qint64(size.height()) * project.canvas.width)
            before.push_back({project::SetCanvas{size.width(), size.height()}});
    }
    before.push_back(
        {project::SetMedia{m_bench.selection().scene(), document->newId<ClipId>(), hash, {}, probe.length}});
    m_bench.apply(before.size() == 1 ? before.front() : project::Edit{project::Many{tr("Import"), before}});
}

void MediaImport::use(const QString &hash)
{
    document::Document *document = m_bench.document();
    const project::Asset *asset = document ? document->project().asset(hash) : nullptr;
    if (!asset)
        return;
    if (asset->type.startsWith(QLatin1String("image/"))) {
        const Place place{document->project(),
                          document->index(),
                          m_bench.selection().scene(),
                          {},
                          m_bench.selection().playhead()};
        const ClipId id = document->newId<ClipId>();
        const auto &types = element::types();
        const auto picture = std::find_if(types.begin(), types.end(), [](const element::TypeRow &row) {
            return row.card == element::CardForm::Image;
        });
        const auto insert =
            insertElement(place, {picture->key, MediaTime::ofMs(imageLengthMs)}, [id] { return id; });
        if (!insert) {
            Q_EMIT m_bench.told(tr("No interaction track is free at the playhead."), Tone::Warning);
            return;
        }
        std::vector<project::Edit> edits{*insert, {project::SetField{id, QStringLiteral("image"), hash}}};
        if (m_bench.apply(project::Edit{project::Many{tr("Add image"), edits}}))
            m_bench.selection().setClips({id});
        return;
    }
    if (const auto probe = media::probeFromJson(asset->probe))
        setFilm(hash, *probe, {});
}

void MediaImport::cancelAll()
{
    m_bench.media().cancelAll();
}

} // namespace icmp::shell
