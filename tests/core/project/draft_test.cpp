#include "core/project/draft.h"
#include "tests/core/project/sample.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

class DraftTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anIdIsTakenWhateverHasIt()
    {
        const Project project = groupedSample();
        const ClipIndex index(project);
        const Draft draft(project, index);
        for (const qint64 id : {scene1.value, video.value, poll.value, qint64(900)})
            QCOMPARE(draft.checkNewId(id).error().code, RefusalCode::NameTaken);
        QCOMPARE(draft.checkNewId(idMax + 1).error().code, RefusalCode::OutOfRange);
        QVERIFY(draft.checkNewId(12'345).has_value());
    }

    void theOriginalIsNeverChanged()
    {
        const Project project = sampleProject();
        const QString hash = hashOf(project);
        const ClipIndex index(project);
        Draft draft(project, index);
        draft.remove(*draft.findEditable({poll, quiz}));
        QVERIFY(
            draft.place(scene1, {{interaction, elementClip(ClipId{500}, "quiz", 0, 10'000)}}).has_value());
        QCOMPARE(draft.project().scenes.first().tracks.at(1).clips.size(), 1);
        QCOMPARE(hashOf(project), hash);
    }
};

QTEST_GUILESS_MAIN(DraftTest)
#include "draft_test.moc"
