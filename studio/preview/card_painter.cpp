#include "studio/preview/card_painter.h"

#include "core/base/money.h"
#include "studio/preview/card_parts.h"
#include "studio/preview/live_cards.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::Token;

constexpr qreal leastOption = 26;
constexpr qreal mostOption = 48;

QString instruction(const element::Element &element)
{
    const auto rules = element::answerRules(element);
    switch (rules->kind) {
    case element::AnswerKind::Stake:
        return QCoreApplication::translate("Card", "Prediction, points only");
    case element::AnswerKind::Ranking:
        return QCoreApplication::translate("Card", "Put in order");
    case element::AnswerKind::Value:
        return QCoreApplication::translate("Card", "Your guess");
    case element::AnswerKind::Text:
        return QCoreApplication::translate("Card", "In your words");
    case element::AnswerKind::Picks:
        break;
    }
    if (rules->points > 0 || !rules->right.isEmpty())
        return QCoreApplication::translate("Card", "Quiz, %n point(s)", nullptr, int(rules->points));
    if (rules->picksMax > 1)
        return QCoreApplication::translate("Card", "Choose up to %n", nullptr, rules->picksMax);
    return QCoreApplication::translate("Card", "Choose one");
}

QString imageOf(const element::Element &element)
{
    return element::fieldValue(element, QStringLiteral("image")).toString();
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
    if (paintAnswerForm(painter, inner, element, scene))
        return;
    QStringList texts = optionTexts(element, scene.language);
    if (element::answerRules(element)->kind == element::AnswerKind::Ranking) {
        for (qsizetype i = 0; i < texts.size(); ++i)
            texts[i] = QStringLiteral("%1   %2").arg(i + 1).arg(texts.at(i));
    }
    paintOptions(painter, inner, texts, scene);
}

void paintProduct(QPainter &painter, const QRectF &place, const element::Element &element,
                  const CardScene &scene)
{
    paintGround(painter, place, scene);
    const qreal s = scene.scale;
    QRectF inner = place.adjusted(12 * s, 12 * s, -12 * s, -12 * s);
    const bool tall = inner.height() > inner.width() * 0.6;
    const qreal side = tall ? inner.height() * 0.45 : std::min(inner.height(), inner.width() * 0.34);
    const QRectF picture(inner.topLeft(), tall ? QSizeF(inner.width(), side) : QSizeF(side, side));
    paintPicture(painter, picture, imageOf(element), scene);
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
    const QJsonObject money = element::fieldValue(element, QStringLiteral("price")).toObject();
    const QString price = localPrice(
        {money.value(QLatin1String("minor")).toInteger(), money.value(QLatin1String("currency")).toString()});
    y += paintLines(painter, {inner.left(), y, inner.width(), texts.bottom() - y},
                    tax.isEmpty() ? price : price + u' ' + tax, 1);
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

void paintText(QPainter &painter, const QRectF &place, const element::Element &element,
               const CardScene &scene)
{
    const QString text = textOf(element, QStringLiteral("text"), scene.language);
    const qint64 size = element::fieldValue(element, QStringLiteral("size")).toInteger();
    QFont font = scene.font;
    font.setWeight(QFont::DemiBold);
    font.setPixelSize(std::max(6, int(std::lround(double(size) * scene.canvas.height() / 1000))));
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
    return element::typeOf(element).card != element::CardForm::None;
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
    switch (element::typeOf(element).card) {
    case element::CardForm::Question:
        paintQuestion(painter, place, element, scene);
        break;
    case element::CardForm::Product:
        paintProduct(painter, place, element, scene);
        break;
    case element::CardForm::Link:
        paintCallToAction(painter, place, element, scene);
        break;
    case element::CardForm::Text:
        paintText(painter, place, element, scene);
        break;
    case element::CardForm::Image:
        paintPicture(painter, place, imageOf(element), scene);
        break;
    default:
        paintLiveCard(painter, place, element, scene);
        break;
    }
    painter.restore();
}

} // namespace icmp::preview
