#include "tests/architecture/source_tree.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace icmp::architecture {

QList<SourceFile> projectFiles(const QString &root)
{
    static const QRegularExpression outside(QStringLiteral("^((build|var)/|\\.git(/|$))|(^|/)node_modules/"));
    static const QStringList binary{QStringLiteral("png"), QStringLiteral("mp4"),  QStringLiteral("webm"),
                                    QStringLiteral("qm"),  QStringLiteral("icmp"), QStringLiteral("gz"),
                                    QStringLiteral("br"),  QStringLiteral("jpg"),  QStringLiteral("webp"),
                                    QStringLiteral("m4s"), QStringLiteral("bin")};
    QList<SourceFile> files;
    QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        const QString path = it.filePath().mid(root.size() + 1);
        if (outside.match(path).hasMatch() || binary.contains(it.fileInfo().suffix()))
            continue;
        QFile file(it.filePath());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        files.append({path, QString::fromUtf8(file.readAll()).split(u'\n')});
    }
    return files;
}

QHash<QString, QSet<QString>> declaredDependencies(const QList<SourceFile> &files)
{
    static const QRegularExpression call(QStringLiteral("icmp_module\\(([^)]*)\\)"));
    static const QRegularExpression space(QStringLiteral("\\s+"));
    static const QSet<QString> keywords{QStringLiteral("SOURCES"), QStringLiteral("DEPENDS"),
                                        QStringLiteral("QT"),      QStringLiteral("LIBRARIES"),
                                        QStringLiteral("MOC"),     QStringLiteral("RESOURCES")};
    QHash<QString, QSet<QString>> dependencies;
    for (const SourceFile &file : files) {
        if (file.name() != u"CMakeLists.txt")
            continue;
        QStringList code;
        for (const QString &line : file.lines)
            code.append(line.section(u'#', 0, 0));
        for (auto it = call.globalMatch(code.join(u'\n')); it.hasNext();) {
            const QStringList words = it.next().captured(1).split(space, Qt::SkipEmptyParts);
            QSet<QString> &named = dependencies[words.value(0)];
            QString keyword;
            for (const QString &word : words.mid(1)) {
                if (keywords.contains(word))
                    keyword = word;
                else if (keyword == u"DEPENDS")
                    named.insert(word);
            }
        }
    }
    return dependencies;
}

QList<std::pair<int, QString>> quotedIncludes(const SourceFile &file)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s+\"([^\"]+)\""));
    QList<std::pair<int, QString>> found;
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        if (const auto m = include.match(file.lines.at(i)); m.hasMatch())
            found.append({int(i) + 1, m.captured(1)});
    }
    return found;
}

} // namespace icmp::architecture
