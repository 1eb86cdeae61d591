// The timeline beside the rest: what it shows follows document, selection, playhead and media, and back.
#pragma once

#include "studio/media/media_library.h"
#include "studio/timeline/media_pictures.h"

#include <QObject>

namespace icmp::document {
class Document;
}
namespace icmp::inspector {
struct Problem;
}
namespace icmp::timeline {
class TimelinePanel;
}

namespace icmp::shell {

class Workbench;

// Thumbnails and loudness from the media library. Answers from memory; what is missing comes later by
// updateMedia().
class LibraryPictures : public timeline::MediaPictures {
public:
    explicit LibraryPictures(Workbench &bench) : m_bench(bench) {}
    QImage thumbnail(const QString &asset, MediaTime t, int height) override;
    QList<timeline::Peak> peaks(const QString &asset, const MediaRange &range, int count) override;
    // The waveform of the asset has changed.
    void forget(const QString &asset);

private:
    const QImage &stored(const QString &asset, MediaTime t);

    Workbench &m_bench;
    QHash<QString, media::Waveform> m_waveforms;
    QHash<std::pair<QString, qint64>, QImage> m_thumbnails; // by asset and second
};

class TimelineLink : public QObject {
    Q_OBJECT

public:
    // Both outlive the link.
    TimelineLink(Workbench &bench, timeline::TimelinePanel &panel, QObject *parent);
    ~TimelineLink() override;

    // Another document is open.
    void follow(document::Document *document);
    void showProblems(const QList<inspector::Problem> &problems);

Q_SIGNALS:
    // A sentence for people.
    void refused(const QString &sentence);
    void problemActivated();
    void clipActivated();

private:
    void show();
    void showMedia(const QString &asset);

    Workbench &m_bench;
    timeline::TimelinePanel &m_panel;
    LibraryPictures m_pictures;
    document::Document *m_document = nullptr;
    bool m_following = false;
};

} // namespace icmp::shell
