#include "tests/core/project/sample.h"

#include <QJsonArray>
#include <QTest>
#include <limits>

using namespace icmp;
using namespace icmp::project;

class ApplyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCompoundIsAllOrNothing()
    {
        Many many{QStringLiteral("two"),
                  {Edit{RenameProject{QStringLiteral("New")}}, Edit{RemoveClips{{ClipId{999}}}}}};
        const Project before = sampleProject();
        QCOMPARE(applied(before, many).error().code, RefusalCode::UnknownId);
        many.edits.back() = Edit{RemoveClips{{poll}}};
        many.edits.push_back(Edit{InsertClip{scene1, interaction, elementClip(poll, "quiz", 2'000, 5'000)}});
        const auto after = applied(before, many);
        QVERIFY(after.has_value());
        QCOMPARE(after->name, QStringLiteral("New"));
        QCOMPARE(element::typeOf(*clipOf(*after, poll)->element()).key, QStringLiteral("quiz"));
    }

    void anEditCopiesOneChunkOnly()
    {
        Project project = sampleProject();
        QList<Clip> clips;
        for (qint64 i = 0; i < 2'000; ++i)
            clips.append(elementClip(ClipId{10'000 + i}, "poll.single", i * 100, i * 100 + 100));
        project.scenes[0].tracks[3].clips = ClipList(clips);
        const auto after = applied(project, SetBox{ClipId{10'500}, {0, 0, 10, 10}, 0});
        const auto &old = project.scenes[0].tracks[3].clips.chunks();
        const auto &now = after->scenes[0].tracks[3].clips.chunks();
        QCOMPARE(now.size(), old.size());
        int copied = 0;
        for (qsizetype i = 0; i < now.size(); ++i)
            copied += now.at(i).sharesWith(old.at(i)) ? 0 : 1;
        QCOMPARE(copied, 1);
    }
};

QTEST_GUILESS_MAIN(ApplyTest)
#include "apply_test.moc"
