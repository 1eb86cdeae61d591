#include "tests/core/project/sample.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

class ProjectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewProjectHasOneSceneWithItsTracks()
    {
        const Project project = sampleProject();
        QCOMPARE(project.scenes.size(), 1);
        QCOMPARE(project.scenes.first().tracks.size(), 6);
        QCOMPARE(project.scenes.first().tracks.first().kind, TrackKind::Media);
        QVERIFY(project.scene(scene1));
        QVERIFY(!project.scene(SceneId{77}));
        QVERIFY(project.asset(filmHash));
        QVERIFY(!project.asset(QString()));
    }

    void aSceneIsAsLongAsItsFilm()
    {
        Project project = sampleProject();
        project.scenes[0].tracks[1].clips.insert(elementClip(ClipId{500}, "quiz", 40'000, 50'000));
        QCOMPARE(lengthOf(project.scenes.first()), MediaTime::ofSeconds(30));
        project.scenes[0].tracks[0].clips = {};
        QCOMPARE(lengthOf(project.scenes.first()), MediaTime::ofSeconds(50));
    }
};

QTEST_GUILESS_MAIN(ProjectTest)
#include "project_test.moc"
