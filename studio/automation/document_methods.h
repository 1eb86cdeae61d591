// The methods about the document: op.apply, undo, redo, doc.hash, doc.json.
#pragma once

#include "studio/automation/automation_port.h"
#include "studio/document/document.h"

namespace icmp::automation {

// `current` tells the open document, null while there is none; asked at every call.
void addDocumentMethods(AutomationPort &port, std::function<document::Document *()> current);

} // namespace icmp::automation
