// What is open: the document with its file, the selection, the playhead and the media behind it. No widgets.
#pragma once

#include "studio/document/document.h"
#include "studio/document/selection.h"
#include "studio/media/frame_cache.h"
#include "studio/media/media_library.h"
#include "studio/media/media_worker.h"
#include "studio/preview/playback.h"
#include "studio/settings/settings.h"

#include <QObject>
#include <memory>

namespace icmp::shell {

class MediaImport;

// What a workbench is given; all of it outlives the workbench.
struct Bench {
    const Clock &clock;
    Random &random;
    settings::Settings &settings;
    media::WorkerSettings workers;
    QString cacheFolder;
    QString projectFolder; // where new projects are kept
};

enum class Tone { Good, Warning, Bad };

class Workbench : public QObject {
    Q_OBJECT

public:
    explicit Workbench(const Bench &bench, QObject *parent = nullptr);
    ~Workbench() override;

    document::Document *document() const { return m_document.get(); }
    document::Selection &selection() { return m_selection; }
    preview::Playback &playback() { return m_playback; }
    settings::Settings &settings() { return m_bench.settings; }
    Random &random() { return m_bench.random; }
    const media::WorkerSettings &workers() const { return m_bench.workers; }
    // Made at the first use: starting it costs time that the first picture of the window does not have.
    media::MediaLibrary &media();
    MediaImport &imports() { return *m_imports; }

    // Replaces the open document; the old one is kept first. Fails with a sentence and keeps the old one.
    Outcome<void> open(const QString &path);
    // A new file with a free name in the folder of projects.
    Outcome<void> startNew();
    Outcome<void> openSample();
    // The project that was open last, else the sample.
    Outcome<void> openLast();
    Outcome<void> importJson(const QString &path);
    QStringList recent() const;
    void remember(const QString &path);
    // Thumbnails, waveforms and proxies that the project's media do not have yet; after the window is
    // painted.
    void makeMissingMedia();

    // Applies and tells a refusal by told(). True when it was applied.
    bool apply(const project::Edit &edit);
    bool apply(const std::optional<project::Edit> &edit) { return edit && apply(*edit); }
    project::Project freshProject(const QString &name);

Q_SIGNALS:
    // Another document; the old one is gone.
    void documentReplaced();
    // Something a person should know, one sentence.
    void told(const QString &sentence, icmp::shell::Tone tone);

private:
    Outcome<void> adopt(Outcome<std::unique_ptr<document::Document>> opened);
    Outcome<void> create(const project::Project &start);
    void followFilm();
    document::Surroundings surroundings() const { return {m_bench.clock, m_bench.random, {}}; }

    Bench m_bench;
    media::FrameCache m_frames;
    preview::Playback m_playback;
    document::Selection m_selection;
    std::unique_ptr<document::Document> m_document;
    std::unique_ptr<media::MediaLibrary> m_media;
    std::unique_ptr<MediaImport> m_imports;
};

} // namespace icmp::shell
