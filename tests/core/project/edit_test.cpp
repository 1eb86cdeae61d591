#include "core/base/strict_json.h"
#include "tests/core/project/sample.h"

#include <QJsonArray>
#include <QTest>

using namespace icmp;
using namespace icmp::project;

class EditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEditReadsBack()
    {
        const Clip clip = elementClip(ClipId{500}, "quiz", 0, 50);
        const EditContent edits[] = {
            RenameProject{QStringLiteral("x")},
            SetRate{{30'000, 1'001}},
            SetCanvas{640, 360},
            SetLanguages{{QStringLiteral("de")}},
            SetText{poll, QStringLiteral("question"), QStringLiteral("de"), QStringLiteral("?")},
            AddScene{SceneId{5}, QStringLiteral("s")},
            RemoveScene{SceneId{5}},
            RenameScene{SceneId{5}, QStringLiteral("s")},
            SetMedia{scene1, film, filmHash, {}, {7}},
            AddTrack{scene1, TrackId{8}, QStringLiteral("t"), TrackKind::Live, 2},
            RemoveTrack{scene1, TrackId{8}},
            MoveTrack{scene1, TrackId{8}, 1},
            RenameTrack{scene1, TrackId{8}, QStringLiteral("n")},
            SetTrack{scene1, TrackId{8}, true, true, Sharing::Free},
            InsertClip{scene1, interaction, clip, Ripple::All},
            RemoveClips{{poll}, Ripple::Track},
            MoveClips{scene1, {poll}, {5}, -1},
            TrimClip{poll, Edge::Start, {9}, Ripple::None},
            SplitClip{poll, {7}, ClipId{9}},
            DuplicateClips{{poll}, {ClipId{9}}, {3}, 1},
            SetField{poll, QStringLiteral("title"), QStringLiteral("v")},
            SetBox{poll, {1, 2, 3, 4}, 5},
            MakeGroup{GroupId{9}, {}, QStringLiteral("g"), {poll}},
            DissolveGroup{GroupId{9}},
            AddMarker{
                {MarkerId{9}, {{1}, {2}}, QStringLiteral("l"), QStringLiteral("c"), QStringLiteral("h")}},
            SetMarker{{MarkerId{9}, {{1}, {2}}, {}, {}, {}}},
            RemoveMarker{MarkerId{9}},
            AddAsset{{filmHash, QStringLiteral("a"), QStringLiteral("t"), 3, {}}},
            RemoveAsset{filmHash},
            RestoreVersion{QStringLiteral("v"), QJsonObject{{QStringLiteral("a"), 1}}},
            Many{QStringLiteral("both"),
                 {Edit{RemoveClips{{poll}}}, Edit{RenameProject{QStringLiteral("y")}}}}};
        QCOMPARE(std::size(edits), std::variant_size_v<EditContent>);
        for (const EditContent &content : edits) {
            const QJsonObject json = toJson(Edit{content});
            const auto back = editFromJson(json);
            QVERIFY2(back.has_value(), compactJson(json));
            QCOMPARE(compactJson(toJson(*back)), compactJson(json));
            QVERIFY(!labelOf(*back).isEmpty());
        }
    }

    void badEditsAreRefused()
    {
        QCOMPARE(editFromJson({{QStringLiteral("kind"), QStringLiteral("clip.explode")}}).error().code,
                 RefusalCode::WrongType);
        QCOMPARE(editFromJson(
                     {{QStringLiteral("kind"), QStringLiteral("clip.remove")}, {QStringLiteral("clips"), 1}})
                     .error()
                     .code,
                 RefusalCode::WrongType);
        QCOMPARE(
            editFromJson({{QStringLiteral("kind"), QStringLiteral("clip.trim")}, {QStringLiteral("to"), 0.5}})
                .error()
                .code,
            RefusalCode::BadNumber);
        const QJsonObject inner{{QStringLiteral("kind"), QStringLiteral("many")},
                                {QStringLiteral("edits"), QJsonArray()}};
        QCOMPARE(editFromJson({{QStringLiteral("kind"), QStringLiteral("many")},
                               {QStringLiteral("edits"), QJsonArray{inner}}})
                     .error()
                     .code,
                 RefusalCode::NotAllowedHere);
    }
};

QTEST_GUILESS_MAIN(EditTest)
#include "edit_test.moc"
