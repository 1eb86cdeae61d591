#include "studio/preview/card_parts.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::Token;

constexpr qreal radius = 14;

} // namespace

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

QFont sized(const CardScene &scene, qreal pixels, QFont::Weight weight)
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
    widgets::paintFitted(painter, place, image);
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

QStringList optionTexts(const element::Element &element, const QString &language)
{
    QStringList texts;
    const QJsonArray options = element::fieldValue(element, QStringLiteral("options")).toArray();
    for (const auto option : options) {
        const QString key =
            QStringLiteral("options.%1").arg(option.toObject().value(QLatin1String("id")).toInteger());
        const QString other = element.texts.value(language).value(key);
        texts.append(other.isEmpty() ? option.toObject().value(QLatin1String("text")).toString() : other);
    }
    return texts;
}

} // namespace icmp::preview
