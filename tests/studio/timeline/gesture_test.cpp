// Real mouse, key and drop events on a shown timeline.
#include "tests/studio/timeline/desk.h"

#include "studio/timeline/model/edits.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>

using namespace icmp;
using namespace icmp::project;
using namespace icmp::timeline;

namespace {

MediaRange span(qint64 from, qint64 to)
{
    return {ms(from), ms(to)};
}

} // namespace

class GestureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDragIsOneEdit()
    {
        Desk desk;
        desk.drag(desk.middleOf(quiz), {desk.pixels(ms(2000)), 0}, Qt::AltModifier);
        QCOMPARE(desk.edits.size(), size_t(1));
        QVERIFY(std::holds_alternative<MoveClips>(desk.edits.front().content));
        QVERIFY(qAbs((desk.rangeOf(quiz).start - ms(8000)).flicks) < ms(40).flicks);
        QCOMPARE(desk.rangeOf(quiz).length(), ms(3000));
    }

    void escapeDuringADragChangesNothing()
    {
        Desk desk;
        const QString before = desk.hash();
        const QPoint from = desk.middleOf(quiz);
        desk.press(from);
        desk.moveTo(from + QPoint(60, 0));
        QVERIFY(desk.view->isDragging());
        QTest::keyClick(desk.view, Qt::Key_Escape);
        QVERIFY(!desk.view->isDragging());
        desk.release(from + QPoint(60, 0));
        QCOMPARE(desk.edits.size(), size_t(0));
        QCOMPARE(desk.hash(), before);
        QVERIFY(desk.view->state().isSelected(quiz));
    }

    void aDragComesToRestOnAnEdge()
    {
        Desk desk;
        // Three pixels beside the end of the poll, which lies at 5 s.
        desk.drag(desk.middleOf(quiz), {-desk.pixels(ms(1000)) + 3, 0});
        QCOMPARE(desk.rangeOf(quiz), span(5000, 8000));
    }

    void withoutSnappingItComesToRestWhereItIsDropped()
    {
        Desk desk;
        const int by = -desk.pixels(ms(1000)) + 3;
        desk.drag(desk.middleOf(quiz), {by, 0}, Qt::AltModifier);
        QCOMPARE(desk.edits.size(), size_t(1));
        QVERIFY(desk.rangeOf(quiz).start != ms(5000));
    }

    void aTrimMovesOneEdge()
    {
        Desk desk;
        const QRect r = desk.view->rectOf(quiz);
        desk.drag({r.right() - 3, r.center().y()}, {desk.pixels(ms(3000)) + 2, 0});
        QVERIFY(std::holds_alternative<TrimClip>(desk.edits.front().content));
        QCOMPARE(desk.rangeOf(quiz).start, ms(6000));
        QVERIFY(desk.rangeOf(quiz).end > ms(11'800) && desk.rangeOf(quiz).end < ms(12'200));
        const QRect now = desk.view->rectOf(quiz);
        desk.drag({now.left() + 3, now.center().y()}, {-desk.pixels(ms(1000)) + 2, 0});
        QCOMPARE(desk.rangeOf(quiz).start, ms(5000));
        QCOMPARE(desk.edits.size(), size_t(2));
    }

    void aTrimLeavesOneFrame()
    {
        Desk desk;
        const QRect r = desk.view->rectOf(quiz);
        desk.drag({r.right() - 3, r.center().y()}, {-400, 0}, Qt::AltModifier);
        QCOMPARE(desk.rangeOf(quiz).length(), ms(40));
    }

    void severalMoveTogetherAcrossRowsOrNotAtAll()
    {
        Desk desk;
        desk.view->choose({poll, quiz}, quiz);
        const int row =
            desk.view->laneRect(second).center().y() - desk.view->laneRect(interaction).center().y();
        // The poll would lie on the call to action: nothing moves, the reason is told.
        QSignalSpy told(desk.view, &TimelineView::refused);
        desk.drag(desk.middleOf(quiz), {0, row});
        QCOMPARE(desk.edits.size(), size_t(0));
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.first().first().value<Refusal>().code, RefusalCode::Overlap);
        QCOMPARE(desk.trackOf(quiz), interaction);
        // One row lower there is room for both.
        desk.drag(desk.middleOf(quiz), {0, 2 * row});
        QCOMPARE(desk.edits.size(), size_t(1));
        QCOMPARE(desk.trackOf(quiz), textTrack);
        QCOMPARE(desk.trackOf(poll), textTrack);
        QCOMPARE(desk.rangeOf(poll), span(2000, 5000));
    }

    void mouseAndKeyboardGiveTheSameProject()
    {
        Desk mouse, keys;
        // Move: five frames later, with both.
        mouse.view->setZoomPerMille(200);
        mouse.drag(mouse.middleOf(quiz), {mouse.pixels(ms(200)), 0});
        keys.view->choose({quiz}, quiz);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(keys.view, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(mouse.rangeOf(quiz), span(6200, 9200));
        QCOMPARE(mouse.hash(), keys.hash());
        // Trim: three frames shorter.
        const QRect r = mouse.view->rectOf(quiz);
        mouse.drag({r.right() - 3, r.center().y()}, {-mouse.pixels(ms(120)), 0});
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(keys.view, Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(mouse.hash(), keys.hash());
        // Another row.
        const QPoint down(0, mouse.view->laneRect(second).center().y() -
                                 mouse.view->laneRect(interaction).center().y());
        mouse.drag(mouse.middleOf(quiz), down);
        QTest::keyClick(keys.view, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(mouse.trackOf(quiz), second);
        QCOMPARE(mouse.hash(), keys.hash());
        // Lock by the head's button and by the action.
        const QRect lane = mouse.view->laneRect(second);
        QTest::mouseClick(mouse.view, Qt::LeftButton, {}, {lane.left() - 64, lane.center().y()});
        keys.panel->action(QStringLiteral("timeline.lock"))->trigger();
        QVERIFY(mouse.project.scenes.first().tracks[2].locked);
        QCOMPARE(mouse.hash(), keys.hash());
    }

    void aClickChoosesCtrlAddsAndShiftReaches()
    {
        Desk desk;
        QSignalSpy told(desk.view, &TimelineView::selectionChanged);
        QTest::mouseClick(desk.view, Qt::LeftButton, {}, desk.middleOf(poll));
        QCOMPARE(desk.view->state().selected, QList<ClipId>{poll});
        QTest::mouseClick(desk.view, Qt::LeftButton, Qt::ControlModifier, desk.middleOf(callToAction));
        QCOMPARE(desk.view->state().selected, QList<ClipId>({poll, callToAction}));
        QTest::mouseClick(desk.view, Qt::LeftButton, Qt::ControlModifier, desk.middleOf(callToAction));
        QCOMPARE(desk.view->state().selected, QList<ClipId>{poll});
        QTest::mouseClick(desk.view, Qt::LeftButton, Qt::ShiftModifier, desk.middleOf(quiz));
        QVERIFY(desk.view->state().isSelected(callToAction) && desk.view->state().isSelected(quiz));
        QVERIFY(told.size() >= 4);
        QTest::mouseClick(desk.view, Qt::LeftButton, {}, desk.view->laneRect(ads).center());
        QVERIFY(desk.view->state().selected.isEmpty());
        QCOMPARE(desk.edits.size(), size_t(0));
    }

    void aMarqueeChoosesWhatItTouches()
    {
        Desk desk;
        const QRect first = desk.view->rectOf(poll), last = desk.view->rectOf(callToAction);
        desk.drag({first.left() - 8, first.top() - 2},
                  QPoint(last.left() + 20, last.center().y()) - QPoint(first.left() - 8, first.top() - 2));
        QCOMPARE(QSet<ClipId>(desk.view->state().selected.begin(), desk.view->state().selected.end()),
                 QSet<ClipId>({poll, callToAction}));
        QCOMPARE(desk.edits.size(), size_t(0));
    }

    void anElementFromTheLibraryLandsOnTheRow()
    {
        Desk desk;
        desk.view->setInsertLength(ms(4000));
        QMimeData mime;
        mime.setData(QLatin1String(elementMimeType), "product");
        const QPoint at(desk.view->xOf(ms(9000)) + 3, desk.view->laneRect(second).center().y());
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(desk.view, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(desk.view, &drop);
        QCOMPARE(desk.edits.size(), size_t(1));
        const ClipId made = desk.view->state().focus;
        QCOMPARE(desk.trackOf(made), second);
        QCOMPARE(desk.rangeOf(made), span(9000, 13'000));
        QCOMPARE(element::typeOf(*desk.index.find(desk.project, made)->clip->element()).key,
                 QStringLiteral("product"));
    }

    void anElementDoesNotLandOnALockedOrTakenRow()
    {
        Desk desk;
        QVERIFY(desk.apply(Edit{SetTrack{scene1, ads, true, false, Sharing::Exclusive}}));
        QMimeData mime;
        mime.setData(QLatin1String(elementMimeType), "quiz");
        for (const QPoint at :
             {QPoint(desk.view->xOf(ms(9000)), desk.view->laneRect(ads).center().y()),
              QPoint(desk.view->xOf(ms(3000)), desk.view->laneRect(interaction).center().y())}) {
            QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
            QCoreApplication::sendEvent(desk.view, &enter);
            QDragMoveEvent move(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
            QCoreApplication::sendEvent(desk.view, &move);
            QVERIFY(!move.isAccepted());
            QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
            QCoreApplication::sendEvent(desk.view, &drop);
        }
        QCOMPARE(desk.edits.size(), size_t(1));
        QCOMPARE(desk.refused, 2);
    }

    void filesAreAnnouncedWithTheirTime()
    {
        Desk desk;
        QSignalSpy told(desk.view, &TimelineView::filesDropped);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/films/a.mp4"))});
        const QPoint at(desk.view->xOf(ms(4000)) + 1, 60);
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(desk.view, &enter);
        QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, {});
        QCoreApplication::sendEvent(desk.view, &drop);
        QCOMPARE(told.size(), 1);
        const MediaTime at4 = told.first().at(1).value<MediaTime>();
        QVERIFY(qAbs((at4 - ms(4000)).flicks) <= ms(40).flicks);
        QCOMPARE(at4, desk.project.rate.nearestFrameStart(at4));
    }

    void aLockedTrackIsNotDragged()
    {
        Desk desk;
        QVERIFY(desk.apply(Edit{SetTrack{scene1, interaction, true, false, Sharing::Exclusive}}));
        desk.drag(desk.middleOf(quiz), {80, 0});
        QCOMPARE(desk.edits.size(), size_t(1));
        QVERIFY(desk.view->state().isSelected(quiz));
    }

    void theRazorCutsWhereItIsClicked()
    {
        Desk desk;
        desk.view->setTool(Tool::Razor);
        QTest::mouseClick(desk.view, Qt::LeftButton, {},
                          {desk.view->xOf(ms(7000)) + 1, desk.middleOf(quiz).y()});
        QCOMPARE(desk.edits.size(), size_t(1));
        QVERIFY(std::holds_alternative<SplitClip>(desk.edits.front().content));
        QCOMPARE(desk.index.size(), 5);
    }

    void commandsAskForOneEditEach()
    {
        Desk desk;
        desk.view->choose({poll}, poll);
        desk.view->setPlayhead(ms(3000));
        desk.panel->action(QStringLiteral("timeline.split"))->trigger();
        QCOMPARE(desk.rangeOf(poll), span(2000, 3000));
        desk.panel->action(QStringLiteral("timeline.delete"))->trigger();
        QVERIFY(!desk.index.place(poll));
        desk.view->choose({callToAction}, callToAction);
        desk.panel->action(QStringLiteral("timeline.copy"))->trigger();
        desk.view->setPlayhead(ms(20'000));
        desk.panel->action(QStringLiteral("timeline.paste"))->trigger();
        const ClipId pasted = desk.view->state().focus;
        QVERIFY(pasted != callToAction);
        QCOMPARE(desk.rangeOf(pasted), span(20'000, 22'000));
        QCOMPARE(desk.trackOf(pasted), second);
        desk.panel->action(QStringLiteral("timeline.duplicate"))->trigger();
        QCOMPARE(desk.rangeOf(desk.view->state().focus), span(22'000, 24'000));
        QCOMPARE(desk.edits.size(), size_t(4));
    }

    void deletingWithRippleClosesTheGap()
    {
        Desk desk;
        desk.view->choose({poll}, poll);
        desk.panel->action(QStringLiteral("timeline.ripple-delete"))->trigger();
        QCOMPARE(desk.rangeOf(quiz), span(3000, 6000));
        QCOMPARE(desk.rangeOf(callToAction), span(2000, 4000));
    }

    void anEmptyClipboardIsRefusedWithAReason()
    {
        Desk desk;
        QGuiApplication::clipboard()->clear();
        QSignalSpy told(desk.view, &TimelineView::refused);
        desk.view->paste();
        QCOMPARE(told.size(), 1);
        QCOMPARE(desk.edits.size(), size_t(0));
    }

    void tabWalksThroughTheClipsInTimeOrderAndLeaves()
    {
        Desk desk;
        QList<ClipId> seen;
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(desk.view, Qt::Key_Tab);
            seen.append(desk.view->state().focus);
        }
        QCOMPARE(seen, QList<ClipId>({film, poll, callToAction, quiz}));
        QTest::keyClick(desk.view, Qt::Key_Tab);
        QVERIFY(!desk.view->hasFocus());
    }

    void zoomKeepsTheTimeUnderThePointer()
    {
        Desk desk;
        const QPoint at(desk.view->xOf(ms(7000)), 100);
        const double before = desk.view->axis().flicksPerPixel();
        QWheelEvent wheel(at, desk.view->mapToGlobal(at), {}, {0, 480}, {}, Qt::ControlModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(desk.view, &wheel);
        QVERIFY(desk.view->axis().flicksPerPixel() < before / 1.5);
        QVERIFY(qAbs(desk.view->xOf(ms(7000)) - at.x()) <= 1);
        desk.view->setZoomPerMille(1000);
        QCOMPARE(desk.pixels(desk.project.rate.frameLength()), 200);
        desk.view->fit();
        QVERIFY(desk.view->axis().visible().end >= ms(30'000));
    }

    // Whatever the pointer is over, and in both directions; at the ends of the film there is nothing to keep.
    void zoomInAndOutComesBackToWhereItWas()
    {
        Desk desk;
        const auto turn = [&](int x, int by) {
            const QPoint at(x, 100);
            QWheelEvent wheel(at, desk.view->mapToGlobal(at), {}, {0, by}, {}, Qt::ControlModifier,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(desk.view, &wheel);
        };
        turn(desk.view->xOf(ms(15'000)), 2'400);
        for (const qint64 at : {14'960, 15'000, 15'120}) {
            const int x = desk.view->xOf(ms(at));
            const double scale = desk.view->axis().flicksPerPixel();
            turn(x, 240);
            QVERIFY(desk.view->axis().flicksPerPixel() < scale);
            QVERIFY(qAbs(desk.view->xOf(ms(at)) - x) <= 1);
            turn(x, -480);
            QVERIFY(desk.view->axis().flicksPerPixel() > scale);
            QVERIFY(qAbs(desk.view->xOf(ms(at)) - x) <= 1);
            turn(x, 240);
            QVERIFY(qAbs(desk.view->axis().flicksPerPixel() / scale - 1) < 1e-6);
        }
    }

    void theWheelScrollsRowsAndWithShiftTheTime()
    {
        Desk desk;
        desk.view->setZoomPerMille(300);
        const auto turn = [&](QPoint by, Qt::KeyboardModifiers modifiers) {
            const QPoint at(desk.view->width() / 2, 120);
            QWheelEvent wheel(at, desk.view->mapToGlobal(at), {}, by, {}, modifiers, Qt::NoScrollPhase,
                              false);
            QCoreApplication::sendEvent(desk.view, &wheel);
        };
        const int x = desk.view->xOf(ms(6'000));
        const QRect lane = desk.view->laneRect(interaction);
        turn({0, -120}, Qt::ShiftModifier);
        QCOMPARE(desk.view->xOf(ms(6'000)), x - 120);
        turn({60, 0}, {}); // a touchpad's own way along
        QCOMPARE(desk.view->xOf(ms(6'000)), x - 60);
        QCOMPARE(desk.view->laneRect(interaction), lane);
        turn({0, -40}, {});
        QCOMPARE(desk.view->laneRect(interaction), lane.translated(0, -20));
        QCOMPARE(desk.view->xOf(ms(6'000)), x - 60);
        // Neither runs away beyond its end.
        for (int i = 0; i < 400; ++i)
            turn({0, 120}, i % 2 ? Qt::ShiftModifier : Qt::NoModifier);
        QCOMPARE(desk.view->laneRect(interaction), lane);
        QCOMPARE(desk.view->axis().visible().start, MediaTime{});
        QCOMPARE(desk.edits.size(), size_t(0));
    }

    void arrowsStepThePlayheadByFrameAndSecond()
    {
        Desk desk;
        QSignalSpy told(desk.view, &TimelineView::playheadMoved);
        QTest::keyClick(desk.view, Qt::Key_Right);
        QTest::keyClick(desk.view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(desk.view->state().playhead, ms(1040));
        QTest::keyClick(desk.view, Qt::Key_Left);
        QCOMPARE(desk.view->state().playhead, ms(1000));
        QTest::keyClick(desk.view, Qt::Key_End);
        QCOMPARE(desk.view->state().playhead, ms(30'000));
        QTest::keyClick(desk.view, Qt::Key_Home);
        QCOMPARE(desk.view->state().playhead, MediaTime{});
        QCOMPARE(told.size(), 5);
    }

    void ctrlTabLeavesAtOnce()
    {
        Desk desk;
        QTest::keyClick(desk.view, Qt::Key_Tab);
        QCOMPARE(desk.view->state().focus, film);
        QTest::keyClick(desk.view, Qt::Key_Tab, Qt::ControlModifier);
        QVERIFY(!desk.view->hasFocus());
    }

    void aMarkerIsMovedByMouseAndByKeyAlike()
    {
        Desk mouse, keys;
        for (Desk *desk : {&mouse, &keys}) {
            const Marker marker{
                MarkerId{300}, span(4000, 5000), QStringLiteral("Bird"), QStringLiteral("note"), {}};
            QVERIFY(desk->apply(Edit{AddMarker{marker}}));
        }
        mouse.view->setZoomPerMille(200);
        mouse.drag({mouse.view->xOf(ms(4000)), 8}, {mouse.pixels(ms(2000)), 0});
        QCOMPARE(mouse.edits.size(), size_t(2));
        QCOMPARE(mouse.project.markers.first().range, span(6000, 7000));
        keys.view->setPlayhead(ms(6000));
        keys.panel->action(QStringLiteral("timeline.marker-here"))->trigger();
        QCOMPARE(mouse.hash(), keys.hash());
        keys.panel->action(QStringLiteral("timeline.marker-remove"))->trigger();
        QVERIFY(keys.project.markers.isEmpty());
    }

    void aGroupIsChosenWhole()
    {
        Desk desk;
        QVERIFY(desk.apply(Edit{MakeGroup{GroupId{70}, {}, QStringLiteral("Vote"), {poll, callToAction}}}));
        QTest::mouseClick(desk.view, Qt::LeftButton, {}, desk.middleOf(poll));
        QCOMPARE(desk.view->state().selected, QList<ClipId>({poll, callToAction}));
        QTest::mouseDClick(desk.view, Qt::LeftButton, {}, desk.middleOf(poll));
        QCOMPARE(desk.view->state().selected, QList<ClipId>{poll});
        QTest::mouseClick(desk.view, Qt::LeftButton, Qt::ControlModifier, desk.middleOf(poll));
        QVERIFY(desk.view->state().selected.isEmpty());
    }

    void aPlayheadIsScrubbedInTheRuler()
    {
        Desk desk;
        desk.drag({desk.view->xOf(ms(1000)), 20}, {desk.pixels(ms(3000)), 0}, Qt::AltModifier);
        QVERIFY(qAbs((desk.view->state().playhead - ms(4000)).flicks) <= ms(40).flicks);
        QCOMPARE(desk.edits.size(), size_t(0));
    }
};

QTEST_MAIN(GestureTest)
#include "gesture_test.moc"
