#include "tests/support/places.h"

namespace icmp::test {

namespace {

QString below(const QString &folder, const QString &path)
{
    return path.isEmpty() ? folder : folder + u'/' + path;
}

} // namespace

QString sourcePath(const QString &path)
{
    return below(QStringLiteral(ICMP_SOURCE_DIR), path);
}

QString builtPath(const QString &path)
{
    return below(QStringLiteral(ICMP_BINARY_DIR), path);
}

} // namespace icmp::test
