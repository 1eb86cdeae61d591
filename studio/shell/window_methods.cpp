#include "studio/shell/window_methods.h"

#include "studio/inspector/inspector_panel.h"
#include "studio/preview/preview_panel.h"
#include "studio/publish/publisher.h"
#include "studio/shell/main_window.h"
#include "studio/timeline/timeline_panel.h"

#include <QApplication>
#include <QBuffer>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QMouseEvent>
#include <QPointer>
#include <QTimer>

namespace icmp::shell {

namespace {

using automation::RpcAnswer;
using automation::RpcError;

constexpr int sideMax = 7'680;
constexpr int pathMax = 10'000;
constexpr int zoomMax = 1'000; // per mille
constexpr int frameWaitMs = 30'000;

tl::unexpected<RpcError> invalid(const QString &what)
{
    return tl::unexpected(RpcError{automation::invalidParams, what, {}});
}

QString png(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return QString::fromLatin1(bytes.toBase64());
}

QWidget *viewOf(MainWindow &window, const QString &name)
{
    if (name == QLatin1String("timeline"))
        return window.timeline().view();
    if (name == QLatin1String("canvas") || name == QLatin1String("preview"))
        return &window.preview().canvas();
    return name.isEmpty() || name == QLatin1String("studio") ? &window : window.findChild<QWidget *>(name);
}

RpcAnswer grab(MainWindow &window, const QJsonObject &params)
{
    QWidget *view = viewOf(window, params[QLatin1String("view")].toString());
    if (!view)
        return invalid(QStringLiteral("There is no such view."));
    const QJsonObject part = params[QLatin1String("rect")].toObject();
    const QRect rect =
        part.isEmpty() ? view->rect()
                       : QRect(part[QLatin1String("x")].toInt(), part[QLatin1String("y")].toInt(),
                               part[QLatin1String("width")].toInt(), part[QLatin1String("height")].toInt());
    return QJsonObject{{QStringLiteral("png"), png(view->grab(rect.intersected(view->rect())).toImage())}};
}

double percentile(QList<double> values, double part)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    return values.at(std::min(values.size() - 1, qsizetype(part * double(values.size()))));
}

Qt::KeyboardModifiers modifiersOf(const QJsonArray &names)
{
    Qt::KeyboardModifiers modifiers;
    for (const auto name : names) {
        const QString text = name.toString();
        modifiers |= text == QLatin1String("ctrl")    ? Qt::ControlModifier
                     : text == QLatin1String("shift") ? Qt::ShiftModifier
                     : text == QLatin1String("alt")   ? Qt::AltModifier
                                                      : Qt::NoModifier;
    }
    return modifiers;
}

// Tells whether the widget it watches has painted.
class PaintWatch : public QObject {
public:
    explicit PaintWatch(QWidget &view) { view.installEventFilter(this); }
    bool hasPainted() const { return m_painted; }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_painted = m_painted || event->type() == QEvent::Paint;
        return false;
    }

private:
    bool m_painted = false;
};

// Posts one event and returns the milliseconds until the view has painted what it changed.
double sendMouse(QWidget &view, QEvent::Type type, const QPointF &at, Qt::KeyboardModifiers modifiers)
{
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
    const PaintWatch watch(view);
    QElapsedTimer timer;
    timer.start();
    QCoreApplication::postEvent(&view,
                                new QMouseEvent(type, at, view.mapToGlobal(at), button, held, modifiers));
    QCoreApplication::sendPostedEvents(&view);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::UpdateRequest);
    if (!watch.hasPainted())
        view.repaint();
    return double(timer.nsecsElapsed()) / 1e6;
}

