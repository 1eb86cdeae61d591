// The timeline of the Author drawing, painted. With ICMP_SCREENSHOTS=<folder> the pictures are kept there, to
// be looked at; the test checks that what must be seen is painted.
#include "tests/studio/timeline/desk.h"

#include "studio/widgets/icons.h"

#include <QAction>
#include <QApplication>
#include <QPainter>
#include <cmath>

using namespace icmp;
using namespace icmp::project;
using namespace icmp::timeline;
using widgets::Appearance;
using widgets::Token;

namespace {

// Stripes for thumbnails and a sine for sound.
class TestPictures : public MediaPictures {
public:
    QImage thumbnail(const QString &, MediaTime t, int height) override
    {
        QImage image(height * 16 / 9, height, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(int(t.flicks / flicksPerSecond * 23 % 360), 120, 150));
        return image;
    }
    QList<Peak> peaks(const QString &, const MediaRange &range, int count) override
    {
        QList<Peak> peaks;
        for (int i = 0; i < count; ++i) {
            const double at = double(range.start.flicks) + double(range.length().flicks) * i / count;
            peaks.append({0, qint16(9000 + 8000 * std::sin(at / double(flicksPerSecond)) + i * 37 % 3000)});
        }
        return peaks;
    }
};

Clip titled(qint64 id, const char *type, const char *title, double from, double to)
{
    Clip clip = elementClip(ClipId{id}, type, qint64(from * 1000), qint64(to * 1000));
    element::Element content = *clip.element();
    content.title = QString::fromUtf8(title);
    return clip.withElement(content);
}

Project drawing()
{
    Project project = sampleProject();
    project.rate = {24, 1};
    project.assets[0].name = QStringLiteral("big-buck-bunny-480p-30s.mp4");
    QList<Track> &tracks = project.scenes[0].tracks;
    tracks[1].clips = ClipList({titled(1, "quiz", "Which tree is this?", 4.5, 10),
                                titled(2, "poll.single", "Where should the story go next?", 12, 20),
                                titled(3, "poll.multi", "Who lives in here?", 21, 27)});
    tracks[2].clips = ClipList({titled(4, "chapter", "Meadow", 0, 5),
                                titled(5, "product", "Field guide to meadows", 5.5, 11),
                                titled(6, "call_to_action", "Send a flower", 12, 15.5),
                                titled(7, "call_to_action", "Making-of", 16, 20),
                                titled(8, "overlay.text", "Stream or meadow", 20.5, 24.5)});
    tracks[4].locked = true;
    tracks[4].clips = ClipList({titled(9, "overlay.image", "Lower third", 6.5, 10.5),
                                titled(10, "overlay.text", "Side panel", 22, 27)});
    Clip welcome = titled(11, "overlay.text", "Welcome banner", 4.5, 8.5);
    element::Element held = *welcome.element();
    held.trigger = element::Trigger::Live;
    tracks[5].clips =
        ClipList({welcome.withElement(held), titled(12, "poll.single", "Encore: pick the song", 14, 19)});
    tracks.removeAt(3);
    const auto mark = [](qint64 id, double at, const char *label, const char *colour) {
        const MediaTime t = MediaTime::ofMs(qint64(at * 1000));
        return Marker{MarkerId{id},
                      {t, t},
                      QString::fromLatin1(label),
                      QStringLiteral("chapter"),
                      QString::fromLatin1(colour)};
    };
    project.markers = {mark(201, 5, "Meadow", "chapter"), mark(202, 16, "Bird", "chapter"),
                       mark(203, 18.5, "Check the sound", "warn"), mark(204, 23.5, "Burrow", "chapter")};
    project.groups = {{GroupId{70}, {}, QStringLiteral("River vote"), {ClipId{2}, ClipId{6}, ClipId{7}}}};
    return project;
}

void compose(Desk &desk)
{
    desk.view->setProblems(
        {{ClipId{2}, Problem::Warning}, {ClipId{5}, Problem::Error}, {ClipId{7}, Problem::Warning}});
    desk.view->setPlayhead(MediaTime::ofSeconds(12));
    desk.view->setRange(MediaRange{MediaTime::ofSeconds(10), MediaTime::ofSeconds(22)});
    desk.view->choose({ClipId{6}, ClipId{7}, ClipId{2}}, ClipId{2});
    // 48 px a second, as drawn; the playhead stays where it is on the screen.
    desk.view->fit();
    desk.view->zoomBy(desk.view->axis().flicksPerPixel() * 48.0 / flicksPerSecond);
    QCoreApplication::processEvents();
}

} // namespace

class PictureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDrawingIsPainted_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::addColumn<int>("percent");
        QTest::newRow("dark") << int(Appearance::Dark) << 100;
        QTest::newRow("light") << int(Appearance::Light) << 100;
        QTest::newRow("contrast") << int(Appearance::HighContrast) << 100;
        QTest::newRow("large") << int(Appearance::Dark) << 200;
    }

    void theDrawingIsPainted()
    {
        QFETCH(int, appearance);
        QFETCH(int, percent);
        widgets::Theme theme(*qApp);
        theme.setTextPercent(percent);
        theme.choose(Appearance(appearance));
        TestPictures pictures;
        Desk desk(drawing());
        desk.view->setMediaPictures(&pictures);
        QAction undo(widgets::icon(QStringLiteral("undo")), QStringLiteral("Undo")),
            redo(widgets::icon(QStringLiteral("redo")), QStringLiteral("Redo"));
        redo.setEnabled(false);
        desk.panel->addHistory(&undo, &redo);
        compose(desk);
        const QImage image = desk.panel->grab().toImage();
        keep(image, "rest");
        const widgets::Tokens &t = widgets::tokensOf(*desk.view);
        const QPoint origin = desk.view->mapTo(desk.panel.get(), QPoint());
        const QRect focused = desk.view->rectOf(ClipId{2}).translated(origin);
        // At 200 % the rows below are scrolled away.
        if (percent > 100)
            return;
        // The focused clip has the tint of the table of states, the playhead its own colour.
        QCOMPARE(image.pixelColor(focused.left() + 12, focused.bottom() - 4),
                 t.tint(QStringLiteral("poll"), widgets::Tint::Focused));
        const int x = desk.view->xOf(MediaTime::ofSeconds(12)) + origin.x();
        QCOMPARE(image.pixelColor(x, desk.view->laneRect(live).center().y() + origin.y()), t[Token::Live]);
        const QPoint from = desk.middleOf(ClipId{2});
        desk.press(from);
        desk.moveTo(from + QPoint(30, 0));
        desk.moveTo(from + QPoint(desk.pixels(MediaTime::ofMs(-1500)) - 40, 0));
        desk.moveTo(from + QPoint(desk.pixels(MediaTime::ofMs(-1000)) + 3, 0));
        keep(desk.panel->grab().toImage(), "snapping");
        desk.moveTo(from + QPoint(desk.pixels(MediaTime::ofMs(-5000)), 0));
        keep(desk.panel->grab().toImage(), "refused");
        QTest::keyClick(desk.view, Qt::Key_Escape);
    }

    void tenThousandClipsAreStillPainted()
    {
        widgets::Theme theme(*qApp);
        theme.choose(Appearance::Dark);
        Project project = sampleProject();
        QList<Clip> clips;
        for (qint64 i = 0; i < 5'000; ++i)
            clips.append(elementClip(ClipId{1000 + i}, i % 3 ? "quiz" : "product", i * 700, i * 700 + 600));
        project.scenes[0].tracks[1].clips = ClipList(clips);
        Desk desk(project);
        const QImage image = desk.panel->grab().toImage();
        keep(image, "density");
        const QRect lane =
            desk.view->laneRect(interaction).translated(desk.view->mapTo(desk.panel.get(), QPoint()));
        QSet<QRgb> colours;
        for (int x = lane.left(); x < lane.left() + lane.width() * 9 / 10; ++x)
            colours.insert(image.pixel(x, lane.center().y()));
        const widgets::Tokens &t = widgets::tokensOf(*desk.view);
        QVERIFY(colours.contains(t.ink(QStringLiteral("quiz")).rgb()));
        QVERIFY(colours.contains(t.ink(QStringLiteral("product")).rgb()));
    }

private:
    static void keep(const QImage &image, const char *what)
    {
        const QString folder = qEnvironmentVariable("ICMP_SCREENSHOTS");
        const char *tag = QTest::currentDataTag() ? QTest::currentDataTag() : "dark";
        if (!folder.isEmpty())
            QVERIFY(image.save(QStringLiteral("%1/timeline-%2-%3.png")
                                   .arg(folder, QLatin1String(tag), QLatin1String(what))));
    }
};

QTEST_MAIN(PictureTest)
#include "picture_test.moc"
