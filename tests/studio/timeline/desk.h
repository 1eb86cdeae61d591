// A timeline over a document that is only a value: edits are applied by core/project and counted.
#pragma once

#include "core/project/apply.h"
#include "studio/timeline/timeline_panel.h"
#include "tests/core/project/sample.h"
#include "tests/support/seeded_random.h"

#include <QAction>
#include <QTest>
#include <memory>

namespace icmp::timeline {

struct Desk {
    explicit Desk(project::Project start = project::sampleProject())
        : project(std::move(start)), index(project),
          panel(std::make_unique<TimelinePanel>([this](const project::Edit &edit) { return apply(edit); },
                                                random)),
          view(panel->view())
    {
        panel->resize(1240, 368);
        view->setProject(project, index);
        panel->show();
        QVERIFY(QTest::qWaitForWindowActive(panel.get()));
        view->setFocus();
    }

    Result<void> apply(const project::Edit &edit)
    {
        auto changed = project::apply(project, index, edit);
        if (!changed) {
            ++refused;
            return tl::unexpected(changed.error());
        }
        edits.push_back(edit);
        project = *changed;
        index = project::ClipIndex(project);
        view->setProject(project, index);
        return {};
    }

    MediaRange rangeOf(ClipId clip) const { return index.find(project, clip)->clip->range; }
    TrackId trackOf(ClipId clip) const { return index.place(clip)->track; }
    QString hash() const { return project::hashOf(project); }
    QPoint middleOf(ClipId clip) const { return view->rectOf(clip).center(); }
    // Pixels that stand for this time at the present zoom.
    int pixels(MediaTime t) const
    {
        return int(double(t.flicks) / view->axis().flicksPerPixel() + (t.flicks > 0 ? 0.5 : -0.5));
    }

    void press(QPoint at, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(view, Qt::LeftButton, modifiers, at);
    }
    void moveTo(QPoint at, Qt::KeyboardModifiers modifiers = {})
    {
        QMouseEvent event(QEvent::MouseMove, at, view->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                          modifiers);
        QCoreApplication::sendEvent(view, &event);
    }
    void release(QPoint at, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseRelease(view, Qt::LeftButton, modifiers, at);
    }
    // A drag in three moves, as a hand does it.
    void drag(QPoint from, QPoint by, Qt::KeyboardModifiers modifiers = {})
    {
        press(from);
        moveTo(from + by / 3 + QPoint(by.x() > 0 ? 11 : -11, 0), modifiers);
        moveTo(from + by * 2 / 3, modifiers);
        moveTo(from + by, modifiers);
        release(from + by, modifiers);
    }

    test::SeededRandom random{7};
    project::Project project;
    project::ClipIndex index;
    std::vector<project::Edit> edits;
    int refused = 0;
    std::unique_ptr<TimelinePanel> panel;
    TimelineView *view;
};

} // namespace icmp::timeline
