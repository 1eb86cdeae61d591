#include "core/package/package.h"

#include "tests/core/package/package_fixture.h"

#include <QTest>

using namespace icmp;
using test::Published;

using Damage = std::function<void(Published &)>;
Q_DECLARE_METATYPE(Damage)

class OpenTest : public QObject {
    Q_OBJECT

private:
    // Changes the only part and names it anew in the root.
    static void changePart(Published &published, const std::function<void(QJsonObject &)> &change)
    {
        published.changeRoot([&](QJsonObject &root) {
            QJsonObject scene = root.value(QLatin1String("scenes")).toArray().at(0).toObject();
            QJsonObject track = scene.value(QLatin1String("tracks")).toArray().at(0).toObject();
            const QString hash = track.value(QLatin1String("parts")).toArray().at(0).toString();
            QJsonObject part = test::parsedJson(published.objects.value(hash));
            change(part);
            track.insert(QStringLiteral("parts"), QJsonArray{published.keep(part)});
            scene.insert(QStringLiteral("tracks"), QJsonArray{track});
            root.insert(QStringLiteral("scenes"), QJsonArray{scene});
        });
    }

    static Damage firstClip(const QString &key, const QJsonValue &value)
    {
        return [=](Published &published) {
            changePart(published, [&](QJsonObject &part) {
                QJsonArray clips = part.value(QLatin1String("clips")).toArray();
                QJsonObject clip = clips.at(0).toObject();
                clip.insert(key, value);
                clips.replace(0, clip);
                part.insert(QStringLiteral("clips"), clips);
            });
        };
    }

    static Damage rootField(const QString &key, const QJsonValue &value)
    {
        return [=](Published &published) {
            published.changeRoot([&](QJsonObject &root) { root.insert(key, value); });
        };
    }

private Q_SLOTS:
    void aPublishedProjectOpensWhole()
    {
        const auto opened = test::publish().open();
        QVERIFY(opened);
        QCOMPARE(opened->elements().size(), qsizetype(6));
        QVERIFY(opened->find(ClipId{20})->held);
        const auto rules = element::answerRules(opened->find(ClipId{14})->element);
        QCOMPARE(rules->right, QList<OptionId>{OptionId{2}});
        QCOMPARE(
            element::fieldValue(opened->find(ClipId{14})->element, QStringLiteral("explanation")).toString(),
            QStringLiteral("Why"));
    }

    void aPlayerSeesNoSecret()
    {
        const auto published = test::publish();
        const auto opened = package::open(published.frozen.publicRoot, {}, published.loader());
        QVERIFY(opened);
        QVERIFY(!opened->find(ClipId{20}));
        QVERIFY(element::answerRules(opened->find(ClipId{14})->element)->right.isEmpty());
    }

