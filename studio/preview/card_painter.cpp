#include "studio/preview/card_painter.h"

#include "core/base/money.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/tokens.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::Token;

constexpr qreal radius = 14;
constexpr qreal padding = 16;
constexpr qreal leastOption = 26;
constexpr qreal mostOption = 48;

const widgets::Tokens &dark()
{
    return widgets::tokens(widgets::Scheme::Dark);
}
QColor scrim()
{
    return QColor(14, 16, 20, 204);
}
QColor quiet()
{
    return QColor(0xc3, 0xc9, 0xd6);
}

QFont sized(const CardScene &scene, qreal pixels, QFont::Weight weight = QFont::Normal)
{
    QFont font = scene.font;
    font.setPixelSize(std::max(6, int(std::lround(pixels * scene.scale))));
    font.setWeight(weight);
    return font;
}

// Lays text out in at most `lines` lines, the last elided; returns the height used.
qreal paintLines(QPainter &painter, const QRectF &place, const QString &text, int lines)
{
    const QFontMetricsF metrics(painter.font());
    QTextLayout layout(QString(text).replace(u'\n', QChar::LineSeparator), painter.font());
    layout.beginLayout();
    qreal y = place.top();
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid() || y + metrics.height() > place.bottom() + 1)
            break;
        line.setLineWidth(place.width());
        const QString rest = text.mid(line.textStart()).replace(u'\n', u' ');
        const bool cut = (i == lines - 1 || y + 2 * metrics.height() > place.bottom() + 1) &&
                         line.textStart() + line.textLength() < text.size();
        const QString shown = cut ? metrics.elidedText(rest, Qt::ElideRight, place.width())
                                  : text.mid(line.textStart(), line.textLength()).trimmed();
        painter.drawText(QRectF(place.left(), y, place.width(), metrics.height()),
                         int(Qt::AlignVCenter | Qt::AlignLeft), shown);
        y += metrics.height();
        if (cut)
            break;
    }
    layout.endLayout();
    return y - place.top();
}

void paintGround(QPainter &painter, const QRectF &place, const CardScene &scene)
{
    QPainterPath path;
    const qreal r = std::min({radius * scene.scale, place.width() / 2, place.height() / 2});
    path.addRoundedRect(place, r, r);
    painter.setClipPath(path, Qt::IntersectClip);
    painter.fillPath(path, scrim());
}

QString instruction(const element::Element &element)
{
    const QString type = element::typeOf(element).key;
    const auto rules = element::answerRules(element);
    if (type == QLatin1String("quiz"))
        return QCoreApplication::translate("Card", "Quiz, %n points", nullptr, int(rules->points));
    if (rules && rules->picksMax > 1)
        return QCoreApplication::translate("Card", "Choose up to %n", nullptr, rules->picksMax);
    return QCoreApplication::translate("Card", "Choose one");
}

void paintOptions(QPainter &painter, const QRectF &place, const QStringList &options, const CardScene &scene)
{
    if (options.isEmpty() || place.height() < leastOption * scene.scale / 2)
        return;
    const qreal gap = 8 * scene.scale;
    const int fit = std::max(1, int((place.height() + gap) / (leastOption * scene.scale + gap)));
    const int shown = int(std::min<qsizetype>(options.size(), fit));
    const qreal height = std::min((place.height() - gap * (shown - 1)) / shown, mostOption * scene.scale);
    painter.setFont(sized(scene, 13, QFont::Medium));
    const QFontMetricsF metrics(painter.font());
    for (int i = 0; i < shown; ++i) {
        const QRectF row(place.left(), place.top() + i * (height + gap), place.width(), height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(255, 255, 255, 26));
        painter.drawRoundedRect(row, 8 * scene.scale, 8 * scene.scale);
        const bool more = i == shown - 1 && shown < options.size();
        const QString text =
            more ? QCoreApplication::translate("Card", "%n more", nullptr, int(options.size()) - shown + 1)
                 : options.at(i);
        painter.setPen(text.isEmpty() ? quiet() : dark()[Token::Text]);
        const QRectF inner = row.adjusted(12 * scene.scale, 0, -12 * scene.scale, 0);
        const QString label =
            text.isEmpty() ? QCoreApplication::translate("Card", "Option %1").arg(i + 1) : text;
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(label, Qt::ElideRight, inner.width()));
    }
}