// Where a path begins that is told from a clip: the middle of what is seen of it, once it is in view.
std::optional<QPointF> middleOf(MainWindow &window, const QWidget *view, ClipId clip)
{
    const auto place = window.bench().document()->index().place(clip);
    if (!place)
        return std::nullopt;
    // The view scrolls to times that are new to it, so it hears of them before the playback does; of the end
    // too, or a drag would begin where the view scrolls by itself.
    const project::Project &project = window.bench().document()->project();
    const MediaTime end = window.bench().document()->index().find(project, clip)->clip->range.end;
    if (view == window.timeline().view()) {
        for (const MediaTime t : {end, place->start})
            window.timeline().view()->setPlayhead(t, timeline::TimelineView::Follow::Yes);
    }
    window.bench().playback().seek(place->start);
    QRect seen;
    if (view == window.timeline().view()) {
        seen = window.timeline().view()->rectOf(clip);
    } else {
        for (const preview::VisibleClip &item : window.preview().canvas().visible()) {
            if (item.clip.id == clip)
                seen = window.preview().canvas().rectOf(item);
        }
    }
    seen = seen.intersected(view->rect());
    return seen.isEmpty() ? std::nullopt : std::optional(QPointF(seen.center()));
}

// Zooms and chooses as asked, and returns what the points of the path are told from.
tl::expected<QPointF, RpcError> prepareDrag(MainWindow &window, const QWidget *view,
                                            const QJsonObject &params)
{
    timeline::TimelineView *timeline = window.timeline().view();
    if (params.contains(QLatin1String("zoom"))) {
        const qint64 zoom = params[QLatin1String("zoom")].toInteger(-1);
        if (view != timeline || zoom < 0 || zoom > zoomMax)
            return invalid(QStringLiteral("zoom is 0 to 1000, of the timeline."));
        timeline->setZoomPerMille(int(zoom));
    }
    QList<ClipId> clips;
    for (const auto clip : params[QLatin1String("clips")].toArray())
        clips.append(ClipId{clip.toInteger()});
    if (clips.isEmpty())
        return QPointF();
    const auto from = middleOf(window, view, clips.first());
    if (!from)
        return invalid(QStringLiteral("The first of the clips is not in this view."));
    window.bench().selection().setClips(clips, clips.first());
    return *from;
}

// With clips, the path is told from the middle of the first of them: who asks need not know the zoom.
RpcAnswer drag(MainWindow &window, const QJsonObject &params)
{
    QWidget *view = viewOf(window, params[QLatin1String("view")].toString());
    const QJsonArray path = params[QLatin1String("path")].toArray();
    if (!view || path.size() < 2 || path.size() > pathMax)
        return invalid(QStringLiteral("A view and a path of at least two points are needed."));
    const auto origin = prepareDrag(window, view, params);
    if (!origin)
        return tl::unexpected(origin.error());
    const Qt::KeyboardModifiers modifiers = modifiersOf(params[QLatin1String("modifiers")].toArray());
    const auto point = [&](qsizetype i) {
        return *origin +
               QPointF(path.at(i)[QLatin1String("x")].toDouble(), path.at(i)[QLatin1String("y")].toDouble());
    };
    const qint64 before = window.bench().document()->seq();
    QList<double> times;
    sendMouse(*view, QEvent::MouseButtonPress, point(0), modifiers);
    for (qsizetype i = 1; i < path.size(); ++i)
        times.append(sendMouse(*view, QEvent::MouseMove, point(i), modifiers));
    sendMouse(*view, QEvent::MouseButtonRelease, point(path.size() - 1), modifiers);
    const qint64 after = window.bench().document()->seq();
    QJsonArray list;
    for (const double time : times)
        list.append(time);
    return QJsonObject{{QStringLiteral("times"), list},
                       {QStringLiteral("p95"), percentile(times, 0.95)},
                       {QStringLiteral("p99"), percentile(times, 0.99)},
                       {QStringLiteral("seq"), after == before ? QJsonValue() : QJsonValue(after)}};
}

