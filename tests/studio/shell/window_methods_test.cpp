// What programs ask of the window: drags by real events, pictures, frames, findings.
#include "studio/shell/window_methods.h"

#include "app/platform/system_ports.h"
#include "studio/preview/preview_panel.h"
#include "studio/shell/main_window.h"
#include "studio/timeline/timeline_panel.h"
#include "tests/studio/shell/studio_parts.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::shell;

namespace {

constexpr ClipId poll{101}, quiz{102};
constexpr int invalidParams = automation::invalidParams;

QImage imageOf(const QJsonObject &answer)
{
    return QImage::fromData(QByteArray::fromBase64(answer[QLatin1String("png")].toString().toLatin1()),
                            "PNG");
}

QJsonObject at(double x, double y)
{
    return {{QStringLiteral("x"), x}, {QStringLiteral("y"), y}};
}

} // namespace

class WindowMethodsTest : public QObject {
    Q_OBJECT

    struct Studio : test::StudioParts {
        std::unique_ptr<MainWindow> window;
        automation::AutomationPort port;
        QLocalSocket socket;

        Studio()
        {
            const auto started = bench.startNew();
            Q_ASSERT(started);
            window = std::make_unique<MainWindow>(bench, keymap, theme);
            window->resize(1'600, 1'000);
            window->show();
            addWindowMethods(port, *window);
            const QString path = folder.filePath(QStringLiteral("s"));
            QVERIFY(port.listen(QStringLiteral("unix:") + path));
            socket.connectToServer(path);
            QVERIFY(socket.waitForConnected());
            add(poll, "poll.single", 2, 6);
            add(quiz, "quiz", 8, 12);
            QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        }
        void add(ClipId id, const char *type, int from, int to)
        {
            project::Clip clip;
            clip.id = id;
            clip.range = {MediaTime::ofSeconds(from), MediaTime::ofSeconds(to)};
            clip.box = {200'000, 200'000, 300'000, 400'000};
            clip.body = project::makeBody(*element::make(QLatin1String(type)));
            const project::Scene &scene = bench.document()->project().scenes.first();
            QVERIFY(bench.document()->apply(
                {project::InsertClip{scene.id, scene.tracks[1].id, clip, project::Ripple::None}}));
        }
        project::Clip clip(ClipId id) const
        {
            return *bench.document()->index().find(bench.document()->project(), id)->clip;
        }
        // The whole answer: result or error.
        QJsonObject ask(const QString &method, const QJsonObject &params)
        {
            const QJsonObject request{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                                      {QStringLiteral("id"), 1},
                                      {QStringLiteral("method"), method},
                                      {QStringLiteral("params"), params}};
            socket.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
            std::ignore = QTest::qWaitFor([&] { return socket.canReadLine(); }, 30'000);
            return QJsonDocument::fromJson(socket.readLine()).object();
        }
        QJsonObject result(const QString &method, const QJsonObject &params)
        {
            const QJsonObject told = ask(method, params);
            if (told.contains(QLatin1String("error")))
                qWarning() << told;
            return told[QLatin1String("result")].toObject();
        }
        int refusal(const QString &method, const QJsonObject &params)
        {
            return ask(method, params)[QLatin1String("error")][QLatin1String("code")].toInt();
        }
    };

private Q_SLOTS:
    // Told from a clip, at whatever zoom: the clip is moved by one edit, and every event has its time.
    void aDragOnTheTimelineIsOneEditAtEveryZoom()
    {
        for (const int zoom : {150, 400, 700}) {
            Studio studio;
            const auto before = studio.clip(quiz).range;
            const qint64 seq = studio.bench.document()->seq();
            const QJsonObject told = studio.result(
                QStringLiteral("view.drag"),
                {{QStringLiteral("view"), QStringLiteral("timeline")},
                 {QStringLiteral("clips"), QJsonArray{quiz.value}},
                 {QStringLiteral("zoom"), zoom},
                 {QStringLiteral("modifiers"), QJsonArray{QStringLiteral("alt")}},
                 {QStringLiteral("path"), QJsonArray{at(0, 0), at(20, 0), at(40, 0), at(60, 0)}}});
            QCOMPARE(told[QLatin1String("seq")].toInteger(), seq + 1);
            QCOMPARE(studio.bench.document()->seq(), seq + 1);
            QVERIFY(studio.clip(quiz).range.start > before.start);
            QCOMPARE(studio.clip(quiz).range.length(), before.length());
            const QJsonArray times = told[QLatin1String("times")].toArray();
            QCOMPARE(times.size(), 3);
            for (const auto time : times)
                QVERIFY(time.toDouble() > 0);
            QVERIFY(told[QLatin1String("p95")].toDouble() <= told[QLatin1String("p99")].toDouble());
            const auto *view = studio.window->timeline().view();
            const double moved = double((studio.clip(quiz).range.start - before.start).flicks);
            const double frame = double(studio.bench.document()->project().rate.frameLength().flicks);
            QVERIFY(qAbs(moved - 60 * view->axis().flicksPerPixel()) <= frame);
        }
    }

