// Where the project's sources and built programs lie. Known to one source file only, so that every test
// compiles alike in each clone and the compiler's cache serves them all.
#pragma once

#include <QString>

namespace icmp::test {

// path: below the project's folder, without a leading slash; empty for the folder itself.
QString sourcePath(const QString &path = {});
QString builtPath(const QString &path = {});

} // namespace icmp::test
