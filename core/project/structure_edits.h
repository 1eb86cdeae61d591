// Edits of the project itself, its scenes and its tracks.
#pragma once

#include "core/project/edit_field.h"

namespace icmp::project {

struct RenameProject {
    ICMP_EDIT(RenameProject, "project.rename", "Rename project");
    QString name;
    static constexpr auto fields() { return std::tuple{editField("name", &Self::name)}; }
};
struct SetRate {
    ICMP_EDIT(SetRate, "project.set-rate", "Change frame rate");
    FrameRate rate;
    static constexpr auto fields() { return std::tuple{editField("rate", &Self::rate)}; }
};
struct SetCanvas {
    ICMP_EDIT(SetCanvas, "project.set-canvas", "Change canvas size");
    qint64 width = 1920, height = 1080;
    static constexpr auto fields()
    {
        return std::tuple{editField("width", &Self::width), editField("height", &Self::height)};
    }
};
struct SetLanguages {
    ICMP_EDIT(SetLanguages, "project.set-language", "Change languages");
    QStringList languages;
    static constexpr auto fields() { return std::tuple{editField("languages", &Self::languages)}; }
};
struct SetText {
    ICMP_EDIT(SetText, "project.set-text", "Translate");
    ClipId owner;
    QString field, language, text;
    static constexpr auto fields()
    {
        return std::tuple{editField("owner", &Self::owner), editField("field", &Self::field),
                          editField("language", &Self::language), editField("text", &Self::text)};
    }
};
// The whole value of a named version; undone like any other edit.
struct RestoreVersion {
    ICMP_EDIT(RestoreVersion, "project.restore", "Return to version");
    QString version;
    QJsonObject project;
    static constexpr auto fields()
    {
        return std::tuple{editField("version", &Self::version), editField("project", &Self::project)};
    }
};

struct AddScene {
    ICMP_EDIT(AddScene, "scene.add", "Add scene");
    SceneId scene;
    QString name;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("name", &Self::name)};
    }
};
struct RemoveScene {
    ICMP_EDIT(RemoveScene, "scene.remove", "Remove scene");
    SceneId scene;
    static constexpr auto fields() { return std::tuple{editField("scene", &Self::scene)}; }
};
struct RenameScene {
    ICMP_EDIT(RenameScene, "scene.rename", "Rename scene");
    SceneId scene;
    QString name;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("name", &Self::name)};
    }
};
// The media sequence becomes one clip from 0; its id is given so that apply stays deterministic.
struct SetMedia {
    ICMP_EDIT(SetMedia, "scene.set-media", "Set the film");
    SceneId scene;
    ClipId clip;
    QString asset;
    MediaTime in, out;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("clip", &Self::clip),
                          editField("asset", &Self::asset), editField("in", &Self::in),
                          editField("out", &Self::out)};
    }
};

struct AddTrack {
    ICMP_EDIT(AddTrack, "track.add", "Add track");
    SceneId scene;
    TrackId track;
    QString name;
    TrackKind kind = TrackKind::Overlay;
    qint64 at = 0; // index the track gets
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track),
                          editField("name", &Self::name), editField("trackKind", &Self::kind),
                          editField("at", &Self::at)};
    }
};
struct RemoveTrack {
    ICMP_EDIT(RemoveTrack, "track.remove", "Remove track");
    SceneId scene;
    TrackId track;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track)};
    }
};
struct MoveTrack {
    ICMP_EDIT(MoveTrack, "track.move", "Move track");
    SceneId scene;
    TrackId track;
    qint64 at = 0;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track),
                          editField("at", &Self::at)};
    }
};
struct RenameTrack {
    ICMP_EDIT(RenameTrack, "track.rename", "Rename track");
    SceneId scene;
    TrackId track;
    QString name;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track),
                          editField("name", &Self::name)};
    }
};
struct SetTrack {
    ICMP_EDIT(SetTrack, "track.set", "Change track");
    SceneId scene;
    TrackId track;
    bool locked = false, hidden = false;
    Sharing sharing = Sharing::Exclusive;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track),
                          editField("locked", &Self::locked), editField("hidden", &Self::hidden),
                          editField("sharing", &Self::sharing)};
    }
};

} // namespace icmp::project
