#include "tests/core/project/sample.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

class ClipIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anUpdatedIndexEqualsANewOne()
    {
        Project project = sampleProject();
        ClipIndex index(project);
        const EditContent edits[] = {MoveClips{scene1, {poll}, MediaTime::ofMs(500), 2}, RemoveClips{{quiz}},
                                     InsertClip{scene1, live, elementClip(ClipId{500}, "quiz", 0, 50)},
                                     RemoveTrack{scene1, second},
                                     AddScene{SceneId{800}, QStringLiteral("two")}};
        for (const EditContent &edit : edits) {
            auto next = applied(project, edit);
            QVERIFY(next.has_value());
            index.update(project, *next);
            project = *next;
            const ClipIndex fresh(project);
            QCOMPARE(index.size(), fresh.size());
            for (const ClipId id : fresh.ids()) {
                QVERIFY(index.find(project, id).has_value());
                QCOMPARE(index.place(id)->track, fresh.place(id)->track);
            }
        }
        QVERIFY(!index.place(callToAction).has_value());
    }

    void aForeignIndexFindsNothingWrong()
    {
        const ClipIndex index(sampleProject());
        QVERIFY(!index.find(Project{}, poll).has_value());
    }
};

QTEST_GUILESS_MAIN(ClipIndexTest)
#include "clip_index_test.moc"
