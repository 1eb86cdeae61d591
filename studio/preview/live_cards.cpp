#include "studio/preview/live_cards.h"

#include "studio/preview/card_parts.h"
#include "studio/widgets/icons.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::Token;

QString tr(const char *text)
{
    return QCoreApplication::translate("Card", text);
}

qint64 number(const element::Element &element, const char *key)
{
    return element::fieldValue(element, QLatin1String(key)).toInteger();
}

void paintSlider(QPainter &painter, const QRectF &place, const element::Element &element,
                 const CardScene &scene)
{
    const qreal s = scene.scale;
    const qreal y = place.top() + 16 * s;
    const QRectF groove(place.left() + 10 * s, y - 2 * s, place.width() - 20 * s, 4 * s);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(255, 255, 255, 60));
    painter.drawRoundedRect(groove, 2 * s, 2 * s);
    painter.setBrush(dark()[Token::Text]);
    painter.drawRoundedRect(QRectF(groove.topLeft(), QSizeF(groove.width() / 2, groove.height())), 2 * s,
                            2 * s);
    const qint64 least = number(element, "min");
    const qint64 most = number(element, "max");
    const qint64 step = std::max<qint64>(1, number(element, "step"));
    const qint64 middle = least + (most - least) / 2 / step * step;
    painter.setFont(sized(scene, 12, QFont::DemiBold));
    painter.drawEllipse(QPointF(groove.center().x(), y), 12 * s, 12 * s);
    painter.setPen(dark()[Token::Surface0]);
    painter.drawText(QRectF(groove.center().x() - 20 * s, y - 12 * s, 40 * s, 24 * s), Qt::AlignCenter,
                     QString::number(middle));
    painter.setFont(sized(scene, 11));
    painter.setPen(quiet());
    const QRectF words(place.left(), y + 18 * s, place.width(), 16 * s);
    const auto end = [&](qint64 value, const char *key) {
        const QString label = textOf(element, QLatin1String(key), scene.language);
        return label.isEmpty() ? QString::number(value) : QStringLiteral("%1 %2").arg(value).arg(label);
    };
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, end(least, "minLabel"));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, end(most, "maxLabel"));
}

void paintTextForm(QPainter &painter, const QRectF &place, const element::Element &element,
                   const CardScene &scene)
{
    const qreal s = scene.scale;
    const QRectF field(place.left(), place.top(), place.width(),
                       std::min(40 * s, std::max(20 * s, place.height() - 40 * s)));
    painter.setPen(QPen(QColor(255, 255, 255, 90), 1));
    painter.setBrush(QColor(255, 255, 255, 26));
    painter.drawRoundedRect(field, 8 * s, 8 * s);
    painter.setFont(sized(scene, 13));
    painter.setPen(quiet());
    painter.drawText(field.adjusted(12 * s, 0, -12 * s, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     tr("Your answer"));
    const QRectF foot(place.left(), field.bottom() + 8 * s, place.width(), 28 * s);
    if (foot.bottom() > place.bottom() + 1)
        return;
    painter.setFont(sized(scene, 11));
    painter.drawText(foot, Qt::AlignVCenter | Qt::AlignLeft,
                     tr("Up to %1 characters").arg(number(element, "lengthMax")));
    paintButton(painter, QRectF(foot.right() - 64 * s, foot.top(), 64 * s, foot.height()), tr("Send"), scene);
}

void paintStake(QPainter &painter, const QRectF &place, const element::Element &element,
                const CardScene &scene)
{
    const qreal s = scene.scale;
    const QStringList outcomes = optionTexts(element, scene.language);
    const int columns = std::clamp(int(outcomes.size()), 1, 2);
    const int rows = (int(outcomes.size()) + columns - 1) / columns;
    const qreal gap = 8 * s;
    const qreal room = place.height() - 36 * s;
    const qreal height = std::clamp((room - gap * rows) / std::max(1, rows), 22 * s, 48 * s);
    const qreal width = (place.width() - gap * (columns - 1)) / columns;
    painter.setFont(sized(scene, 13, QFont::Medium));
    for (int i = 0; i < outcomes.size(); ++i) {
        const QRectF box(place.left() + (i % columns) * (width + gap),
                         place.top() + qreal(i / columns) * (height + gap), width, height);
        if (box.bottom() > place.bottom())
            break;
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(255, 255, 255, 26));
        painter.drawRoundedRect(box, 8 * s, 8 * s);
        painter.setPen(outcomes.at(i).isEmpty() ? quiet() : dark()[Token::Text]);
        const QString text = outcomes.at(i).isEmpty() ? tr("Outcome %1").arg(i + 1) : outcomes.at(i);
        const QRectF inner = box.adjusted(12 * s, 0, -8 * s, 0);
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, int(inner.width())));
    }
    const QRectF foot(place.left(), place.top() + rows * (height + gap), place.width(), 28 * s);
    if (foot.bottom() <= place.bottom() + 1)
        paintButton(painter, foot, tr("Stake %1 points").arg(QLocale().toString(number(element, "stakeMin"))),
                    scene);
}

