// What stands between a project and its publication: findings, each with the clip to select.
#pragma once

#include "core/package/package.h"

namespace icmp::package {

struct ProjectFinding {
    element::Finding finding;
    ClipId clip;   // not valid when it is about the whole project
    QString asset; // hash, when it is about a file
};

inline constexpr qint64 readableMs = 1'500; // shorter than this nobody can read and press anything

// Findings of all scenes in timeline order, errors and warnings mixed; errors block publishing.
//
// ids      those of element::findings, and project-empty, no-film, beyond-end, too-short, asset-missing (used
// but not
//          among the assets), asset-unsupported (an image type that browsers do not show)
QList<ProjectFinding> validate(const project::Project &project);
bool blocks(const QList<ProjectFinding> &findings);
// Whether browsers play this asset as it is: MP4 with H.264 or AV1 and AAC or Opus, WebM with VP8, VP9 or AV1
// and Opus or Vorbis, judged by the probe that the media worker wrote; unknown probes are not playable.
bool playsInBrowsers(const project::Asset &asset);

} // namespace icmp::package