QJsonObject frameAnswer(MainWindow &window, QSize size)
{
    const preview::CanvasView &canvas = window.preview().canvas();
    const preview::Playback &playback = window.bench().playback();
    QJsonArray visible;
    for (const preview::VisibleClip &item : canvas.visible()) {
        if (item.held)
            continue;
        const QRect box = preview::boxPixels(item.clip.box, size);
        visible.append(
            QJsonObject{{QStringLiteral("id"), item.clip.id.value},
                        {QStringLiteral("z"), item.clip.z},
                        {QStringLiteral("box"), QJsonObject{{QStringLiteral("x"), box.x()},
                                                            {QStringLiteral("y"), box.y()},
                                                            {QStringLiteral("w"), box.width()},
                                                            {QStringLiteral("h"), box.height()}}}});
    }
    return {{QStringLiteral("png"), png(canvas.composed(size))},
            {QStringLiteral("pts"), playback.time().flicks},
            {QStringLiteral("frame"), playback.frame()},
            {QStringLiteral("visible"), visible}};
}

void frame(MainWindow &window, const QJsonObject &params, const automation::Answer &answer)
{
    const QJsonObject wanted = params[QLatin1String("size")].toObject();
    const QSize size(wanted[QLatin1String("width")].toInt(1'280), wanted[QLatin1String("height")].toInt(720));
    if (!params[QLatin1String("t")].isDouble() || size.isEmpty() ||
        std::max(size.width(), size.height()) > sideMax) {
        answer(invalid(QStringLiteral("t in flicks and a size are needed.")));
        return;
    }
    window.bench().playback().pause();
    window.bench().playback().seek(MediaTime{params[QLatin1String("t")].toInteger()});
    auto *wait = new QTimer(&window);
    auto started = std::make_shared<QElapsedTimer>();
    started->start();
    QObject::connect(wait, &QTimer::timeout, &window, [&window, wait, started, size, answer] {
        using Picture = preview::Playback::Picture;
        const Picture picture = window.bench().playback().picture();
        const bool waiting = picture == Picture::Opening || picture == Picture::Seeking;
        if (waiting && started->elapsed() < frameWaitMs)
            return;
        wait->stop();
        wait->deleteLater();
        if (waiting)
            answer(tl::unexpected(
                RpcError{automation::failedCode, QStringLiteral("The frame did not come."), {}}));
        else
            answer(frameAnswer(window, size));
    });
    wait->start(2);
}

QJsonObject findingJson(const element::Finding &finding, ClipId clip)
{
    static constexpr const char *severities[] = {"note", "warning", "error"};
    return {{QStringLiteral("id"), finding.id},
            {QStringLiteral("severity"), QLatin1String(severities[int(finding.severity)])},
            {QStringLiteral("clip"), clip.isValid() ? QJsonValue(clip.value) : QJsonValue()},
            {QStringLiteral("field"), finding.field},
            {QStringLiteral("message"), finding.message}};
}

// "scene": what the list of problems shows. "project": what publishing would say of all scenes.
RpcAnswer lint(MainWindow &window, const QJsonObject &params)
{
    const QString scope = params[QLatin1String("scope")].toString(QStringLiteral("scene"));
    QJsonArray list;
    if (scope == QLatin1String("scene")) {
        for (const inspector::Problem &problem : window.inspector().problems())
            list.append(findingJson(problem.finding, problem.clip));
    } else if (scope == QLatin1String("project")) {
        for (const package::ProjectFinding &one : publish::Publisher::findings(*window.bench().document()))
            list.append(findingJson(one.finding, one.clip));
    } else {
        return invalid(QStringLiteral("scope is \"scene\" or \"project\"."));
    }
    return QJsonObject{{QStringLiteral("findings"), list}};
}

} // namespace

void addWindowMethods(automation::AutomationPort &port, MainWindow &window)
{
    port.addNow(QStringLiteral("view.grab"),
                [&window](const QJsonObject &params) { return grab(window, params); });
    port.addNow(QStringLiteral("view.drag"),
                [&window](const QJsonObject &params) { return drag(window, params); });
    port.add(QStringLiteral("preview.frame"),
             [&window](const QJsonObject &params, const automation::Answer &answer) {
                 frame(window, params, answer);
             });
    port.addNow(QStringLiteral("lint"),
                [&window](const QJsonObject &params) { return lint(window, params); });
}

} // namespace icmp::shell