void paintReactions(QPainter &painter, const QRectF &place, const element::Element &element,
                    const CardScene &scene)
{
    const QStringList emoji = optionTexts(element, scene.language);
    if (emoji.isEmpty())
        return;
    paintGround(painter, place, scene);
    const bool wide = place.width() >= place.height();
    const qreal cell = (wide ? place.width() : place.height()) / qreal(emoji.size());
    QFont font = sized(scene, 20);
    const qreal side = std::min(cell, wide ? place.height() : place.width()) * 0.55;
    font.setPixelSize(std::max(8, int(std::min(side, 28 * scene.scale))));
    painter.setFont(font);
    painter.setPen(dark()[Token::Text]);
    for (int i = 0; i < emoji.size(); ++i) {
        const QRectF box = wide ? QRectF(place.left() + i * cell, place.top(), cell, place.height())
                                : QRectF(place.left(), place.top() + i * cell, place.width(), cell);
        painter.drawText(box, Qt::AlignCenter, emoji.at(i));
    }
}

struct Notice {
    QString icon;
    QColor ink;
    QString heading;
    QString text;
    QString foot;
};

// An icon in its tint, a heading and a text beside it.
void paintNotice(QPainter &painter, const QRectF &place, const Notice &notice, const CardScene &scene)
{
    paintGround(painter, place, scene);
    const qreal s = scene.scale;
    const QRectF inner = place.adjusted(12 * s, 12 * s, -12 * s, -12 * s);
    const qreal side = std::min(36 * s, inner.height());
    const QRectF plate(inner.left(), inner.top(), side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(widgets::withAlpha(notice.ink, 24));
    painter.drawEllipse(plate);
    const qreal inset = side / 4;
    widgets::paintIcon(painter, plate.adjusted(inset, inset, -inset, -inset), notice.icon, notice.ink);
    QRectF words(plate.right() + 12 * s, inner.top(), inner.right() - plate.right() - 12 * s, inner.height());
    painter.setPen(dark()[Token::Text]);
    painter.setFont(sized(scene, 14, QFont::DemiBold));
    words.setTop(words.top() + paintLines(painter, words, notice.heading, 2));
    painter.setFont(sized(scene, 13));
    painter.setPen(quiet());
    words.setTop(words.top() + 2 * s + paintLines(painter, words, notice.text, 4));
    painter.setFont(sized(scene, 11, QFont::Medium));
    painter.setPen(notice.ink);
    if (!notice.foot.isEmpty())
        paintLines(painter, words.adjusted(0, 2 * s, 0, 0), notice.foot, 1);
}

void paintAnnouncement(QPainter &painter, const QRectF &place, const element::Element &element,
                       const CardScene &scene)
{
    const QString severity = element::fieldValue(element, QStringLiteral("severity")).toString();
    const bool warning = severity == u"warning";
    const element::TypeRow &type = element::typeOf(element);
    Notice notice{widgets::elementIconName(type.key),
                  dark().ink(type.hue),
                  tr("Information"),
                  textOf(element, QStringLiteral("text"), scene.language),
                  {}};
    if (severity == u"notice")
        notice.heading = tr("Notice");
    if (warning) {
        notice.heading = tr("Warning");
        notice.icon = QStringLiteral("warning");
        notice.ink = dark()[Token::Warn];
    }
    if (notice.text.isEmpty())
        notice.text = tr("Write the text in the inspector");
    paintNotice(painter, place, notice, scene);
}

void paintAward(QPainter &painter, const QRectF &place, const element::Element &element,
                const CardScene &scene)
{
    const element::TypeRow &type = element::typeOf(element);
    const element::AwardRules rules = *element::awardRules(element);
    Notice notice;
    notice.icon = widgets::elementIconName(type.key);
    notice.ink = dark().ink(type.hue);
    notice.heading = textOf(element, QStringLiteral("heading"), scene.language);
    if (notice.heading.isEmpty())
        notice.heading = QCoreApplication::translate("Element", type.label);
    notice.text = textOf(element, QStringLiteral("text"), scene.language);
    if (rules.goal)
        notice.foot = tr("0 of %1").arg(rules.count);
    if (rules.reward > 0)
        notice.foot += (notice.foot.isEmpty() ? QString() : QStringLiteral(" · ")) +
                       tr("+%1 points").arg(QLocale().toString(rules.reward));
    paintNotice(painter, place, notice, scene);
}

void paintLeaderboard(QPainter &painter, const QRectF &place, const element::Element &element,
                      const CardScene &scene)
{
    paintGround(painter, place, scene);
    const qreal s = scene.scale;
    const QRectF inner = place.adjusted(padding * s, 12 * s, -padding * s, -12 * s);
    QString heading = textOf(element, QStringLiteral("heading"), scene.language);
    if (heading.isEmpty())
        heading = tr("Leaderboard");
    painter.setFont(sized(scene, 15, QFont::DemiBold));
    painter.setPen(dark()[Token::Text]);
    qreal y = inner.top() + paintLines(painter, inner, heading, 1) + 8 * s;
    const qreal row = 24 * s;
    painter.setFont(sized(scene, 13));
    // Before the show nobody has points, so the places are drawn without names.
    for (qint64 i = 0; i < number(element, "top") && y + row <= inner.bottom() + 1; ++i, y += row) {
        const QRectF disc(inner.left(), y + 2 * s, 20 * s, 20 * s);
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::withAlpha(dark().ink(element::typeOf(element).hue), i < 3 ? 60 : 24));
        painter.drawEllipse(disc);
        painter.setPen(dark()[Token::Text]);
        painter.drawText(disc, Qt::AlignCenter, QString::number(i + 1));
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(255, 255, 255, 40));
        const qreal name = inner.width() * (0.5 - 0.04 * double(i % 4));
        painter.drawRoundedRect(QRectF(disc.right() + 10 * s, y + 9 * s, name, 6 * s), 3 * s, 3 * s);
        painter.drawRoundedRect(QRectF(inner.right() - 36 * s, y + 9 * s, 36 * s, 6 * s), 3 * s, 3 * s);
    }
}

} // namespace

bool paintAnswerForm(QPainter &painter, const QRectF &place, const element::Element &element,
                     const CardScene &scene)
{
    switch (element::answerRules(element)->kind) {
    case element::AnswerKind::Value:
        paintSlider(painter, place, element, scene);
        return true;
    case element::AnswerKind::Text:
        paintTextForm(painter, place, element, scene);
        return true;
    case element::AnswerKind::Stake:
        paintStake(painter, place, element, scene);
        return true;
    case element::AnswerKind::Picks:
    case element::AnswerKind::Ranking:
        break;
    }
    return false;
}

void paintLiveCard(QPainter &painter, const QRectF &place, const element::Element &element,
                   const CardScene &scene)
{
    switch (element::typeOf(element).card) {
    case element::CardForm::Reactions:
        return paintReactions(painter, place, element, scene);
    case element::CardForm::Announcement:
        return paintAnnouncement(painter, place, element, scene);
    case element::CardForm::Board:
        return paintLeaderboard(painter, place, element, scene);
    case element::CardForm::Award:
        return paintAward(painter, place, element, scene);
    default:
        return;
    }
}

} // namespace icmp::preview
