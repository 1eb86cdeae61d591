// Automation methods that need the window: view.grab, view.drag, preview.frame, lint.
#pragma once

#include "studio/automation/automation_port.h"

namespace icmp::shell {

class MainWindow;

// view.grab: `view` (object name), optional `rect`; PNG in base64.
// view.drag: `view` "timeline" or "canvas", `path` of points in the widget, `modifiers`; real mouse events,
// the time
//   from each to the end of painting, and the seq of the one edit or null.
// preview.frame: `t`, `size`; waits for the exact frame; PNG, pts, frame and the visible set with boxes.
// lint: findings of the shown scene.
void addWindowMethods(automation::AutomationPort &port, MainWindow &window);

} // namespace icmp::shell
