// The design tokens as values: colours of a theme, hues and inks of the element types, mixing and contrast.
// Read once from resources/themes/tokens.css, which the web player uses too.
#pragma once

#include <QColor>
#include <QHash>
#include <QPalette>
#include <QString>
#include <array>

class QWidget;

namespace icmp::widgets {

enum class Token {
    Surface0,
    Surface1,
    Surface2,
    Surface3,
    Line,
    LineStrong,
    Text,
    Text2,
    Text3,
    Accent,
    OnAccent,
    Live,
    OnLive,
    Good,
    Warn,
    Bad,
    Focus,
};
inline constexpr int tokenCount = 17;

enum class Scheme { Dark, Light, HighContrast };

// How much of an element's hue is mixed over surface-2 for a clip.
enum class Tint { Rest = 22, Hover = 28, Selected = 36, Focused = 44 };

// The colours of one scheme.
class Tokens {
public:
    Tokens(Scheme scheme, const QString &css);

    Scheme scheme() const { return m_scheme; }
    QColor color(Token token) const { return m_colors[size_t(token)]; }
    QColor operator[](Token token) const { return color(token); }

    // Tint of the clips of an element type that declares this hue, e.g. "poll"; an unknown one is "overlay".
    QColor hue(const QString &name) const;
    // The same hue where it draws icons, edges and text; readable on every surface.
    QColor ink(const QString &name) const;
    QColor tint(const QString &name, Tint amount) const;
    // Background of a pressed tool or chosen tab: the accent at 20 % (dark) or 14 % (light) over `surface`.
    QColor pressed(Token surface = Token::Surface1) const;

    // The CSS name of a token, e.g. "surface-0".
    static const char *nameOf(Token token);
    QPalette palette() const;

private:
    QString known(const QString &hue) const;

    Scheme m_scheme;
    std::array<QColor, tokenCount> m_colors;
    QHash<QString, QColor> m_hues;
    QHash<QString, QColor> m_inks;
};

// The tokens of a scheme; valid for the whole run.
const Tokens &tokens(Scheme scheme);
// The tokens that a widget is painted with: told by its palette, so that a gallery can show two themes at
// once.
const Tokens &tokensOf(const QWidget &widget);
const Tokens &tokensOf(const QPalette &palette);

// `percent` of `over`, the rest of `under`; plain RGB, both opaque.
QColor mix(const QColor &over, const QColor &under, int percent);
QColor withAlpha(QColor color, int percent);
// Contrast of two opaque colours, 1.0–21.0. source: WCAG 2.2, relative luminance
double contrast(const QColor &a, const QColor &b);

} // namespace icmp::widgets
