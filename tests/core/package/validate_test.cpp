#include "core/package/validate.h"

#include "tests/core/package/package_fixture.h"
#include "tests/support/places.h"

#include <QFile>
#include <QTest>

using namespace icmp;

class ValidateTest : public QObject {
    Q_OBJECT

private:
    static project::Project sample()
    {
        QFile file(icmp::test::sourcePath(QStringLiteral("resources/samples/project.json")));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no sample");
        return *project::projectFromJson(test::parsedJson(file.readAll()));
    }

    static QStringList idsOf(const project::Project &project)
    {
        QStringList ids;
        for (const package::ProjectFinding &found : package::validate(project))
            ids.append(found.finding.id + u' ' + QString::number(found.clip.value));
        return ids;
    }

    // The project with one clip's element changed by a field.
    static project::Project with(project::Project project, int clip, const QString &key,
                                 const QJsonValue &value)
    {
        for (project::Track &track : project.scenes.first().tracks) {
            for (const project::Clip &one : track.clips.all()) {
                if (one.id == ClipId{clip})
                    track.clips.replace(one,
                                        one.withElement(*element::withField(*one.element(), key, value)));
            }
        }
        return project;
    }

private Q_SLOTS:
    void theSampleMayBePublished() { QCOMPARE(idsOf(sample()), QStringList()); }

    void theSampleIsCanonicalAndItsFilesAreThere()
    {
        QFile file(icmp::test::sourcePath(QStringLiteral("resources/samples/project.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!package::validate(sample()).size());
        const QStringList names{QStringLiteral("film.mp4"), QStringLiteral("badge.png"),
                                QStringLiteral("print.png")};
        QStringList hashes;
        for (const QString &name : names) {
            QFile part(icmp::test::sourcePath(QStringLiteral("resources/samples/")) + name);
            QVERIFY(part.open(QIODevice::ReadOnly));
            hashes.append(sha256Hex(part.readAll()));
        }
        const project::Project project = sample();
        QCOMPARE(project.assets.size(), hashes.size());
        for (const project::Asset &asset : project.assets)
            QVERIFY2(hashes.contains(asset.hash), qPrintable(asset.name));
        QVERIFY(package::playsInBrowsers(project.assets.first()));
        QStringList types;
        for (const project::Track &track : project.scenes.first().tracks) {
            for (const project::Clip &clip : track.clips.all()) {
                if (clip.element())
                    types.append(element::typeOf(*clip.element()).key);
            }
        }
        for (const element::TypeRow &type : element::types())
            QVERIFY2(types.contains(type.key), qPrintable(type.key));
    }

    void eachFindingNamesItsClip()
    {
        const project::Project good = sample();
        QCOMPARE(idsOf(with(good, 31, QStringLiteral("right"), QJsonArray{})),
                 QStringList{QStringLiteral("quiz-no-answer 31")});
        QCOMPARE(idsOf(with(good, 51, QStringLiteral("image"), QString(64, u'a'))),
                 QStringList{QStringLiteral("asset-missing 51")});
        QCOMPARE(idsOf(with(good, 51, QStringLiteral("image"), good.assets.first().hash)),
                 QStringList{QStringLiteral("asset-unsupported 51")});
    }

    void clipsBeyondTheFilmAreFound()
    {
        project::Project project = sample();
        project::Track &track = project.scenes.first().tracks[1];
        for (const project::Clip &clip : track.clips.all()) {
            if (clip.id == ClipId{32})
                track.clips.replace(clip,
                                    clip.withRange({MediaTime::ofSeconds(20), MediaTime::ofSeconds(21)}));
            if (clip.id == ClipId{30})
                track.clips.replace(clip, clip.withRange({MediaTime::ofSeconds(1), MediaTime::ofMs(2'400)}));
        }
        QCOMPARE(idsOf(project), QStringList({QStringLiteral("too-short 30"), QStringLiteral("beyond-end 32"),
                                              QStringLiteral("too-short 32")}));
        QVERIFY(package::blocks(package::validate(project)));
    }

    void aProjectWithoutFilmIsBlocked()
    {
        project::Project project = sample();
        project.scenes.first().tracks.removeFirst();
        QVERIFY(idsOf(project).contains(QStringLiteral("no-film 0")));
        QVERIFY(package::blocks(package::validate(project)));
    }

    void anEmptyProjectIsNoted()
    {
        project::Project project = sample();
        project.scenes.first().tracks = {project.scenes.first().tracks.first()};
        QCOMPARE(idsOf(project), QStringList{QStringLiteral("project-empty 0")});
        QVERIFY(!package::blocks(package::validate(project)));
    }

    void filmsThatBrowsersCannotPlayAreKnown()
    {
        project::Asset film = sample().assets.first();
        film.probe.insert(QStringLiteral("video"),
                          QJsonObject{{QStringLiteral("codec"), QStringLiteral("hevc")}});
        QVERIFY(!package::playsInBrowsers(film));
        film = sample().assets.first();
        film.type = QStringLiteral("video/x-matroska");
        QVERIFY(!package::playsInBrowsers(film));
    }
};

QTEST_APPLESS_MAIN(ValidateTest)
#include "validate_test.moc"
