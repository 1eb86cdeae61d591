#include "core/package/package.h"

#include "tests/core/package/package_fixture.h"

#include <QTest>

using namespace icmp;

class FreezeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalProjectsGiveEqualBytes()
    {
        const auto a = test::publish();
        const auto b = test::publish();
        QCOMPARE(a.frozen.publicRoot, b.frozen.publicRoot);
        QCOMPARE(a.frozen.privateRoot, b.frozen.privateRoot);
        for (const package::Piece &piece : a.frozen.pieces)
            QCOMPARE(sha256Hex(piece.bytes), piece.hash);
    }

    void secretsAndHeldElementsAreNotPublic()
    {
        const auto published = test::publish();
        for (const package::Piece &piece : published.frozen.pieces) {
            if (piece.hash == published.frozen.privateRoot)
                continue;
            QVERIFY(!piece.bytes.contains("\"right\""));
            QVERIFY(!piece.bytes.contains("Why"));
            QVERIFY(!piece.bytes.contains("\"live\""));
        }
        const QByteArray secret = published.objects.value(published.frozen.privateRoot);
        QVERIFY(secret.contains("\"right\":[2]"));
        QVERIFY(secret.contains("\"id\":20"));
    }

    void oneChangedSecretLeavesThePublicTreeAlone()
    {
        const auto a = test::publish(test::projectJson("2"));
        const auto b = test::publish(test::projectJson("3"));
        QCOMPARE(a.frozen.publicRoot, b.frozen.publicRoot);
        QVERIFY(a.frozen.privateRoot != b.frozen.privateRoot);
    }

    void partsHoldAtMostSoManyClips()
    {
        QJsonObject json = test::parsedJson(test::projectJson());
        QJsonArray clips;
        for (int i = 0; i < package::clipsPerPartMax + 1; ++i)
            clips.append(test::clipJson(100 + i, R"({"type":"overlay.text","text":"T"})"));
        QJsonObject scene = json.value(QLatin1String("scenes")).toArray().at(0).toObject();
        QJsonObject track = scene.value(QLatin1String("tracks")).toArray().at(0).toObject();
        track.insert(QStringLiteral("clips"), clips);
        scene.insert(QStringLiteral("tracks"), QJsonArray{track});
        json.insert(QStringLiteral("scenes"), QJsonArray{scene});
        const auto published = test::publish(canonicalJson(json));
        const auto opened = published.open();
        QVERIFY(opened);
        QCOMPARE(opened->parts.size(), qsizetype(2));
        QCOMPARE(opened->scenes.first().tracks.first().clips.size(), qsizetype(package::clipsPerPartMax + 1));
    }

    void whatCannotBeFrozenIsRefused()
    {
        const auto project = project::projectFromJson(test::parsedJson(test::projectJson()));
        QCOMPARE(package::freeze(*project, {package::Film{QStringLiteral("x")}, {}}).error().code,
                 RefusalCode::BadHash);
        QCOMPARE(package::freeze(*project, {{}, QStringLiteral("x")}).error().code, RefusalCode::BadHash);
        QCOMPARE(package::freeze(*project, {{}, QString(64, u'a')}).error().code, RefusalCode::Missing);
    }
};

QTEST_APPLESS_MAIN(FreezeTest)
#include "freeze_test.moc"
