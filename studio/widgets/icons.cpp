#include "studio/widgets/icons.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

static void linkIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace icmp::widgets {

namespace {

QString pathOf(const QString &name)
{
    static const bool linked = (linkIcons(), true);
    Q_UNUSED(linked);
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

QPixmap render(const QString &name, const QColor &color, QSize pixels)
{
    const QString key = QStringLiteral("icon/%1/%2/%3x%4")
                            .arg(name, color.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QFile file(pathOf(name));
    if (file.open(QIODevice::ReadOnly)) {
        // Qt 6.4 draws currentColor black unless the root names a colour, so the root's own is replaced.
        QByteArray svg = file.readAll();
        svg.replace("color=\"#aab1c0\"", "color=\"" + color.name().toLatin1() + "\"");
        QSvgRenderer renderer(svg);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(color.alphaF());
        renderer.render(&painter, QRectF(QPointF(), QSizeF(pixels)));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

// Chooses the colour when drawn, not when made: QIcons live in actions that outlast a theme.
class ThemedIcon : public QIconEngine {
public:
    ThemedIcon(QString name, Token token) : m_name(std::move(name)), m_token(token) {}

    QIconEngine *clone() const override { return new ThemedIcon(*this); }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        const int side = qMin(rect.width(), rect.height());
        QPixmap drawn = render(m_name, colorFor(mode, state), QSize(side, side) * ratio);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.center() - QPoint(side / 2, side / 2) + QPoint(1 - side % 2, 1 - side % 2),
                            drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return render(m_name, colorFor(mode, state), size);
    }

    bool isNull() override { return !hasIcon(m_name); }

private:
    QColor colorFor(QIcon::Mode mode, QIcon::State state) const
    {
        const Tokens &now = tokensOf(QGuiApplication::palette());
        // What is drawn for the accent's ground would be lost on the ground of a disabled button.
        const bool onAccent = m_token == Token::OnAccent && mode == QIcon::Disabled;
        const QColor color = now[state == QIcon::On ? Token::Accent : onAccent ? Token::Text : m_token];
        return mode == QIcon::Disabled ? withAlpha(color, 40) : color;
    }

    QString m_name;
    Token m_token;
};

} // namespace

QIcon icon(const QString &name, Token color)
{
    return QIcon(new ThemedIcon(name, color));
}

QString elementIconName(const QString &elementType)
{
    return QString(elementType).replace(u'.', u'-');
}

void paintIcon(QPainter &painter, const QRectF &place, const QString &name, const QColor &color)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    QPixmap drawn = render(name, color, (place.size() * ratio).toSize());
    drawn.setDevicePixelRatio(ratio);
    painter.drawPixmap(place.topLeft(), drawn);
}

bool hasIcon(const QString &name)
{
    return QFile::exists(pathOf(name));
}

QStringList iconNames()
{
    pathOf({});
    QStringList names =
        QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(4);
    return names;
}

} // namespace icmp::widgets
