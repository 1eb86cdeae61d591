#include "core/package/validate.h"

#include "core/base/hash.h"

#include <algorithm>

namespace icmp::package {

namespace {

using element::Finding;
using element::Severity;

ProjectFinding aboutProject(const char *id, const char *message)
{
    return {Finding{QString::fromLatin1(id), Severity::Error, {}, QString::fromLatin1(message)}, {}, {}};
}

ProjectFinding about(const project::Clip &clip, Severity severity, const char *id, const char *message)
{
    return {Finding{QString::fromLatin1(id), severity, {}, QString::fromLatin1(message)}, clip.id, {}};
}

void checkImage(const project::Project &project, const project::Clip &clip, QList<ProjectFinding> &found)
{
    const QString hash = element::fieldValue(*clip.element(), QStringLiteral("image")).toString();
    if (hash.isEmpty())
        return;
    const project::Asset *asset = project.asset(hash);
    ProjectFinding finding;
    if (!asset)
        finding =
            about(clip, Severity::Error, "asset-missing", "The picture is not among the project's media.");
    else if (!asset->type.startsWith(u"image/") || !isAllowedType(asset->type))
        finding =
            about(clip, Severity::Error, "asset-unsupported", "Browsers do not show this kind of picture.");
    else
        return;
    finding.finding.field = QStringLiteral("image");
    finding.asset = hash;
    found.append(finding);
}

void checkElement(const project::Project &project, const project::Clip &clip, MediaTime length,
                  QList<ProjectFinding> &found)
{
    for (const Finding &finding : element::findings(*clip.element()))
        found.append({finding, clip.id, {}});
    if (clip.element()->trigger == element::Trigger::Time) {
        if (clip.range.start >= length)
            found.append(about(clip, Severity::Error, "beyond-end", "It begins after the end of the film."));
        else if (clip.range.end > length)
            found.append(
                about(clip, Severity::Warning, "beyond-end", "It goes on after the end of the film."));
        const bool read = element::typeOf(*clip.element()).card != element::CardForm::None;
        if (read && clip.range.length() < MediaTime::ofMs(readableMs))
            found.append(about(clip, Severity::Warning, "too-short", "It is shown too briefly to be read."));
    }
    checkImage(project, clip, found);
}

void checkFilm(const project::Project &project, const project::Scene &scene, QList<ProjectFinding> &found)
{
    bool any = false;
    for (const project::Track &track : scene.tracks) {
        if (track.kind != project::TrackKind::Media)
            continue;
        for (const project::Clip &clip : track.clips.all()) {
            any = true;
            if (const auto *media = clip.media(); media && !project.asset(media->asset)) {
                auto finding = about(clip, Severity::Error, "asset-missing",
                                     "The film is not among the project's media.");
                finding.asset = media->asset;
                found.append(finding);
            }
        }
    }
    if (!any)
        found.append(aboutProject("no-film", "There is no film. Drop one onto the video track."));
}

} // namespace

QList<ProjectFinding> validate(const project::Project &project)
{
    QList<ProjectFinding> found;
    bool anyElement = false;
    for (const project::Scene &scene : project.scenes) {
        checkFilm(project, scene, found);
        const MediaTime length = project::lengthOf(scene);
        QList<project::Clip> clips;
        for (const project::Track &track : scene.tracks) {
            for (const project::Clip &clip : track.clips.all()) {
                if (clip.element())
                    clips.append(clip);
            }
        }
        std::sort(clips.begin(), clips.end(), [](const project::Clip &a, const project::Clip &b) {
            return std::pair(a.range.start, a.id) < std::pair(b.range.start, b.id);
        });
        anyElement = anyElement || !clips.isEmpty();
        for (const project::Clip &clip : clips)
            checkElement(project, clip, length, found);
    }
    if (!anyElement)
        found.append({Finding{QStringLiteral("project-empty"),
                              Severity::Warning,
                              {},
                              QStringLiteral("Nothing in it is interactive yet.")},
                      {},
                      {}});
    return found;
}

bool blocks(const QList<ProjectFinding> &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const ProjectFinding &f) { return f.finding.severity == Severity::Error; });
}

bool playsInBrowsers(const project::Asset &asset)
{
    const QString video =
        asset.probe.value(QLatin1String("video")).toObject().value(QLatin1String("codec")).toString();
    const QString audio =
        asset.probe.value(QLatin1String("audio")).toObject().value(QLatin1String("codec")).toString();
    const auto oneOf = [](const QString &codec, std::initializer_list<const char *> codecs) {
        return std::any_of(codecs.begin(), codecs.end(),
                           [&](const char *c) { return codec == QLatin1String(c); });
    };
    if (asset.type == u"video/mp4")
        return oneOf(video, {"h264", "av1"}) && (audio.isEmpty() || oneOf(audio, {"aac", "opus", "mp3"}));
    if (asset.type == u"video/webm")
        return oneOf(video, {"vp8", "vp9", "av1"}) && (audio.isEmpty() || oneOf(audio, {"opus", "vorbis"}));
    return false;
}

} // namespace icmp::package
