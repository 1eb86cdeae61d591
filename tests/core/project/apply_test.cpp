#include "tests/core/project/sample.h"

#include <QTest>
#include <QJsonArray>
#include <functional>
#include <limits>

using namespace icmp;
using namespace icmp::project;

namespace {

MediaTime ms(qint64 value)
{
    return MediaTime::ofMs(value);
}

const Clip *clipOf(const Project &project, ClipId id)
{
    const auto found = ClipIndex(project).find(project, id);
    return found ? found->clip : nullptr;
}

// The sample with something done to it first.
Project locked()
{
    return *applied(sampleProject(), SetTrack{scene1, interaction, true, false, Sharing::Exclusive});
}

Project grouped()
{
    return *applied(sampleProject(), MakeGroup{GroupId{900}, {}, QStringLiteral("both"), {poll, quiz}});
}

struct Row {
    const char *name;
    RefusalCode code;
    EditContent edit;
    std::function<Project()> given = sampleProject;
};

QList<Row> refusals()
{
    const ClipId nobody{999};
    const SceneId noScene{998};
    const TrackId noTrack{997};
    const QString longName(300, u'x');
    const Clip fresh = elementClip(ClipId{500}, "poll.single", 10'000, 12'000);
    Clip filmClip = *clipOf(sampleProject(), film);
    filmClip.id = ClipId{501};
    Clip negative = fresh;
    negative.range.end = negative.range.start;
    Clip bodiless = fresh;
    bodiless.body.reset();
    const QString project2 = QString(32, u'2');
    return {
        {"rename too long", RefusalCode::TooLong, RenameProject{longName}},
        {"rename control character", RefusalCode::BadText, RenameProject{QStringLiteral("a\u0007")}},
        {"rate zero", RefusalCode::OutOfRange, SetRate{{0, 1}}},
        {"canvas tiny", RefusalCode::OutOfRange, SetCanvas{1, 1}},
        {"no language", RefusalCode::TooFew, SetLanguages{}},
        {"bad language", RefusalCode::BadText, SetLanguages{{QStringLiteral("en us")}}},
        {"language twice", RefusalCode::NameTaken, SetLanguages{{QStringLiteral("en"), QStringLiteral("en")}}},
        {"text of nobody", RefusalCode::UnknownId, SetText{nobody, QStringLiteral("question"), QStringLiteral("en"), QStringLiteral("x")}},
        {"text in foreign language", RefusalCode::UnknownId, SetText{poll, QStringLiteral("question"), QStringLiteral("fr"), QStringLiteral("x")}},
        {"text of film", RefusalCode::NotAllowedHere, SetText{film, QStringLiteral("question"), QStringLiteral("en"), QStringLiteral("x")}},
        {"restore nonsense", RefusalCode::WrongType, RestoreVersion{QStringLiteral("v"), {}}},
        {"restore another project", RefusalCode::NotAllowedHere,
         RestoreVersion{QStringLiteral("v"), toJson(makeProject(QStringLiteral("x"), {project2, scene1, {video, interaction, second, textTrack, ads, live}}))}},
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
        {"track in no scene", RefusalCode::UnknownId, AddTrack{noScene, TrackId{600}, QStringLiteral("x"), TrackKind::Overlay, 0}},
        {"track beyond", RefusalCode::OutOfRange, AddTrack{scene1, TrackId{600}, QStringLiteral("x"), TrackKind::Overlay, 7}},
        {"second video track", RefusalCode::NotAllowedHere, AddTrack{scene1, TrackId{600}, QStringLiteral("x"), TrackKind::Media, 0}},
        {"track id taken", RefusalCode::NameTaken, AddTrack{scene1, ads, QStringLiteral("x"), TrackKind::Overlay, 0}},
        {"remove no track", RefusalCode::UnknownId, RemoveTrack{scene1, noTrack}},
        {"remove locked track", RefusalCode::Locked, RemoveTrack{scene1, interaction}, locked},
        {"move track beyond", RefusalCode::OutOfRange, MoveTrack{scene1, ads, 6}},
        {"rename track too long", RefusalCode::TooLong, RenameTrack{scene1, ads, longName}},
        {"insert id taken", RefusalCode::NameTaken, InsertClip{scene1, interaction, elementClip(poll, "quiz", 10'000, 11'000)}},
        {"insert on no track", RefusalCode::UnknownId, InsertClip{scene1, noTrack, fresh}},
        {"insert overlapping", RefusalCode::Overlap, InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", 4'999, 6'000)}},
        {"insert locked", RefusalCode::Locked, InsertClip{scene1, interaction, fresh}, locked},
        {"insert element on video", RefusalCode::NotAllowedHere, InsertClip{scene1, video, fresh}},
        {"insert film on interaction", RefusalCode::NotAllowedHere, InsertClip{scene1, interaction, filmClip}},
        {"insert negative", RefusalCode::NegativeLength, InsertClip{scene1, interaction, negative}},
        {"insert before zero", RefusalCode::OutOfRange, InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", -2, 1)}},
        {"insert nothing", RefusalCode::WrongType, InsertClip{scene1, interaction, bodiless}},
        {"remove none", RefusalCode::TooFew, RemoveClips{}},
        {"remove nobody", RefusalCode::UnknownId, RemoveClips{{nobody}}},
        {"remove twice", RefusalCode::NameTaken, RemoveClips{{poll, poll}}},
        {"remove locked", RefusalCode::Locked, RemoveClips{{poll}}, locked},
        {"remove with ripple into another", RefusalCode::Overlap, RemoveClips{{poll}, Ripple::All},
         [] { return *applied(*applied(sampleProject(), InsertClip{scene1, second, elementClip(ClipId{510}, "quiz", 5'500, 6'000)}),
                              TrimClip{callToAction, Edge::End, ms(5'200)}); }},
        {"move nobody", RefusalCode::UnknownId, MoveClips{scene1, {nobody}, ms(1), 0}},
        {"move onto another", RefusalCode::Overlap, MoveClips{scene1, {poll}, ms(2'000), 0}},
        {"move before zero", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, ms(-2'001), 0}},
        {"move beyond seven days", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, {projectFlicksMax}, 0}},
        {"move far beyond", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, {std::numeric_limits<qint64>::max()}, 0}},
        {"move off the rows", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, {}, 5}},
        {"move to video", RefusalCode::NotAllowedHere, MoveClips{scene1, {poll}, {}, -1}},
        {"move locked", RefusalCode::Locked, MoveClips{scene1, {poll}, ms(1), 0}, locked},
        {"move in another scene", RefusalCode::UnknownId, MoveClips{noScene, {poll}, ms(1), 0}},
        {"move with ripple", RefusalCode::NotAllowedHere, MoveClips{scene1, {poll}, ms(1), 0, Ripple::Track}},
        {"trim to nothing", RefusalCode::NegativeLength, TrimClip{poll, Edge::End, ms(2'039)}},
        {"trim past start", RefusalCode::NegativeLength, TrimClip{poll, Edge::Start, ms(6'000)}},
        {"trim onto next", RefusalCode::Overlap, TrimClip{poll, Edge::End, ms(6'001)}},
        {"trim before zero", RefusalCode::OutOfRange, TrimClip{poll, Edge::Start, ms(-1)}},
        {"trim start with ripple", RefusalCode::NotAllowedHere, TrimClip{poll, Edge::Start, ms(1'000), Ripple::Track}},
        {"trim locked", RefusalCode::Locked, TrimClip{poll, Edge::End, ms(4'000)}, locked},
        {"split at the edge", RefusalCode::OutOfRange, SplitClip{poll, ms(2'000), ClipId{500}}},
        {"split into taken id", RefusalCode::NameTaken, SplitClip{poll, ms(3'000), quiz}},
        {"split nobody", RefusalCode::UnknownId, SplitClip{nobody, ms(3'000), ClipId{500}}},
        {"duplicate without ids", RefusalCode::TooFew, DuplicateClips{{poll}, {}, ms(8'000), 0}},
        {"duplicate one id twice", RefusalCode::NameTaken, DuplicateClips{{poll, quiz}, {ClipId{500}, ClipId{500}}, ms(8'000), 0}},
        {"duplicate onto itself", RefusalCode::Overlap, DuplicateClips{{poll}, {ClipId{500}}, {}, 0}},
        {"set unknown field", RefusalCode::UnknownId, SetField{poll, QStringLiteral("colour"), 1}},
        {"set wrong type", RefusalCode::WrongType, SetField{poll, QStringLiteral("question"), 1}},
        {"set too many options", RefusalCode::TooFew, SetField{poll, QStringLiteral("options"), QJsonArray{}}},
        {"set priority", RefusalCode::OutOfRange, SetField{poll, QStringLiteral("priority"), 10}},
        {"set on film", RefusalCode::NotAllowedHere, SetField{film, QStringLiteral("title"), QStringLiteral("x")}},
        {"box without size", RefusalCode::NegativeLength, SetBox{poll, {0, 0, 0, 1}, 0}},
        {"box far away", RefusalCode::OutOfRange, SetBox{poll, {20'000'000, 0, 1, 1}, 0}},
        {"group of none", RefusalCode::TooFew, MakeGroup{GroupId{901}, {}, {}, {}}},
        {"group in no group", RefusalCode::UnknownId, MakeGroup{GroupId{901}, GroupId{902}, {}, {poll}}},
        {"group id taken", RefusalCode::NameTaken, MakeGroup{GroupId{900}, {}, {}, {poll}}, grouped},
        {"dissolve no group", RefusalCode::UnknownId, DissolveGroup{GroupId{901}}},
        {"marker negative", RefusalCode::NegativeLength, AddMarker{{MarkerId{700}, {ms(2), ms(1)}, {}, {}, {}}}},
        {"marker before zero", RefusalCode::OutOfRange, AddMarker{{MarkerId{700}, {ms(-2), ms(1)}, {}, {}, {}}}},
        {"marker id taken", RefusalCode::NameTaken, AddMarker{{MarkerId{poll.value}, {ms(1), ms(1)}, {}, {}, {}}}},
        {"set no marker", RefusalCode::UnknownId, SetMarker{{MarkerId{700}, {}, {}, {}, {}}}},
        {"remove no marker", RefusalCode::UnknownId, RemoveMarker{MarkerId{700}}},
        {"asset twice", RefusalCode::NameTaken, AddAsset{{filmHash, QStringLiteral("x"), QStringLiteral("video/mp4"), 1, {}}}},
        {"asset without hash", RefusalCode::BadHash, AddAsset{{QStringLiteral("x"), {}, {}, 1, {}}}},
        {"asset in use", RefusalCode::NotAllowedHere, RemoveAsset{filmHash}},
        {"remove no asset", RefusalCode::UnknownId, RemoveAsset{QString(64, u'b')}},
    };
}

}  // namespace

class ApplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRefusedEditNamesItsReasonAndChangesNothing()
    {
        for (const Row &row : refusals()) {
            const Project before = row.given();
            const QString hash = hashOf(before);
            const auto result = applied(before, row.edit);
            QVERIFY2(!result.has_value(), row.name);
            if (result.error().code != row.code)
                QFAIL(qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(row.name), describe(result.error()))));
            QCOMPARE(hashOf(before), hash);
        }
    }

    void movingKeepsLengthAndTakesAllClipsAlong()
    {
        const auto after = applied(sampleProject(), MoveClips{scene1, {poll, quiz}, ms(1'000), 2});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, poll)->range, (MediaRange{ms(3'000), ms(6'000)}));
        QCOMPARE(clipOf(*after, quiz)->range, (MediaRange{ms(7'000), ms(10'000)}));
        QCOMPARE(ClipIndex(*after).place(poll)->track, textTrack);
    }

    void clipsMoveIntoThePlaceOfOthersThatMove()
    {
        // The poll goes where the quiz was, in the same edit.
        const auto after = applied(sampleProject(), MoveClips{scene1, {poll, quiz}, ms(4'000), 0});
        QVERIFY(after.has_value());
    }

    void trimWithRippleMovesWhatFollows()
    {
        const auto after = applied(sampleProject(), TrimClip{poll, Edge::End, ms(5'500), Ripple::Track});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, quiz)->range.start, ms(6'500));
        QCOMPARE(clipOf(*after, callToAction)->range.start, ms(2'000));
    }

    void trimmingFilmKeepsItsPicturesInPlace()
    {
        const auto after = applied(sampleProject(), TrimClip{film, Edge::Start, ms(2'000)});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, film)->media()->in, ms(2'000));
        QCOMPARE(clipOf(*after, film)->media()->out, MediaTime::ofSeconds(30));
    }

    void insertWithRippleMakesRoom()
    {
        const auto after = applied(sampleProject(), InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", 5'000, 7'000), Ripple::Track});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, quiz)->range.start, ms(8'000));
    }

    void removingWithRippleClosesTheGap()
    {
        const auto after = applied(sampleProject(), RemoveClips{{poll}, Ripple::Track});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, quiz)->range.start, ms(3'000));
        QVERIFY(!clipOf(*after, poll));
    }

    void splittingGivesTwoPartsThatMeet()
    {
        const Project given = grouped();
        const auto after = applied(given, SplitClip{poll, ms(3'000), ClipId{500}});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, poll)->range.end, clipOf(*after, ClipId{500})->range.start);
        QCOMPARE(*clipOf(*after, poll)->element(), *clipOf(*after, ClipId{500})->element());
        QVERIFY(after->groups.first().clips.contains(ClipId{500}));
    }

    void duplicatesGetTheIdsThatWereGiven()
    {
        const auto after = applied(sampleProject(), DuplicateClips{{poll, quiz}, {ClipId{500}, ClipId{501}}, ms(10'000), 0});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, ClipId{501})->range.start, ms(16'000));
    }

    void theLastMemberTakesItsGroupAlong()
    {
        auto after = applied(grouped(), RemoveClips{{poll}});
        QCOMPARE(after->groups.size(), 1);
        after = applied(*after, RemoveClips{{quiz}});
        QVERIFY(after->groups.isEmpty());
    }

    void dissolvingGivesMembersToTheParent()
    {
        auto after = applied(grouped(), MakeGroup{GroupId{901}, GroupId{900}, {}, {poll}});
        QVERIFY(after.has_value());
        QCOMPARE(after->groups.first().clips, QList<ClipId>{quiz});
        after = applied(*after, DissolveGroup{GroupId{901}});
        QCOMPARE(after->groups.size(), 1);
        QVERIFY(after->groups.first().clips.contains(poll));
    }

    void aCompoundIsAllOrNothing()
    {
        Many many{QStringLiteral("two"), {Edit{RenameProject{QStringLiteral("New")}}, Edit{RemoveClips{{ClipId{999}}}}}};
        const Project before = sampleProject();
        QCOMPARE(applied(before, many).error().code, RefusalCode::UnknownId);
        many.edits.back() = Edit{RemoveClips{{poll}}};
        many.edits.push_back(Edit{InsertClip{scene1, interaction, elementClip(poll, "quiz", 2'000, 5'000)}});
        const auto after = applied(before, many);
        QVERIFY(after.has_value());
        QCOMPARE(after->name, QStringLiteral("New"));
        QCOMPARE(element::typeOf(*clipOf(*after, poll)->element()).key, QStringLiteral("quiz"));
    }

    void restoringGivesTheOldBytes()
    {
        const Project before = sampleProject();
        const auto changed = applied(before, RemoveClips{{poll, quiz}});
        const auto restored = applied(*changed, RestoreVersion{QStringLiteral("first"), toJson(before)});
        QVERIFY(restored.has_value());
        QCOMPARE(canonicalBytes(*restored), canonicalBytes(before));
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
