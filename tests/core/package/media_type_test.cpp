#include "core/package/package.h"

#include <QTest>

using namespace icmp;

class MediaTypeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contentIsWhatItsTypeSays_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("fits");
        const QByteArray mp4("\0\0\0\x20"
                             "ftypisom\0\0",
                             14);
        const QByteArray html("<!doctype html><script>");
        QTest::newRow("mp4") << QStringLiteral("video/mp4") << mp4 << true;
        QTest::newRow("webm") << QStringLiteral("video/webm") << QByteArray("\x1A\x45\xDF\xA3....") << true;
        QTest::newRow("png") << QStringLiteral("image/png") << QByteArray("\x89PNG\r\n\x1A\n") << true;
        QTest::newRow("jpeg") << QStringLiteral("image/jpeg") << QByteArray("\xFF\xD8\xFF\xE0") << true;
        QTest::newRow("json") << QStringLiteral("application/json") << QByteArray("{\"a\":1}") << true;
        QTest::newRow("page as film") << QStringLiteral("video/mp4") << html << false;
        QTest::newRow("page as picture") << QStringLiteral("image/png") << html << false;
        QTest::newRow("page as JSON") << QStringLiteral("application/json") << html << false;
        QTest::newRow("page as page") << QStringLiteral("text/html") << html << false;
        QTest::newRow("SVG") << QStringLiteral("image/svg+xml") << QByteArray("<svg") << false;
        QTest::newRow("empty film") << QStringLiteral("video/mp4") << QByteArray() << false;
        QTest::newRow("film as picture") << QStringLiteral("image/avif") << mp4 << false;
    }

    void contentIsWhatItsTypeSays()
    {
        QFETCH(QString, type);
        QFETCH(QByteArray, head);
        QFETCH(bool, fits);
        QCOMPARE(package::looksLike(type, head), fits);
    }
};

QTEST_APPLESS_MAIN(MediaTypeTest)
#include "media_type_test.moc"
