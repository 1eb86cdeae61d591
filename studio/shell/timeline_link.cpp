#include "studio/shell/timeline_link.h"

#include "studio/inspector/inspector_panel.h"
#include "studio/shell/media_import.h"
#include "studio/shell/workbench.h"
#include "studio/timeline/timeline_panel.h"

#include <QCoreApplication>

namespace icmp::shell {

namespace {

constexpr int loudest = 127; // of the waveform's steps
constexpr int timelineLoudest = 32'767;
constexpr qsizetype thumbnailsMax = 4'000; // 90 px high: about 50 KiB each in the worst case

} // namespace

const QImage &LibraryPictures::stored(const QString &asset, MediaTime t)
{
    const auto key = std::pair(asset, t.flicks / flicksPerSecond);
    const auto found = m_thumbnails.constFind(key);
    if (found != m_thumbnails.constEnd())
        return *found;
    if (m_thumbnails.size() > thumbnailsMax)
        m_thumbnails.clear();
    return *m_thumbnails.insert(key, m_bench.media().thumbnail(asset, t));
}

QImage LibraryPictures::thumbnail(const QString &asset, MediaTime t, int)
{
    return stored(asset, t);
}

QList<timeline::Peak> LibraryPictures::peaks(const QString &asset, const MediaRange &range, int count)
{
    if (!m_waveforms.contains(asset))
        m_waveforms.insert(asset, m_bench.media().waveform(asset));
    const media::Waveform &waveform = m_waveforms[asset];
    QList<timeline::Peak> peaks;
    if (waveform.isEmpty())
        return peaks;
    peaks.reserve(count);
    const qint64 length = range.length().flicks;
    for (int i = 0; i < count; ++i) {
        const MediaTime from = range.start + MediaTime{length / count * i};
        const MediaTime to = range.start + MediaTime{length / count * (i + 1)};
        const media::Peak peak = waveform.over({from, std::max(to, from + MediaTime{1})});
        peaks.append({qint16(std::min(0, peak.low * timelineLoudest / loudest) * -1),
                      qint16(std::max(0, peak.high * timelineLoudest / loudest))});
        if (peaks.last().low > peaks.last().high)
            std::swap(peaks.last().low, peaks.last().high);
    }
    return peaks;
}

void LibraryPictures::forget(const QString &asset)
{
    m_waveforms.remove(asset);
    m_thumbnails.removeIf([&](const auto &entry) { return entry.key().first == asset; });
}

TimelineLink::TimelineLink(Workbench &bench, timeline::TimelinePanel &panel, QObject *parent)
    : QObject(parent), m_bench(bench), m_panel(panel), m_pictures(bench)
{
    using timeline::TimelineView;
    TimelineView *view = panel.view();
    view->setMediaPictures(&m_pictures);
    view->setInsertLength(MediaTime::ofMs(bench.settings().get(settings::declared::insertLengthMs)));
    view->setSnapPixels(bench.settings().get(settings::declared::snapPixels));
    document::Selection &selection = bench.selection();
    preview::Playback &playback = bench.playback();
    connect(view, &TimelineView::selectionChanged, &selection, &document::Selection::setClips);
    connect(view, &TimelineView::playheadMoved, &playback, &preview::Playback::seek);
    connect(view, &TimelineView::rangeChanged, &playback,
            [view, &playback] { playback.setRange(view->state().range); });
    connect(view, &TimelineView::filesDropped, this, [this](const QList<QUrl> &files) {
        QStringList paths;
        for (const QUrl &file : files) {
            if (file.isLocalFile())
                paths.append(file.toLocalFile());
        }
        m_bench.imports().import(paths);
    });
    connect(view, &TimelineView::refused, this, [this](const Refusal &refusal) {
        Q_EMIT refused(QCoreApplication::translate("Refusal", sentenceOf(refusal.code)));
    });
    connect(view, &TimelineView::clipActivated, this, &TimelineLink::clipActivated);
    connect(view, &TimelineView::problemActivated, this, &TimelineLink::problemActivated);
    connect(&selection, &document::Selection::clipsChanged, this,
            [this, view] { view->setSelected(m_bench.selection().clips(), m_bench.selection().focus()); });
    connect(&selection, &document::Selection::sceneChanged, this,
            [view](SceneId scene) { view->setScene(scene); });
    connect(&playback, &preview::Playback::timeChanged, this, [view, &playback](MediaTime t) {
        view->setPlayhead(t, playback.isPlaying() ? TimelineView::Follow::Yes : TimelineView::Follow::No);
    });
    connect(&playback, &preview::Playback::stateChanged, this, [view, &playback] {
        if (view->state().range != playback.range())
            view->setRange(playback.range());
        view->setLooping(playback.loops());
    });
    connect(&bench.imports(), &MediaImport::thumbnailsChanged, this, &TimelineLink::showMedia);
    connect(&bench.imports(), &MediaImport::waveformChanged, this, &TimelineLink::showMedia);
    connect(&panel, &timeline::TimelinePanel::snappingChosen, this,
            [this](bool on) { m_bench.settings().set(settings::declared::snapping, on); });
    connect(&panel, &timeline::TimelinePanel::rippleChosen, this,
            [this](bool on) { m_bench.settings().set(settings::declared::ripple, on); });
}

TimelineLink::~TimelineLink()
{
    m_panel.view()->setMediaPictures(nullptr);
}

void TimelineLink::follow(document::Document *document)
{
    m_document = document;
    connect(document, &document::Document::changed, this, &TimelineLink::show);
    show();
    m_panel.view()->setScene(m_bench.selection().scene());
    m_panel.view()->setPlayhead(m_bench.playback().time());
    m_panel.view()->fit();
}

void TimelineLink::show()
{
    timeline::TimelineView *view = m_panel.view();
    const project::Scene *before = view->state().shownScene();
    const bool wasEmpty = !before || lengthOf(*before).flicks == 0;
    view->setProject(m_document->project(), m_document->index());
    const project::Scene *after = view->state().shownScene();
    if (wasEmpty && after && lengthOf(*after).flicks > 0)
        view->fit();
}

void TimelineLink::showMedia(const QString &asset)
{
    m_pictures.forget(asset);
    m_panel.view()->updateMedia(asset);
}

void TimelineLink::showProblems(const QList<inspector::Problem> &problems)
{
    QHash<ClipId, timeline::Problem> marks;
    for (const inspector::Problem &problem : problems) {
        timeline::Problem &mark = marks[problem.clip];
        if (problem.finding.severity == element::Severity::Error)
            mark = timeline::Problem::Error;
        else if (problem.finding.severity == element::Severity::Warning && mark != timeline::Problem::Error)
            mark = timeline::Problem::Warning;
    }
    m_panel.view()->setProblems(marks);
}

} // namespace icmp::shell
