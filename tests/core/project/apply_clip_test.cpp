#include "tests/core/project/sample.h"

#include <QJsonArray>
#include <QTest>
#include <limits>

using namespace icmp;
using namespace icmp::project;

namespace {

QList<RefusedRow> refusals()
{
    const ClipId nobody{999};
    const SceneId noScene{998};
    const TrackId noTrack{997};
    const Clip fresh = elementClip(ClipId{500}, "poll.single", 10'000, 12'000);
    Clip filmClip = *clipOf(sampleProject(), film);
    filmClip.id = ClipId{501};
    Clip negative = fresh;
    negative.range.end = negative.range.start;
    Clip bodiless = fresh;
    bodiless.body.reset();
    return {
        {"text of nobody", RefusalCode::UnknownId,
         SetText{nobody, QStringLiteral("question"), QStringLiteral("en"), QStringLiteral("x")}},
        {"text in foreign language", RefusalCode::UnknownId,
         SetText{poll, QStringLiteral("question"), QStringLiteral("fr"), QStringLiteral("x")}},
        {"text of film", RefusalCode::NotAllowedHere,
         SetText{film, QStringLiteral("question"), QStringLiteral("en"), QStringLiteral("x")}},
        {"insert id taken", RefusalCode::NameTaken,
         InsertClip{scene1, interaction, elementClip(poll, "quiz", 10'000, 11'000)}},
        {"insert on no track", RefusalCode::UnknownId, InsertClip{scene1, noTrack, fresh}},
        {"insert overlapping", RefusalCode::Overlap,
         InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", 4'999, 6'000)}},
        {"insert locked", RefusalCode::Locked, InsertClip{scene1, interaction, fresh}, lockedSample},
        {"insert element on video", RefusalCode::NotAllowedHere, InsertClip{scene1, video, fresh}},
        {"insert film on interaction", RefusalCode::NotAllowedHere,
         InsertClip{scene1, interaction, filmClip}},
        {"insert negative", RefusalCode::NegativeLength, InsertClip{scene1, interaction, negative}},
        {"insert before zero", RefusalCode::OutOfRange,
         InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", -2, 1)}},
        {"insert nothing", RefusalCode::WrongType, InsertClip{scene1, interaction, bodiless}},
        {"remove none", RefusalCode::TooFew, RemoveClips{}},
        {"remove nobody", RefusalCode::UnknownId, RemoveClips{{nobody}}},
        {"remove twice", RefusalCode::NameTaken, RemoveClips{{poll, poll}}},
        {"remove locked", RefusalCode::Locked, RemoveClips{{poll}}, lockedSample},
        {"remove with ripple into another", RefusalCode::Overlap, RemoveClips{{poll}, Ripple::All},
         [] {
             return *applied(
                 *applied(sampleProject(),
                          InsertClip{scene1, second, elementClip(ClipId{510}, "quiz", 5'500, 6'000)}),
                 TrimClip{callToAction, Edge::End, ms(5'200)});
         }},
        {"move nobody", RefusalCode::UnknownId, MoveClips{scene1, {nobody}, ms(1), 0}},
        {"move onto another", RefusalCode::Overlap, MoveClips{scene1, {poll}, ms(2'000), 0}},
        {"move before zero", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, ms(-2'001), 0}},
        {"move beyond seven days", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, {projectFlicksMax}, 0}},
        {"move far beyond", RefusalCode::OutOfRange,
         MoveClips{scene1, {poll}, {std::numeric_limits<qint64>::max()}, 0}},
        {"move off the rows", RefusalCode::OutOfRange, MoveClips{scene1, {poll}, {}, 5}},
        {"move to video", RefusalCode::NotAllowedHere, MoveClips{scene1, {poll}, {}, -1}},
        {"move locked", RefusalCode::Locked, MoveClips{scene1, {poll}, ms(1), 0}, lockedSample},
        {"move in another scene", RefusalCode::UnknownId, MoveClips{noScene, {poll}, ms(1), 0}},
        {"move with ripple", RefusalCode::NotAllowedHere, MoveClips{scene1, {poll}, ms(1), 0, Ripple::Track}},
        {"trim to nothing", RefusalCode::NegativeLength, TrimClip{poll, Edge::End, ms(2'039)}},
        {"trim past start", RefusalCode::NegativeLength, TrimClip{poll, Edge::Start, ms(6'000)}},
        {"trim onto next", RefusalCode::Overlap, TrimClip{poll, Edge::End, ms(6'001)}},
        {"trim before zero", RefusalCode::OutOfRange, TrimClip{poll, Edge::Start, ms(-1)}},
        {"trim start with ripple", RefusalCode::NotAllowedHere,
         TrimClip{poll, Edge::Start, ms(1'000), Ripple::Track}},
        {"trim locked", RefusalCode::Locked, TrimClip{poll, Edge::End, ms(4'000)}, lockedSample},
        {"split at the edge", RefusalCode::OutOfRange, SplitClip{poll, ms(2'000), ClipId{500}}},
        {"split into taken id", RefusalCode::NameTaken, SplitClip{poll, ms(3'000), quiz}},
        {"split nobody", RefusalCode::UnknownId, SplitClip{nobody, ms(3'000), ClipId{500}}},
        {"duplicate without ids", RefusalCode::TooFew, DuplicateClips{{poll}, {}, ms(8'000), 0}},
        {"duplicate one id twice", RefusalCode::NameTaken,
         DuplicateClips{{poll, quiz}, {ClipId{500}, ClipId{500}}, ms(8'000), 0}},
        {"duplicate onto itself", RefusalCode::Overlap, DuplicateClips{{poll}, {ClipId{500}}, {}, 0}},
        {"set unknown field", RefusalCode::UnknownId, SetField{poll, QStringLiteral("colour"), 1}},
        {"set wrong type", RefusalCode::WrongType, SetField{poll, QStringLiteral("question"), 1}},
        {"set too many options", RefusalCode::TooFew,
         SetField{poll, QStringLiteral("options"), QJsonArray{}}},
        {"set priority", RefusalCode::OutOfRange, SetField{poll, QStringLiteral("priority"), 10}},
        {"set on film", RefusalCode::NotAllowedHere,
         SetField{film, QStringLiteral("title"), QStringLiteral("x")}},
        {"box without size", RefusalCode::NegativeLength, SetBox{poll, {0, 0, 0, 1}, 0}},
        {"box far away", RefusalCode::OutOfRange, SetBox{poll, {20'000'000, 0, 1, 1}, 0}},
    };
}

} // namespace

class ApplyClipTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRefusedEditNamesItsReasonAndChangesNothing() { QCOMPARE(firstBroken(refusals()), QString()); }

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
        const auto after = applied(
            sampleProject(),
            InsertClip{scene1, interaction, elementClip(ClipId{500}, "quiz", 5'000, 7'000), Ripple::Track});
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
        const Project given = groupedSample();
        const auto after = applied(given, SplitClip{poll, ms(3'000), ClipId{500}});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, poll)->range.end, clipOf(*after, ClipId{500})->range.start);
        QCOMPARE(*clipOf(*after, poll)->element(), *clipOf(*after, ClipId{500})->element());
        QVERIFY(after->groups.first().clips.contains(ClipId{500}));
    }

    void duplicatesGetTheIdsThatWereGiven()
    {
        const auto after =
            applied(sampleProject(), DuplicateClips{{poll, quiz}, {ClipId{500}, ClipId{501}}, ms(10'000), 0});
        QVERIFY(after.has_value());
        QCOMPARE(clipOf(*after, ClipId{501})->range.start, ms(16'000));
    }
};

QTEST_GUILESS_MAIN(ApplyClipTest)
#include "apply_clip_test.moc"
