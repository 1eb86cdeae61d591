#include "core/base/strict_json.h"
#include "tests/core/project/sample.h"

#include <QJsonArray>
#include <QTest>
#include <functional>

using namespace icmp;
using namespace icmp::project;

class ProjectJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProjectReadsBackToTheSameBytes()
    {
        const Project project = *applied(sampleProject(), AddMarker{{MarkerId{700},
                                                                     {{5}, {5}},
                                                                     QStringLiteral("Bird"),
                                                                     QStringLiteral("note"),
                                                                     QStringLiteral("chapter")}});
        const QByteArray bytes = canonicalBytes(project);
        const auto json = parseJsonObject(bytes);
        QVERIFY(json.has_value());
        const auto back = projectFromJson(*json);
        QVERIFY2(back.has_value(), back ? "" : qPrintable(describe(back.error())));
        QVERIFY(*back == project);
        QCOMPARE(canonicalBytes(*back), bytes);
    }

    void unknownFieldsSurvive()
    {
        QJsonObject json = toJson(sampleProject());
        json.insert(QStringLiteral("futureField"), QJsonObject{{QStringLiteral("a"), 1}});
        const auto back = projectFromJson(json);
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back).value(QStringLiteral("futureField")),
                 json.value(QStringLiteral("futureField")));
    }

    void damagedDocumentsAreRefusedWithTheirPlace()
    {
        struct Row {
            const char *name;
            RefusalCode code;
            std::function<void(QJsonObject &)> damage;
        };
        // Changes one member of the first clip of the second track.
        const auto inClip = [](QJsonObject &project, const char *key, const QJsonValue &value) {
            QJsonArray scenes = project.value(QLatin1String("scenes")).toArray();
            QJsonObject scene = scenes.at(0).toObject();
            QJsonArray tracks = scene.value(QLatin1String("tracks")).toArray();
            QJsonObject track = tracks.at(1).toObject();
            QJsonArray clips = track.value(QLatin1String("clips")).toArray();
            QJsonObject clip = clips.at(0).toObject();
            clip.insert(QLatin1String(key), value);
            clips[0] = clip;
            track.insert(QLatin1String("clips"), clips);
            tracks[1] = track;
            scene.insert(QLatin1String("tracks"), tracks);
            scenes[0] = scene;
            project.insert(QLatin1String("scenes"), scenes);
        };
        const Row rows[] = {
            {"newer format", RefusalCode::BadDocument,
             [](QJsonObject &p) { p.insert(QLatin1String("format"), 99); }},
            {"no name", RefusalCode::WrongType, [](QJsonObject &p) { p.remove(QLatin1String("name")); }},
            {"no scenes", RefusalCode::TooFew,
             [](QJsonObject &p) { p.insert(QLatin1String("scenes"), QJsonArray()); }},
            {"scenes no list", RefusalCode::WrongType,
             [](QJsonObject &p) { p.insert(QLatin1String("scenes"), 1); }},
            {"rate of nothing", RefusalCode::OutOfRange,
             [](QJsonObject &p) {
                 p.insert(QLatin1String("rate"),
                          QJsonObject{{QStringLiteral("numerator"), 0}, {QStringLiteral("denominator"), 1}});
             }},
            {"canvas too large", RefusalCode::OutOfRange,
             [](QJsonObject &p) {
                 p.insert(QLatin1String("canvas"),
                          QJsonObject{{QStringLiteral("width"), 99'999}, {QStringLiteral("height"), 1'080}});
             }},
            {"id twice", RefusalCode::NameTaken, [&](QJsonObject &p) { inClip(p, "id", quiz.value); }},
            {"id beyond 2^53", RefusalCode::OutOfRange,
             [&](QJsonObject &p) { inClip(p, "id", qint64(1) << 60); }},
            {"negative clip", RefusalCode::NegativeLength, [&](QJsonObject &p) { inClip(p, "end", 0); }},
            {"overlap", RefusalCode::Overlap,
             [&](QJsonObject &p) { inClip(p, "end", MediaTime::ofSeconds(7).flicks); }},
            {"unknown element", RefusalCode::WrongType,
             [&](QJsonObject &p) {
                 inClip(p, "element", QJsonObject{{QStringLiteral("type"), QStringLiteral("teleport")}});
             }},
            {"group of nobody", RefusalCode::UnknownId,
             [](QJsonObject &p) {
                 p.insert(QLatin1String("groups"),
                          QJsonArray{QJsonObject{{QStringLiteral("id"), 900},
                                                 {QStringLiteral("parent"), 0},
                                                 {QStringLiteral("name"), QString()},
                                                 {QStringLiteral("clips"), QJsonArray{12345}}}});
             }},
            {"group of itself", RefusalCode::Cycle,
             [](QJsonObject &p) {
                 p.insert(QLatin1String("groups"),
                          QJsonArray{QJsonObject{{QStringLiteral("id"), 900},
                                                 {QStringLiteral("parent"), 900},
                                                 {QStringLiteral("name"), QString()},
                                                 {QStringLiteral("clips"), QJsonArray{poll.value}}}});
             }},
        };
        for (const Row &row : rows) {
            QJsonObject json = toJson(sampleProject());
            row.damage(json);
            const auto back = projectFromJson(json);
            QVERIFY2(!back.has_value(), row.name);
            if (back.error().code != row.code)
                QFAIL(qPrintable(
                    QStringLiteral("%1: %2").arg(QLatin1String(row.name), describe(back.error()))));
            QVERIFY2(!back.error().place.isEmpty(), row.name);
        }
    }
};

QTEST_GUILESS_MAIN(ProjectJsonTest)
#include "project_json_test.moc"