    void eachDamageIsFound_data()
    {
        QTest::addColumn<Damage>("damage");
        QTest::addColumn<RefusalCode>("code");
        const auto row = [](const char *name, const Damage &damage, RefusalCode code) {
            QTest::newRow(name) << damage << code;
        };
        using enum RefusalCode;
        row(
            "no public root", [](Published &p) { p.objects.remove(p.frozen.publicRoot); }, Missing);
        row(
            "no private root", [](Published &p) { p.objects.remove(p.frozen.privateRoot); }, Missing);
        row(
            "wrong bytes", [](Published &p) { p.objects[p.frozen.publicRoot][20] = '~'; }, BadHash);
        row(
            "root is no hash", [](Published &p) { p.frozen.publicRoot = QStringLiteral("../x"); }, Conflict);
        row(
            "another's private root",
            [](Published &p) {
                p.frozen.privateRoot = test::publish(test::projectJson("3")).frozen.privateRoot;
            },
            Missing);
        row(
            "private root of another public one",
            [](Published &p) {
                QJsonObject root = test::parsedJson(p.objects.value(p.frozen.publicRoot));
                root.insert(QStringLiteral("title"), QStringLiteral("Other"));
                p.frozen.publicRoot = p.keep(root);
            },
            Conflict);
        row("newer format", rootField(QStringLiteral("format"), 2), BadDocument);
        row("no format", rootField(QStringLiteral("format"), QJsonValue::Null), BadDocument);
        row("private posing as public", rootField(QStringLiteral("visibility"), QStringLiteral("private")),
            BadDocument);
        row("no scenes", rootField(QStringLiteral("scenes"), QJsonArray{}), TooFew);
        row("negative length", rootField(QStringLiteral("length"), -1), OutOfRange);
        row("tiny canvas",
            rootField(QStringLiteral("canvas"),
                      QJsonObject{{QStringLiteral("width"), 1}, {QStringLiteral("height"), 1}}),
            OutOfRange);
        row("film of no hash",
            rootField(QStringLiteral("media"), QJsonObject{{QStringLiteral("hash"), QStringLiteral("x")}}),
            BadHash);
        row("film that is HTML",
            rootField(QStringLiteral("media"),
                      QJsonObject{{QStringLiteral("hash"), QString(64, u'a')},
                                  {QStringLiteral("type"), QStringLiteral("text/html")}}),
            WrongType);
        row("asset that is SVG",
            rootField(QStringLiteral("assets"),
                      QJsonArray{QJsonObject{{QStringLiteral("hash"), QString(64, u'a')},
                                             {QStringLiteral("type"), QStringLiteral("image/svg+xml")}}}),
            WrongType);
        row("long title", rootField(QStringLiteral("title"), QString(257, u't')), TooLong);
        row("clip without id", firstClip(QStringLiteral("id"), 0), OutOfRange);
        row("id twice", firstClip(QStringLiteral("id"), 13), NameTaken);
        row("ends before it starts", firstClip(QStringLiteral("end"), 1), NegativeLength);
        row("starts before zero", firstClip(QStringLiteral("start"), -1), OutOfRange);
        row("starts after the next", firstClip(QStringLiteral("start"), 4 * flicksPerSecond), BadDocument);
        row("element of no type", firstClip(QStringLiteral("element"), QJsonObject{}), WrongType);
        row("secret in public",
            firstClip(QStringLiteral("element"),
                      test::parsedJson(R"({"type":"quiz","question":"Q","right":[1]})")),
            NotAllowedHere);
        row("live in public",
            firstClip(QStringLiteral("element"),
                      test::parsedJson(R"({"type":"poll.single","question":"Q","trigger":"live"})")),
            NotAllowedHere);
        row(
            "a private root as part",
            [](Published &p) {
                const QString secret = p.frozen.privateRoot;
                p.changeRoot([&](QJsonObject &root) {
                    QJsonObject scene = root.value(QLatin1String("scenes")).toArray().at(0).toObject();
                    QJsonObject track = scene.value(QLatin1String("tracks")).toArray().at(0).toObject();
                    track.insert(QStringLiteral("parts"), QJsonArray{secret});
                    scene.insert(QStringLiteral("tracks"), QJsonArray{track});
                    root.insert(QStringLiteral("scenes"), QJsonArray{scene});
                });
            },
            BadDocument);
        row(
            "a secret of nobody",
            [](Published &p) {
                QJsonObject secret = test::parsedJson(p.objects.value(p.frozen.privateRoot));
                secret.insert(QStringLiteral("secrets"), QJsonObject{{QStringLiteral("999"), QJsonObject{}}});
                p.frozen.privateRoot = p.keep(secret);
            },
            UnknownId);
    }

    void eachDamageIsFound()
    {
        QFETCH(Damage, damage);
        QFETCH(RefusalCode, code);
        Published published = test::publish();
        damage(published);
        const auto opened = published.open();
        QVERIFY(!opened);
        QCOMPARE(keyOf(opened.error().code), keyOf(code));
    }
};

QTEST_APPLESS_MAIN(OpenTest)
#include "open_test.moc"