void paintQuestion(QPainter &painter, const QRectF &place, const element::Element &element,
                   const CardScene &scene)
{
    paintGround(painter, place, scene);
    const qreal s = scene.scale;
    QRectF inner = place.adjusted(padding * s, 14 * s, -padding * s, -padding * s);
    painter.setFont(sized(scene, 11));
    painter.setPen(quiet());
    const QRectF top(inner.left(), inner.top(), inner.width(), 16 * s);
    painter.drawText(top, Qt::AlignVCenter | Qt::AlignLeft, instruction(element));
    if (scene.secondsLeft > 0)
        painter.drawText(top, Qt::AlignVCenter | Qt::AlignRight,
                         QCoreApplication::translate("Card", "%1 s").arg(scene.secondsLeft));
    inner.setTop(top.bottom() + 2 * s);
    painter.setFont(sized(scene, 15, QFont::DemiBold));
    painter.setPen(dark()[Token::Text]);
    QString question = textOf(element, QStringLiteral("question"), scene.language);
    if (question.trimmed().isEmpty()) {
        painter.setPen(quiet());
        question = QCoreApplication::translate("Card", "Write a question in the inspector");
    }
    const qreal used = paintLines(painter, inner, question, 3);
    inner.setTop(inner.top() + used + 8 * s);
    QStringList texts;
    const auto rules = element::answerRules(element);
    for (const element::Option &option : rules->options) {
        const QString key = QStringLiteral("options.%1").arg(option.id.value);
        const QString other = element.texts.value(scene.language).value(key);
        texts.append(other.isEmpty() ? option.text : other);
    }
    paintOptions(painter, inner, texts, scene);
}

void paintPicture(QPainter &painter, const QRectF &place, const QString &hash, const CardScene &scene)
{
    const QImage image = hash.isEmpty() || !scene.image ? QImage() : scene.image(hash);
    if (image.isNull()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::withAlpha(dark().hue(QStringLiteral("product")), 30));
        painter.drawRoundedRect(place, 8 * scene.scale, 8 * scene.scale);
        const qreal side = std::min({place.width(), place.height(), 24 * scene.scale});
        QRectF glyph(0, 0, side, side);
        glyph.moveCenter(place.center());
        widgets::paintIcon(painter, glyph, QStringLiteral("overlay-image"), quiet());
        return;
    }
    QSizeF size = image.size();
    size.scale(place.size(), Qt::KeepAspectRatio);
    QRectF target({0, 0}, size);
    target.moveCenter(place.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, image);
}

void paintButton(QPainter &painter, const QRectF &place, const QString &label, const CardScene &scene)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(dark()[Token::Text]);
    painter.drawRoundedRect(place, 8 * scene.scale, 8 * scene.scale);
    painter.setPen(dark()[Token::Surface0]);
    painter.setFont(sized(scene, 13, QFont::DemiBold));
    const QFontMetricsF metrics(painter.font());
    painter.drawText(place, Qt::AlignCenter,
                     metrics.elidedText(label, Qt::ElideRight, place.width() - 12 * scene.scale));
}

void paintProduct(QPainter &painter, const QRectF &place, const element::Product &product,
                  const CardScene &scene, const element::Element &element)
{
    paintGround(painter, place, scene);
    const qreal s = scene.scale;
    QRectF inner = place.adjusted(12 * s, 12 * s, -12 * s, -12 * s);
    const bool tall = inner.height() > inner.width() * 0.6;
    const qreal side = tall ? inner.height() * 0.45 : std::min(inner.height(), inner.width() * 0.34);
    const QRectF picture(inner.topLeft(), tall ? QSizeF(inner.width(), side) : QSizeF(side, side));
    paintPicture(painter, picture, product.image.hash, scene);
    if (tall)
        inner.setTop(picture.bottom() + 10 * s);
    else
        inner.setLeft(picture.right() + 12 * s);
    QRectF button(inner.left(), inner.bottom() - 28 * s, std::min(inner.width(), 96 * s), 28 * s);
    QString name = textOf(element, QStringLiteral("name"), scene.language);
    painter.setPen(dark()[Token::Text]);
    painter.setFont(sized(scene, 15, QFont::DemiBold));
    qreal y = inner.top();
    const QRectF texts(inner.left(), y, inner.width(), button.top() - 6 * s - y);
    y +=
        paintLines(painter, texts, name.isEmpty() ? QCoreApplication::translate("Card", "Product") : name, 2);
    painter.setFont(sized(scene, 13));
    painter.setPen(quiet());
    const QString tax = textOf(element, QStringLiteral("taxNote"), scene.language);
    const QString price = tax.isEmpty() ? localPrice(product.price) : localPrice(product.price) + u' ' + tax;
    y += paintLines(painter, {inner.left(), y, inner.width(), texts.bottom() - y}, price, 1);
    const QString description = textOf(element, QStringLiteral("description"), scene.language);
    paintLines(painter, {inner.left(), y + 2 * s, inner.width(), texts.bottom() - y}, description, 4);
    paintButton(painter, button, QCoreApplication::translate("Card", "View"), scene);
}

