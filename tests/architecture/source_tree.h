// The project's own files, read once, for the tests that judge them as text.
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>

namespace icmp::architecture {

struct SourceFile {
    QString path;       // from the root, e.g. "core/base/id.h"
    QStringList lines;

    QString folder() const { return path.section(u'/', 0, -2); }
    QString name() const { return path.section(u'/', -1); }
    bool isHeader() const { return path.endsWith(QLatin1String(".h")); }
    bool isSource() const { return path.endsWith(QLatin1String(".cpp")); }
};

// Every text file of the project, without what is built or fetched: build, var, node_modules, .git.
QList<SourceFile> projectFiles(const QString &root);

// Folder → what its DEPENDS line names, from all icmp_module() calls below the root.
QHash<QString, QSet<QString>> declaredDependencies(const QList<SourceFile> &files);

// Paths in quotes that a file includes, with line numbers from 1.
QList<std::pair<int, QString>> quotedIncludes(const SourceFile &file);

}  // namespace icmp::architecture
