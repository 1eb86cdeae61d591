#include "studio/widgets/icons.h"
#include "tests/support/places.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QTest>

using namespace icmp::widgets;

class IconsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFileIsCompiledIn()
    {
        QStringList files = QDir(icmp::test::sourcePath(QStringLiteral("resources/icons")))
                                .entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name);
        for (QString &file : files)
            file.chop(4);
        QVERIFY(files.size() > 60);
        QCOMPARE(iconNames(), files);
    }

    void everyFileKeepsTheGrid()
    {
        for (const QString &name : iconNames()) {
            QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray svg = file.readAll();
            QVERIFY2(svg.contains("viewBox=\"0 0 20 20\""), qPrintable(name));
            QVERIFY2(svg.contains("color=\"#aab1c0\""), qPrintable(name));
            QVERIFY2(svg.contains("stroke-width=\"1.75\""), qPrintable(name));
        }
    }

    void everyIconDrawsOnlyTheColourAskedFor()
    {
        const QColor asked(200, 30, 60);
        for (const QString &name : iconNames()) {
            QImage image(40, 40, QImage::Format_ARGB32);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            paintIcon(painter, QRectF(0, 0, 40, 40), name, asked);
            painter.end();
            int drawn = 0;
            for (int y = 0; y < 40; ++y)
                for (int x = 0; x < 40; ++x)
                    if (const QColor c = image.pixelColor(x, y); c.alpha() > 250) {
                        ++drawn;
                        QVERIFY2(qAbs(c.red() - 200) < 4 && qAbs(c.blue() - 60) < 4, qPrintable(name));
                    }
            QVERIFY2(drawn > 12, qPrintable(name + QStringLiteral(" draws %1 pixels").arg(drawn)));
        }
    }

    void everyElementTypeHasItsIcon()
    {
        for (const char *type : {"poll.single", "poll.multi", "quiz", "product", "call_to_action",
                                 "overlay.text", "overlay.image", "chapter"})
            QVERIFY2(hasIcon(elementIconName(QLatin1String(type))), type);
        QVERIFY(!hasIcon(QStringLiteral("no-such-icon")));
    }

    void anIconFollowsTheTheme()
    {
        const QIcon check = icon(QStringLiteral("check"), Token::Text);
        const auto darkest = [&] {
            const QImage image = check.pixmap(32, 32).toImage();
            int least = 255;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > 250)
                        least = qMin(least, image.pixelColor(x, y).lightness());
            return least;
        };
        QGuiApplication::setPalette(tokens(Scheme::Dark).palette());
        QVERIFY(darkest() > 200);
        QGuiApplication::setPalette(tokens(Scheme::Light).palette());
        QVERIFY(darkest() < 60);
    }
};

QTEST_MAIN(IconsTest)
#include "icons_test.moc"
