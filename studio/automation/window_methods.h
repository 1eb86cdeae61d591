// The method about the windows: view.locate tells where a control is on the screen and what it says, so that
// a test can use the real mouse and keyboard on it.
#pragma once

#include "studio/automation/automation_port.h"

namespace icmp::automation {

// view.locate: parameters `name` (object name, accessible name or label, without mnemonics), optionally
// `kind` ("edit", "button") and, to look inside one widget's accessible children instead, `within` (its
// name). Result: `x y width height` in screen pixels, `text`, `value`, `enabled`, `count` (how many fit; the
// first is told), `parts` (texts of the visible children). Error -32001 with refusal UnknownId while nothing
// visible has the name.
void addWindowMethods(AutomationPort &port);

} // namespace icmp::automation
