#include "tests/core/project/sample.h"

#include <QJsonArray>
#include <QTest>
#include <limits>

using namespace icmp;
using namespace icmp::project;

namespace {

QList<RefusedRow> refusals()
{
    const SceneId noScene{998};
    const TrackId noTrack{997};
    const QString longName(300, u'x');
    const Clip fresh = elementClip(ClipId{500}, "poll.single", 10'000, 12'000);
    Clip negative = fresh;
    negative.range.end = negative.range.start;
    const QString project2 = QString(32, u'2');
    return {
        {"rename too long", RefusalCode::TooLong, RenameProject{longName}},
        {"rename control character", RefusalCode::BadText, RenameProject{QStringLiteral("a\u0007")}},
        {"rate zero", RefusalCode::OutOfRange, SetRate{{0, 1}}},
        {"canvas tiny", RefusalCode::OutOfRange, SetCanvas{1, 1}},
        {"no language", RefusalCode::TooFew, SetLanguages{}},
        {"bad language", RefusalCode::BadText, SetLanguages{{QStringLiteral("en us")}}},
        {"language twice", RefusalCode::NameTaken,
         SetLanguages{{QStringLiteral("en"), QStringLiteral("en")}}},
        {"restore nonsense", RefusalCode::WrongType, RestoreVersion{QStringLiteral("v"), {}}},
        {"restore another project", RefusalCode::NotAllowedHere,
         RestoreVersion{
             QStringLiteral("v"),
             toJson(makeProject(QStringLiteral("x"),
                                {project2, scene1, {video, interaction, second, textTrack, ads, live}}))}},
        {"scene id taken", RefusalCode::NameTaken, AddScene{SceneId{poll.value}, QStringLiteral("x")}},
        {"scene id zero", RefusalCode::OutOfRange, AddScene{SceneId{}, QStringLiteral("x")}},
        {"remove no scene", RefusalCode::UnknownId, RemoveScene{noScene}},
        {"remove last scene", RefusalCode::TooFew, RemoveScene{scene1}},
        {"rename no scene", RefusalCode::UnknownId, RenameScene{noScene, QStringLiteral("x")}},
        {"media in no scene", RefusalCode::UnknownId, SetMedia{noScene, film, filmHash, {}, ms(1)}},
        {"media unknown", RefusalCode::UnknownId, SetMedia{scene1, film, QString(64, u'b'), {}, ms(1)}},
        {"media negative", RefusalCode::NegativeLength, SetMedia{scene1, film, filmHash, ms(5), ms(5)}},
        {"media before begin", RefusalCode::OutOfRange, SetMedia{scene1, film, filmHash, ms(-5), ms(5)}},
        {"media id taken", RefusalCode::NameTaken, SetMedia{scene1, poll, filmHash, {}, ms(5)}},
        {"track in no scene", RefusalCode::UnknownId,
         AddTrack{noScene, TrackId{600}, QStringLiteral("x"), TrackKind::Overlay, 0}},
        {"track beyond", RefusalCode::OutOfRange,
         AddTrack{scene1, TrackId{600}, QStringLiteral("x"), TrackKind::Overlay, 7}},
        {"second video track", RefusalCode::NotAllowedHere,
         AddTrack{scene1, TrackId{600}, QStringLiteral("x"), TrackKind::Media, 0}},
        {"track id taken", RefusalCode::NameTaken,
         AddTrack{scene1, ads, QStringLiteral("x"), TrackKind::Overlay, 0}},
        {"remove no track", RefusalCode::UnknownId, RemoveTrack{scene1, noTrack}},
        {"remove locked track", RefusalCode::Locked, RemoveTrack{scene1, interaction}, lockedSample},
        {"move track beyond", RefusalCode::OutOfRange, MoveTrack{scene1, ads, 6}},
        {"rename track too long", RefusalCode::TooLong, RenameTrack{scene1, ads, longName}},
        {"group of none", RefusalCode::TooFew, MakeGroup{GroupId{901}, {}, {}, {}}},
        {"group in no group", RefusalCode::UnknownId, MakeGroup{GroupId{901}, GroupId{902}, {}, {poll}}},
        {"group id taken", RefusalCode::NameTaken, MakeGroup{GroupId{900}, {}, {}, {poll}}, groupedSample},
        {"dissolve no group", RefusalCode::UnknownId, DissolveGroup{GroupId{901}}},
        {"marker negative", RefusalCode::NegativeLength,
         AddMarker{{MarkerId{700}, {ms(2), ms(1)}, {}, {}, {}}}},
        {"marker before zero", RefusalCode::OutOfRange,
         AddMarker{{MarkerId{700}, {ms(-2), ms(1)}, {}, {}, {}}}},
        {"marker id taken", RefusalCode::NameTaken,
         AddMarker{{MarkerId{poll.value}, {ms(1), ms(1)}, {}, {}, {}}}},
        {"set no marker", RefusalCode::UnknownId, SetMarker{{MarkerId{700}, {}, {}, {}, {}}}},
        {"remove no marker", RefusalCode::UnknownId, RemoveMarker{MarkerId{700}}},
        {"asset twice", RefusalCode::NameTaken,
         AddAsset{{filmHash, QStringLiteral("x"), QStringLiteral("video/mp4"), 1, {}}}},
        {"asset without hash", RefusalCode::BadHash, AddAsset{{QStringLiteral("x"), {}, {}, 1, {}}}},
        {"asset in use", RefusalCode::NotAllowedHere, RemoveAsset{filmHash}},
        {"remove no asset", RefusalCode::UnknownId, RemoveAsset{QString(64, u'b')}},
    };
}

} // namespace

class ApplyStructureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRefusedEditNamesItsReasonAndChangesNothing() { QCOMPARE(firstBroken(refusals()), QString()); }

    void theLastMemberTakesItsGroupAlong()
    {
        auto after = applied(groupedSample(), RemoveClips{{poll}});
        QCOMPARE(after->groups.size(), 1);
        after = applied(*after, RemoveClips{{quiz}});
        QVERIFY(after->groups.isEmpty());
    }

    void dissolvingGivesMembersToTheParent()
    {
        auto after = applied(groupedSample(), MakeGroup{GroupId{901}, GroupId{900}, {}, {poll}});
        QVERIFY(after.has_value());
        QCOMPARE(after->groups.first().clips, QList<ClipId>{quiz});
        after = applied(*after, DissolveGroup{GroupId{901}});
        QCOMPARE(after->groups.size(), 1);
        QVERIFY(after->groups.first().clips.contains(poll));
    }

    void restoringGivesTheOldBytes()
    {
        const Project before = sampleProject();
        const auto changed = applied(before, RemoveClips{{poll, quiz}});
        const auto restored = applied(*changed, RestoreVersion{QStringLiteral("first"), toJson(before)});
        QVERIFY(restored.has_value());
        QCOMPARE(canonicalBytes(*restored), canonicalBytes(before));
    }
};

QTEST_GUILESS_MAIN(ApplyStructureTest)
#include "apply_structure_test.moc"
