#include "studio/widgets/theme.h"

#include "studio/widgets/icons.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QStyleFactory>
#include <QStyleHints>
#include <algorithm>

namespace icmp::widgets {

namespace {

constexpr int baseTextPx = 13;
constexpr int controlPx = 28;

const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearanceSpace = QStringLiteral("org.freedesktop.appearance");
const QString schemeKey = QStringLiteral("color-scheme");

Scheme schemeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() > palette.color(QPalette::WindowText).lightness()
               ? Scheme::Light
               : Scheme::Dark;
}

QFont uiFont(int percent)
{
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("sans-serif")});
    font.setPixelSize(baseTextPx * percent / 100);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

int pixels(TextSize size)
{
    constexpr int sizes[] = {11, 13, 15, 20, 28};
    return sizes[int(size)];
}

// A font given in points (a dialog of the platform) has no pixel size of its own.
int pixelSizeOf(const QFont &font)
{
    return font.pixelSize() > 0 ? font.pixelSize() : baseTextPx;
}

} // namespace

Theme::Theme(QApplication &application) : QObject(&application), m_application(application)
{
    m_system = schemeOf(QApplication::palette());
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    listenToSystem();
    apply();
}

void Theme::choose(Appearance appearance)
{
    m_appearance = appearance;
    apply();
}

void Theme::setTextPercent(int percent)
{
    m_textPercent = std::clamp(percent, 100, 200);
    apply();
}

// Qt 6.4 does not tell the desktop's preference; the desktop portal does, also when it changes.
void Theme::listenToSystem()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto follow = [this](Qt::ColorScheme scheme) {
        if (scheme == Qt::ColorScheme::Unknown)
            return;
        m_system = scheme == Qt::ColorScheme::Light ? Scheme::Light : Scheme::Dark;
        apply();
    };
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, follow);
    follow(QGuiApplication::styleHints()->colorScheme());
#else
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portalService, portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
                SLOT(portalChanged(QString, QString, QDBusVariant)));
    auto ask =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, QStringLiteral("Read"));
    ask << appearanceSpace << schemeKey;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError()) {
            // The portal wraps the value twice.
            const QVariant inner = reply.value().variant();
            portalChanged(appearanceSpace, schemeKey,
                          inner.canConvert<QDBusVariant>() ? inner.value<QDBusVariant>() : reply.value());
        }
        watcher->deleteLater();
    });
#endif
}

void Theme::portalChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space != appearanceSpace || key != schemeKey)
        return;
    const uint preference = value.variant().toUInt(); // 0 none, 1 dark, 2 light
    if (preference != 1 && preference != 2)
        return;
    m_system = preference == 2 ? Scheme::Light : Scheme::Dark;
    apply();
}

void Theme::apply()
{
    switch (m_appearance) {
    case Appearance::System:
        m_scheme = m_system;
        break;
    case Appearance::Dark:
        m_scheme = Scheme::Dark;
        break;
    case Appearance::Light:
        m_scheme = Scheme::Light;
        break;
    case Appearance::HighContrast:
        m_scheme = Scheme::HighContrast;
        break;
    }
    const Tokens &now = tokens(m_scheme);
    QApplication::setFont(uiFont(m_textPercent));
    QApplication::setPalette(now.palette());
    const Chevrons chevrons{chevronFile(now, QStringLiteral("chevron-down")),
                            chevronFile(now, QStringLiteral("chevron-up"))};
    m_application.setStyleSheet(styleSheet(now, m_textPercent, chevrons));
    Q_EMIT changed();
}

QString Theme::chevronFile(const Tokens &tokens, const QString &name)
{
    const QString path = m_tinted.filePath(QStringLiteral("%1-%2.png").arg(name).arg(int(tokens.scheme())));
    constexpr int drawnPx = 48; // scaled down to 12–24 px on any screen
    const QIcon chevron = icon(name);
    const bool kept =
        m_tinted.isValid() && (QFile::exists(path) || chevron.pixmap(drawnPx, drawnPx).save(path));
    return kept ? path : QStringLiteral(":/icons/%1.svg").arg(name);
}

QString styleSheet(const Tokens &tokens, int textPercent, const Chevrons &chevrons)
{
    QFile file(QStringLiteral(":/themes/studio.qss"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    QString text = opened ? QString::fromUtf8(file.readAll()) : QString();
    QStringList order;
    for (int i = 0; i < tokenCount; ++i)
        order += QLatin1String(Tokens::nameOf(Token(i)));
    // Longest first: "text-2" holds "text".
    std::sort(order.begin(), order.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
    for (const QString &name : std::as_const(order))
        for (int i = 0; i < tokenCount; ++i)
            if (name == QLatin1String(Tokens::nameOf(Token(i))))
                text.replace(u'@' + name, tokens[Token(i)].name());
    text.replace(QStringLiteral("@up-chevron"), chevrons.up);
    text.replace(QStringLiteral("@chevron"), chevrons.down);
    text.replace(QStringLiteral("@tiny-icon"), QStringLiteral("%1px").arg(10 * textPercent / 100));
    text.replace(QStringLiteral("@small-icon"), QStringLiteral("%1px").arg(12 * textPercent / 100));
    text.replace(QStringLiteral("@pressed"), tokens.pressed().name());
    const bool strong = tokens.scheme() == Scheme::HighContrast;
    text.replace(QStringLiteral("@edge"), tokens[strong ? Token::LineStrong : Token::Line].name());
    return text;
}

QFont textFont(const QFont &base, TextSize size, QFont::Weight weight)
{
    QFont font = base;
    font.setPixelSize((pixelSizeOf(QApplication::font()) * pixels(size) + baseTextPx / 2) / baseTextPx);
    font.setWeight(weight);
    return font;
}

QFont monoFont(const QFont &base, TextSize size, QFont::Weight weight)
{
    QFont font = textFont(base, size, weight);
    font.setFamilies({QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"),
                      QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
    font.setStyleHint(QFont::Monospace);
    return font;
}

int controlHeight(const QFont &font)
{
    return scaled(font, baseTextPx + 3) + controlPx - baseTextPx - 3;
}

int scaled(const QFont &font, int length)
{
    return (length * pixelSizeOf(font) + baseTextPx / 2) / baseTextPx;
}

} // namespace icmp::widgets
