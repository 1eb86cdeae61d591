#include "core/session/visible.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "tests/support/places.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace icmp;
using namespace icmp::session;

class VisibleTest : public QObject {
    Q_OBJECT

private:
    static package::Package opened(QJsonObject root)
    {
        const QJsonObject parts = root.take(QStringLiteral("parts")).toObject();
        const QByteArray bytes = canonicalJson(root);
        const QString hash = sha256Hex(bytes);
        const auto opened = package::open(hash, {}, [&](const QString &wanted) -> std::optional<QByteArray> {
            if (wanted == hash)
                return bytes;
            if (!parts.contains(wanted))
                return std::nullopt;
            return compactJson(parts.value(wanted));
        });
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return *opened;
    }

private Q_SLOTS:
    void theGoldenCasesHold_data()
    {
        QTest::addColumn<QString>("path");
        const QDir folder(icmp::test::sourcePath(QStringLiteral("tests/data/visible")));
        const QStringList names = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
        QVERIFY(names.size() >= 25);
        for (const QString &name : names)
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }

    void theGoldenCasesHold()
    {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto golden = parseJsonObject(file.readAll());
        QVERIFY(golden);
        const package::Package show = opened(golden->value(QLatin1String("package")).toObject());
        const QJsonObject viewport = golden->value(QLatin1String("viewport")).toObject();
        for (const auto item : golden->value(QLatin1String("queries")).toArray()) {
            const QJsonObject query = item.toObject();
            QJsonArray ids;
            QJsonObject boxes;
            for (const auto *clip :
                 visibleAt(show.scenes.first(), MediaTime{query.value(QLatin1String("t")).toInteger()})) {
                const auto box = project::toPixels(clip->box, viewport.value(QLatin1String("w")).toInteger(),
                                                   viewport.value(QLatin1String("h")).toInteger());
                ids.append(clip->id.value);
                boxes.insert(clip->id.toText(), QJsonObject{{QStringLiteral("x"), box.x},
                                                            {QStringLiteral("y"), box.y},
                                                            {QStringLiteral("w"), box.w},
                                                            {QStringLiteral("h"), box.h}});
            }
            QCOMPARE(canonicalJson(ids), canonicalJson(query.value(QLatin1String("visible"))));
            if (query.contains(QLatin1String("boxes")))
                QCOMPARE(canonicalJson(boxes), canonicalJson(query.value(QLatin1String("boxes"))));
        }
    }
};

QTEST_APPLESS_MAIN(VisibleTest)
#include "visible_test.moc"
