// Foreign text as a person may safely read it before signing.
#pragma once

#include <QString>

namespace icmp::identity {

// Whatever changes direction, hides, or looks like something else is written as \u{…}: controls, format
// characters, unusual spaces, and every letter beyond ASCII where scripts are mixed with Latin (Unicode
// Technical Standard 39, single-script rule).
QString plainWords(const QString &text);

} // namespace icmp::identity
