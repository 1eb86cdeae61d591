// The rules of the house that a compiler does not know: who may include whom, words, sizes, a test for every
// source.
#include "tests/architecture/source_tree.h"
#include "tests/support/places.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace icmp::architecture;

namespace {

// core folders may include only those named before them.
const QStringList coreOrder{
    QStringLiteral("base"),       QStringLiteral("ledger"),     QStringLiteral("event"),
    QStringLiteral("expression"), QStringLiteral("element"),    QStringLiteral("project"),
    QStringLiteral("package"),    QStringLiteral("catalogue"),  QStringLiteral("session"),
    QStringLiteral("market"),     QStringLiteral("settlement"), QStringLiteral("simulation"),
    QStringLiteral("identity"),   QStringLiteral("fraud"),      QStringLiteral("compliance"),
    QStringLiteral("lint"),       QStringLiteral("analytics"),  QStringLiteral("protocol")};
// What every studio feature may use; among these only those named before.
const QStringList studioShared{QStringLiteral("settings"), QStringLiteral("widgets"),
                               QStringLiteral("remote"), QStringLiteral("document"), QStringLiteral("media")};

bool isCpp(const SourceFile &file)
{
    return file.isHeader() || file.isSource();
}

bool isProduct(const SourceFile &file)
{
    static const QRegularExpression top(QStringLiteral("^(app|core|server|studio)/"));
    return top.match(file.path).hasMatch();
}

// The folder that has a DEPENDS line of its own: a folder inside one, like studio/media/wire, may have one
// too.
template <class Dependencies>
QString moduleOf(const QString &path, const Dependencies &declared)
{
    const QString inner = path.section(u'/', 0, 2);
    return declared.contains(inner) ? inner : path.section(u'/', 0, 1);
}

// Why `from` must not name `to`, or nothing.
QString forbiddenDirection(const QString &from, const QString &to)
{
    const QString area = from.section(u'/', 0, 0), other = to.section(u'/', 0, 0);
    const QString part = from.section(u'/', 1, 1), otherPart = to.section(u'/', 1, 1);
    if (to.startsWith(from + u'/'))
        return {};
    if (area == u"core") {
        if (other != u"core")
            return QStringLiteral("core depends on nothing outside core");
        if (coreOrder.indexOf(otherPart) < 0 || coreOrder.indexOf(otherPart) >= coreOrder.indexOf(part))
            return QStringLiteral("inside core only folders named before");
    }
    if (area == u"server" && other != u"core")
        return QStringLiteral("server folders use core only");
    if (area == u"studio") {
        if (other != u"core" && other != u"studio" && other != u"resources")
            return QStringLiteral("the studio uses core and its own shared folders");
        if (otherPart == u"codec")
            return QStringLiteral("the codec goes into icmp-media alone");
        const bool shared = studioShared.contains(otherPart);
        if (other == u"studio" && part != u"shell" && !shared)
            return QStringLiteral("features never include features");
        if (other == u"studio" && studioShared.contains(part) &&
            studioShared.indexOf(otherPart) >= studioShared.indexOf(part))
            return QStringLiteral("among the shared folders only those named before");
    }
    return {};
}

} // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT

    QList<SourceFile> m_files;
    QStringList m_found;

    void report(const SourceFile &file, qsizetype line, const QString &what)
    {
        m_found.append(QStringLiteral("%1:%2: %3").arg(file.path).arg(line).arg(what));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_files = projectFiles(icmp::test::sourcePath());
        QVERIFY(m_files.size() > 50);
    }

    void init() { m_found.clear(); }

    void cleanup()
    {
        for (const QString &line : m_found)
            qWarning("%s", qPrintable(line));
    }

    void includesAreNamedByTheDependsLine()
    {
        const auto dependencies = declaredDependencies(m_files);
        QVERIFY(dependencies.contains(QStringLiteral("core/base")));
        for (const SourceFile &file : m_files) {
            if (!isCpp(file) || !isProduct(file) || file.path.startsWith(u"app/"))
                continue;
            const QString module = moduleOf(file.path, dependencies);
            for (const auto &[line, path] : quotedIncludes(file)) {
                const QString target = moduleOf(path, dependencies);
                if (path.endsWith(QLatin1String(".moc")) || target == module)
                    continue;
                if (!path.contains(u'/'))
                    report(file, line, QStringLiteral("includes are written from the root: ") + path);
                else if (!dependencies.value(module).contains(target) &&
                         !dependencies.value(module).contains(target.section(u'/', 0, 1)))
                    report(file, line, QStringLiteral("%1 is not in the DEPENDS of %2").arg(target, module));
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void dependsLinesPointInTheRightDirection()
    {
        const auto dependencies = declaredDependencies(m_files);
        for (auto it = dependencies.begin(); it != dependencies.end(); ++it) {
            for (const QString &target : it.value()) {
                const QString why = forbiddenDirection(it.key(), target);
                if (!why.isEmpty())
                    m_found.append(QStringLiteral("%1 DEPENDS %2: %3").arg(it.key(), target, why));
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void coreIsPure()
    {
        static const QRegularExpression impure(QStringLiteral(
            "\\bQ_OBJECT\\b|\\bQObject\\b|#include "
            "<(QtWidgets|QtGui|QtNetwork|QtSql|QWidget|QFile|QTcp|QSql|QTimer|"
            "QThread|QDateTime|QElapsedTimer|QRandomGenerator|iostream|fstream|filesystem|random|thread)"));
        for (const SourceFile &file : m_files) {
            if (!isCpp(file) || !file.path.startsWith(u"core/"))
                continue;
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (const auto m = impure.match(file.lines.at(i)); m.hasMatch())
                    report(file, i + 1, m.captured(0) + QStringLiteral(" has no place in core"));
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void libavStaysInTheCodec()
    {
        static const QRegularExpression libav(QStringLiteral("#include <lib(av|sw)"));
        for (const SourceFile &file : m_files) {
            if (!isCpp(file) || !isProduct(file) || file.path.startsWith(u"studio/codec/"))
                continue;
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (libav.match(file.lines.at(i)).hasMatch())
                    report(file, i + 1, QStringLiteral("only studio/codec links libav*"));
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void bannedWordsDoNotOccur()
    {
        // Pieces are joined here so that this file does not contain what it bans.
        const QString unfinished = QStringLiteral("\\b(TO") + QStringLiteral("DO|FIX") +
                                   QStringLiteral("ME|XX") + QStringLiteral("X)\\b");
        const QString places = QStringLiteral("registry\\.npm") + QStringLiteral("js|deb\\.debian\\.") +
                               QStringLiteral("org|/wor") + QStringLiteral("k/|/ro") +
                               QStringLiteral("ot/|/home/[a-z]");
        const QRegularExpression banned(unfinished + u'|' + places);
        for (const SourceFile &file : m_files) {
            if (file.name() == u"LICENSE")
                continue;
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (const auto m = banned.match(file.lines.at(i)); m.hasMatch())
                    report(file, i + 1, QStringLiteral("\"%1\" has no place here").arg(m.captured(0)));
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void namesSayWhatAThingIs()
    {
        const QRegularExpression vague(QStringLiteral(
            "^\\s*(?:class|struct|enum class)\\s+\\w*(Manager|Helper|Util|Utils|Common|Misc|Impl)\\b"));
        const QRegularExpression vagueFile(
            QStringLiteral("(^|_)(manager|helper|helpers|util|utils|common|misc|impl)(_|\\.)"));
        for (const SourceFile &file : m_files) {
            if (!isCpp(file))
                continue;
            if (vagueFile.match(file.name()).hasMatch())
                report(file, 1, QStringLiteral("the file's name says nothing"));
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (const auto m = vague.match(file.lines.at(i));
                    m.hasMatch() && !file.lines.at(i).endsWith(u';'))
                    report(file, i + 1, m.captured(0).trimmed());
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void sizesStayReadable()
    {
        QHash<QString, QSet<QString>> sources;
        for (const SourceFile &file : m_files) {
            static const QRegularExpression written(
                QStringLiteral("\\.(h|cpp|ts|css|cmake|sql|mjs)$|/run$|/check$"));
            if (!written.match(file.path).hasMatch())
                continue;
            const qsizetype lines = file.lines.size() - 1;
            const bool test = file.path.startsWith(u"tests/");
            if (lines > (file.isHeader() && !test ? 200 : 600))
                report(file, lines, QStringLiteral("the file is too long"));
            if (!isCpp(file))
                continue;
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (file.lines.at(i).size() > 110)
                    report(file, i + 1,
                           QStringLiteral("the line has %1 characters").arg(file.lines.at(i).size()));
            }
            // Element types and the kinds of edits are lists, each entry a declaration.
            const bool isList =
                file.folder() == u"core/element" || file.name().endsWith(QLatin1String("_edits.h"));
            if (isProduct(file) && !isList)
                sources[file.folder()].insert(file.name().section(u'.', 0, 0));
        }
        for (auto it = sources.begin(); it != sources.end(); ++it) {
            if (it->size() > 12)
                m_found.append(QStringLiteral("%1 holds %2 sources").arg(it.key()).arg(it->size()));
        }
        QVERIFY(m_found.isEmpty());
    }

    void functionsFitAScreen()
    {
        // A body of a function at the outer level begins and ends with a brace in the first column.
        for (const SourceFile &file : m_files) {
            if (!file.isSource() || !isProduct(file))
                continue;
            qsizetype begin = -1;
            for (qsizetype i = 0; i < file.lines.size(); ++i) {
                if (file.lines.at(i) == u"{")
                    begin = i;
                if (file.lines.at(i) == u"}" && begin >= 0) {
                    if (i - begin - 1 > 60)
                        report(file, begin + 1,
                               QStringLiteral("the function has %1 lines").arg(i - begin - 1));
                    begin = -1;
                }
            }
        }
        QVERIFY(m_found.isEmpty());
    }

    void everyCoreSourceHasItsTest()
    {
        int seen = 0;
        for (const SourceFile &file : m_files) {
            if (!file.isSource() || !file.path.startsWith(u"core/"))
                continue;
            ++seen;
            const QString test = QStringLiteral("tests/%1_test.cpp").arg(file.path.chopped(4));
            if (!QFile::exists(icmp::test::sourcePath() + u'/' + test))
                report(file, 1, QStringLiteral("there is no ") + test);
        }
        QVERIFY(seen > 10);
        QVERIFY(m_found.isEmpty());
    }

    void everyHeaderSaysWhatItIs()
    {
        for (const SourceFile &file : m_files) {
            if (file.isHeader() && isProduct(file) && !file.lines.value(0).startsWith(u"// "))
                report(file, 1, QStringLiteral("the header does not open with what it is"));
        }
        QVERIFY(m_found.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "architecture_test.moc"