void paintCallToAction(QPainter &painter, const QRectF &place, const element::Element &element,
                       const CardScene &scene)
{
    const QString text = textOf(element, QStringLiteral("text"), scene.language);
    QString label = textOf(element, QStringLiteral("label"), scene.language);
    if (label.isEmpty())
        label = QCoreApplication::translate("Card", "Open");
    const qreal s = scene.scale;
    if (text.isEmpty() || place.height() < 64 * s) {
        paintButton(painter, place, label, scene);
        return;
    }
    paintGround(painter, place, scene);
    const QRectF inner = place.adjusted(12 * s, 12 * s, -12 * s, -12 * s);
    const QRectF button(inner.left(), inner.bottom() - 32 * s, inner.width(), 32 * s);
    painter.setPen(dark()[Token::Text]);
    painter.setFont(sized(scene, 14, QFont::Medium));
    paintLines(painter, {inner.left(), inner.top(), inner.width(), button.top() - inner.top() - 6 * s}, text,
               4);
    paintButton(painter, button, label, scene);
}

void paintText(QPainter &painter, const QRectF &place, const element::TextOverlay &overlay,
               const QString &text, const CardScene &scene)
{
    QFont font = scene.font;
    font.setWeight(QFont::DemiBold);
    font.setPixelSize(std::max(6, int(std::lround(double(overlay.size) * scene.canvas.height() / 1000))));
    painter.setFont(font);
    const QString shown = text.isEmpty() ? QCoreApplication::translate("Card", "Text") : text;
    painter.setPen(QColor(0, 0, 0, 150));
    paintLines(painter, place.translated(0, std::max(1.0, scene.scale)), shown, 20);
    painter.setPen(text.isEmpty() ? quiet() : QColor(Qt::white));
    paintLines(painter, place, shown, 20);
}

} // namespace

bool hasCard(const element::Element &element)
{
    return !std::holds_alternative<element::Chapter>(element.content);
}

QString textOf(const element::Element &element, const QString &key, const QString &language)
{
    const QString translated = element.texts.value(language).value(key);
    return translated.isEmpty() ? element::fieldValue(element, key).toString() : translated;
}

QString localPrice(const Money &money)
{
    const int digits = minorDigits(money.currency);
    qint64 unit = 1;
    for (int i = 0; i < digits; ++i)
        unit *= 10;
    const QLocale locale;
    QString text = locale.toString(money.minor / unit);
    if (digits > 0)
        text += locale.decimalPoint() + QString::number(money.minor % unit).rightJustified(digits, u'0');
    return money.currency + QChar(0x00a0) + text;
}

void paintCard(QPainter &painter, const QRectF &place, const element::Element &element,
               const CardScene &scene)
{
    if (!hasCard(element) || place.width() < 2 || place.height() < 2)
        return;
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.setClipRect(place, Qt::IntersectClip);
    if (element::answerRules(element)) {
        paintQuestion(painter, place, element, scene);
    } else if (const auto *product = std::get_if<element::Product>(&element.content)) {
        paintProduct(painter, place, *product, scene, element);
    } else if (std::holds_alternative<element::CallToAction>(element.content)) {
        paintCallToAction(painter, place, element, scene);
    } else if (const auto *overlay = std::get_if<element::TextOverlay>(&element.content)) {
        paintText(painter, place, *overlay, textOf(element, QStringLiteral("text"), scene.language), scene);
    } else if (const auto *image = std::get_if<element::ImageOverlay>(&element.content)) {
        paintPicture(painter, place, image->image.hash, scene);
    }
    painter.restore();
}

} // namespace icmp::preview
