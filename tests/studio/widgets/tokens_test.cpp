#include "studio/widgets/theme.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace icmp::widgets;

static const QStringList hues{QStringLiteral("poll"),       QStringLiteral("quiz"),
                              QStringLiteral("product"),    QStringLiteral("cta"),
                              QStringLiteral("overlay"),    QStringLiteral("chapter"),
                              QStringLiteral("prediction"), QStringLiteral("ad"),
                              QStringLiteral("reaction"),   QStringLiteral("branch")};

class TokensTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTokenPairIsReadable_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("dark") << int(Scheme::Dark);
        QTest::newRow("light") << int(Scheme::Light);
        QTest::newRow("contrast") << int(Scheme::HighContrast);
    }

    void everyTokenPairIsReadable()
    {
        QFETCH(int, scheme);
        const Tokens &t = tokens(Scheme(scheme));
        for (const Token surface : {Token::Surface0, Token::Surface1, Token::Surface2, Token::Surface3}) {
            expectContrast(t, Token::Text, surface, 7);
            expectContrast(t, Token::Text2, surface, 4.5);
            expectContrast(t, Token::Text3, surface, 3);
            expectContrast(t, Token::Focus, surface, 3);
            for (const Token told : {Token::Accent, Token::Live, Token::Good, Token::Warn, Token::Bad})
                expectContrast(t, told, surface, 4.3);
        }
        for (const Token surface : {Token::Surface1, Token::Surface2})
            expectContrast(t, Token::LineStrong, surface, 3);
        expectContrast(t, Token::OnAccent, Token::Accent, 4.5);
        expectContrast(t, Token::OnLive, Token::Live, 4.5);
        QVERIFY(contrast(t[Token::Accent], t.pressed()) >= 3);
    }

    void everyHueIsReadableOnItsTint_data() { everyTokenPairIsReadable_data(); }

    void everyHueIsReadableOnItsTint()
    {
        QFETCH(int, scheme);
        const Tokens &t = tokens(Scheme(scheme));
        for (const QString &type : hues) {
            QVERIFY2(contrast(t.ink(type), t[Token::Surface2]) >= 4.3, qPrintable(type));
            QVERIFY2(contrast(t.ink(type), t.tint(type, Tint::Rest)) >= 3, qPrintable(type));
            QVERIFY2(contrast(t[Token::Text], t.tint(type, Tint::Rest)) >= 8.5, qPrintable(type));
            QVERIFY2(contrast(t[Token::Text], t.tint(type, Tint::Selected)) >= 5.9, qPrintable(type));
            QVERIFY2(contrast(t[Token::Text], t.tint(type, Tint::Focused)) >= 4.5, qPrintable(type));
        }
    }

    void contrastIsThatOfTheSpecification()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrast(QColor("#767676"), Qt::white) * 100), 454);
        QCOMPARE(qRound(contrast(Qt::red, Qt::red) * 100), 100);
    }

    void mixingIsPlainRgb()
    {
        QCOMPARE(mix(QColor(100, 200, 0), QColor(0, 0, 100), 22), QColor(22, 44, 78));
        QCOMPARE(mix(Qt::white, Qt::black, 0), QColor(Qt::black));
    }

    void typesShareTheHuesOfTheDrawing()
    {
        const Tokens &dark = tokens(Scheme::Dark), &light = tokens(Scheme::Light);
        QCOMPARE(dark.hue(QStringLiteral("poll")), QColor("#6c9bff"));
        QCOMPARE(dark.ink(QStringLiteral("poll")), QColor("#6c9bff"));
        QCOMPARE(light.ink(QStringLiteral("poll")), QColor("#2b62d9"));
        QCOMPARE(light.hue(QStringLiteral("cta")), QColor("#f39a52"));
        QCOMPARE(light.ink(QStringLiteral("cta")), QColor("#b05306"));
        QCOMPARE(light.ink(QStringLiteral("never.heard")), light.ink(QStringLiteral("overlay")));
    }

    void aPaletteTellsItsScheme()
    {
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light, Scheme::HighContrast})
            QCOMPARE(tokensOf(tokens(scheme).palette()).scheme(), scheme);
    }

    void theStyleSheetHasNoPlaceholderLeft()
    {
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light, Scheme::HighContrast}) {
            const QString sheet = styleSheet(tokens(scheme));
            QVERIFY(sheet.contains(tokens(scheme)[Token::Surface2].name()));
            static const QRegularExpression left(QStringLiteral("@[a-z]"));
            const auto body = sheet.mid(sheet.indexOf(QStringLiteral("*/")));
            QVERIFY2(!body.contains(left), qPrintable(left.match(body).captured()));
        }
    }

private:
    static void expectContrast(const Tokens &t, Token ink, Token surface, double least)
    {
        const double found = contrast(t[ink], t[surface]);
        QVERIFY2(found >= least, qPrintable(QStringLiteral("%1 on %2 is %3, wanted %4")
                                                .arg(Tokens::nameOf(ink), Tokens::nameOf(surface))
                                                .arg(found, 0, 'f', 2)
                                                .arg(least)));
    }
};

QTEST_MAIN(TokensTest)
#include "tokens_test.moc"