    void aDragThatEndsWhereItBeganIsNoEdit()
    {
        Studio studio;
        const QJsonObject told =
            studio.result(QStringLiteral("view.drag"),
                          {{QStringLiteral("view"), QStringLiteral("timeline")},
                           {QStringLiteral("clips"), QJsonArray{quiz.value}},
                           {QStringLiteral("path"), QJsonArray{at(0, 0), at(30, 0), at(0, 0)}}});
        QVERIFY(told.contains(QLatin1String("seq")) && told[QLatin1String("seq")].isNull());
    }

    void aDragOnTheCanvasMovesTheBox()
    {
        Studio studio;
        const project::Box before = studio.clip(poll).box;
        const QJsonObject told =
            studio.result(QStringLiteral("view.drag"),
                          {{QStringLiteral("view"), QStringLiteral("canvas")},
                           {QStringLiteral("clips"), QJsonArray{poll.value}},
                           {QStringLiteral("path"), QJsonArray{at(0, 0), at(10, 0), at(25, 0), at(40, 0)}}});
        QVERIFY(!told[QLatin1String("seq")].isNull());
        QVERIFY(studio.clip(poll).box.x > before.x);
        QCOMPARE(studio.clip(poll).box.w, before.w);
    }

    void whatCannotBeDraggedIsRefused()
    {
        Studio studio;
        const QString drag = QStringLiteral("view.drag");
        const QJsonArray path{at(0, 0), at(5, 0)};
        QCOMPARE(studio.refusal(drag, {{QStringLiteral("view"), QStringLiteral("nowhere")},
                                       {QStringLiteral("path"), path}}),
                 invalidParams);
        QCOMPARE(studio.refusal(drag, {{QStringLiteral("view"), QStringLiteral("timeline")},
                                       {QStringLiteral("path"), QJsonArray{at(0, 0)}}}),
                 invalidParams);
        QCOMPARE(studio.refusal(drag, {{QStringLiteral("view"), QStringLiteral("timeline")},
                                       {QStringLiteral("clips"), QJsonArray{999}},
                                       {QStringLiteral("path"), path}}),
                 invalidParams);
        QCOMPARE(studio.refusal(drag, {{QStringLiteral("view"), QStringLiteral("timeline")},
                                       {QStringLiteral("zoom"), 1'001},
                                       {QStringLiteral("path"), path}}),
                 invalidParams);
        QCOMPARE(studio.refusal(drag, {{QStringLiteral("view"), QStringLiteral("canvas")},
                                       {QStringLiteral("zoom"), 500},
                                       {QStringLiteral("path"), path}}),
                 invalidParams);
    }

    void aGrabIsThePictureOfThePart()
    {
        Studio studio;
        const QImage whole = imageOf(studio.result(QStringLiteral("view.grab"),
                                                   {{QStringLiteral("view"), QStringLiteral("timeline")}}));
        const auto *view = studio.window->timeline().view();
        QCOMPARE(whole.size(), view->size());
        const QRect part = view->rectOf(poll);
        const QImage clip = imageOf(studio.result(
            QStringLiteral("view.grab"),
            {{QStringLiteral("view"), QStringLiteral("timeline")},
             {QStringLiteral("rect"), QJsonObject{{QStringLiteral("x"), part.x()},
                                                  {QStringLiteral("y"), part.y()},
                                                  {QStringLiteral("width"), part.width()},
                                                  {QStringLiteral("height"), part.height()}}}}));
        QCOMPARE(clip.size(), part.size());
        QCOMPARE(clip.convertToFormat(QImage::Format_RGB32),
                 whole.copy(part).convertToFormat(QImage::Format_RGB32));
        QCOMPARE(imageOf(studio.result(QStringLiteral("view.grab"), {})).size(), studio.window->size());
        QCOMPARE(studio.refusal(QStringLiteral("view.grab"),
                                {{QStringLiteral("view"), QStringLiteral("nowhere")}}),
                 invalidParams);
    }

    void aFrameHasItsTimeItsElementsAndTheirBoxes()
    {
        Studio studio;
        const FrameRate rate = studio.bench.document()->project().rate;
        const MediaTime t = MediaTime::ofSeconds(3);
        const QJsonObject size{{QStringLiteral("width"), 640}, {QStringLiteral("height"), 360}};
        const QJsonObject told =
            studio.result(QStringLiteral("preview.frame"),
                          {{QStringLiteral("t"), t.flicks}, {QStringLiteral("size"), size}});
        QCOMPARE(imageOf(told).size(), QSize(640, 360));
        QCOMPARE(told[QLatin1String("pts")].toInteger(), t.flicks);
        QCOMPARE(told[QLatin1String("frame")].toInteger(), rate.frameAt(t));
        const QJsonArray visible = told[QLatin1String("visible")].toArray();
        QCOMPARE(visible.size(), 1);
        QCOMPARE(visible[0][QLatin1String("id")].toInteger(), poll.value);
        const QJsonObject box{{QStringLiteral("x"), 128},
                              {QStringLiteral("y"), 72},
                              {QStringLiteral("w"), 192},
                              {QStringLiteral("h"), 144}};
        QCOMPARE(visible[0][QLatin1String("box")].toObject(), box);
        // The last frame before it has nothing, and looks otherwise.
        const QJsonObject earlier =
            studio.result(QStringLiteral("preview.frame"),
                          {{QStringLiteral("t"), (MediaTime::ofSeconds(2) - rate.frameLength()).flicks},
                           {QStringLiteral("size"), size}});
        QVERIFY(earlier[QLatin1String("visible")].toArray().isEmpty());
        QVERIFY(imageOf(earlier) != imageOf(told));
        QCOMPARE(studio.refusal(QStringLiteral("preview.frame"), {}), invalidParams);
    }

    void findingsAreTheScenesOrTheWholeProjects()
    {
        Studio studio;
        const auto ids = [&](const QString &scope) {
            QStringList list;
            for (const auto one :
                 studio
                     .result(QStringLiteral("lint"),
                             scope.isEmpty()
                                 ? QJsonObject()
                                 : QJsonObject{{QStringLiteral("scope"), scope}})[QLatin1String("findings")]
                     .toArray())
                list.append(one[QLatin1String("id")].toString() + u' ' +
                            one[QLatin1String("severity")].toString() + u' ' +
                            QString::number(one[QLatin1String("clip")].toInteger()));
            return list;
        };
        const QStringList scene = ids({});
        QVERIFY(!scene.isEmpty());
        QCOMPARE(ids(QStringLiteral("scene")), scene);
        QVERIFY2(scene.contains(QStringLiteral("quiz-no-answer error 102")), qPrintable(scene.join(u'\n')));
        const QStringList all = ids(QStringLiteral("project"));
        QVERIFY2(all.contains(QStringLiteral("no-film error 0")), qPrintable(all.join(u'\n')));
        QVERIFY(!scene.contains(QStringLiteral("no-film error 0")));
        QCOMPARE(studio.refusal(QStringLiteral("lint"), {{QStringLiteral("scope"), QStringLiteral("x")}}),
                 invalidParams);
    }
};

QTEST_MAIN(WindowMethodsTest)
#include "window_methods_test.moc"
