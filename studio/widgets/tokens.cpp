#include "studio/widgets/tokens.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QWidget>
#include <cmath>

// Outside every namespace, as the resource compiler's function is; a static library's resources are linked by
// it.
static void linkThemes()
{
    Q_INIT_RESOURCE(themes);
}

namespace icmp::widgets {

namespace {

constexpr std::array<const char *, tokenCount> names{
    "surface-0", "surface-1", "surface-2", "surface-3", "line", "line-strong", "text", "text-2", "text-3",
    "accent",    "on-accent", "live",      "on-live",   "good", "warn",        "bad",  "focus",
};

QString selectorOf(Scheme scheme)
{
    switch (scheme) {
    case Scheme::Light:
        return QStringLiteral("[data-theme=\"light\"]");
    case Scheme::HighContrast:
        return QStringLiteral("[data-theme=\"contrast\"]");
    case Scheme::Dark:
        break;
    }
    return QStringLiteral("[data-theme=\"dark\"]");
}

// Every "--name: #rrggbb" of the blocks whose selector list holds `selector`.
QHash<QString, QColor> colorsUnder(const QString &css, const QString &selector)
{
    static const QRegularExpression comment(QStringLiteral(R"(/\*.*?\*/)"),
                                            QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression block(QStringLiteral(R"(([^{}]+)\{([^}]*)\})"));
    static const QRegularExpression pair(QStringLiteral(R"(--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;)"));
    QHash<QString, QColor> found;
    const QString plain = QString(css).remove(comment);
    for (auto blocks = block.globalMatch(plain); blocks.hasNext();) {
        const auto b = blocks.next();
        bool applies = false;
        for (const QString &one : b.captured(1).split(u','))
            applies = applies || one.trimmed() == selector;
        if (!applies)
            continue;
        for (auto pairs = pair.globalMatch(b.captured(2)); pairs.hasNext();) {
            const auto p = pairs.next();
            found.insert(p.captured(1), QColor(p.captured(2)));
        }
    }
    return found;
}

QString readStyle()
{
    linkThemes();
    QFile file(QStringLiteral(":/themes/tokens.css"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    return opened ? QString::fromUtf8(file.readAll()) : QString();
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

Tokens::Tokens(Scheme scheme, const QString &css) : m_scheme(scheme)
{
    const auto colors = colorsUnder(css, selectorOf(scheme));
    for (size_t i = 0; i < names.size(); ++i) {
        m_colors[i] = colors.value(QLatin1String(names[i]));
        Q_ASSERT(m_colors[i].isValid());
    }
    static const QString inkSuffix = QStringLiteral("-ink");
    for (auto [name, color] : colorsUnder(css, QStringLiteral(":root")).asKeyValueRange())
        m_hues.insert(name, color);
    // On dark surfaces the ink is the hue; a scheme that needs others names them.
    m_inks = m_hues;
    for (auto [name, color] : colors.asKeyValueRange())
        if (name.endsWith(inkSuffix))
            m_inks.insert(name.chopped(inkSuffix.size()), color);
}

QString Tokens::known(const QString &hue) const
{
    return m_hues.contains(hue) && !hue.startsWith(QLatin1String("surface")) ? hue
                                                                             : QStringLiteral("overlay");
}

QColor Tokens::hue(const QString &name) const
{
    return m_hues.value(known(name));
}

QColor Tokens::ink(const QString &name) const
{
    return m_inks.value(known(name));
}

QColor Tokens::tint(const QString &name, Tint amount) const
{
    return mix(hue(name), color(Token::Surface2), int(amount));
}

QColor Tokens::pressed(Token surface) const
{
    return mix(color(Token::Accent), color(surface), m_scheme == Scheme::Light ? 14 : 20);
}

const char *Tokens::nameOf(Token token)
{
    return names[size_t(token)];
}

QPalette Tokens::palette() const
{
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, Token token) { p.setColor(role, color(token)); };
    set(QPalette::Window, Token::Surface1);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Surface2);
    set(QPalette::AlternateBase, Token::Surface1);
    set(QPalette::Text, Token::Text);
    set(QPalette::PlaceholderText, Token::Text2);
    set(QPalette::Button, Token::Surface2);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::Bad);
    set(QPalette::Highlight, Token::Accent);
    set(QPalette::HighlightedText, Token::OnAccent);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::ToolTipBase, Token::Surface3);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::Light, Token::Surface3);
    set(QPalette::Midlight, Token::Surface3);
    set(QPalette::Mid, Token::Line);
    set(QPalette::Dark, Token::LineStrong);
    set(QPalette::Shadow,
        Token::Surface0); // no style sheet sets this role: tokensOf() reads the scheme from it
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, mix(color(Token::Text), color(Token::Surface1), 40));
    return p;
}

const Tokens &tokens(Scheme scheme)
{
    static const QString css = readStyle();
    static const std::array<Tokens, 3> all{Tokens(Scheme::Dark, css), Tokens(Scheme::Light, css),
                                           Tokens(Scheme::HighContrast, css)};
    return all[size_t(scheme)];
}

const Tokens &tokensOf(const QPalette &palette)
{
    const QColor ground = palette.color(QPalette::Shadow);
    for (const auto scheme : {Scheme::Light, Scheme::HighContrast})
        if (ground == tokens(scheme)[Token::Surface0])
            return tokens(scheme);
    return tokens(Scheme::Dark);
}

const Tokens &tokensOf(const QWidget &widget)
{
    return tokensOf(widget.palette());
}

QColor mix(const QColor &over, const QColor &under, int percent)
{
    const auto part = [percent](int a, int b) { return (a * percent + b * (100 - percent) + 50) / 100; };
    return {part(over.red(), under.red()), part(over.green(), under.green()),
            part(over.blue(), under.blue())};
}

QColor withAlpha(QColor color, int percent)
{
    color.setAlpha((255 * percent + 50) / 100);
    return color;
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace icmp::widgets
