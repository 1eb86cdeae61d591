// Which scheme the studio shows: the person's choice or the system's, applied to the whole application at run
// time.
#pragma once

#include "studio/settings/settings.h"
#include "studio/widgets/tokens.h"

#include <QFont>
#include <QObject>
#include <QTemporaryDir>

class QApplication;
class QDBusVariant;

namespace icmp::widgets {

using settings::Appearance;

// Made once by the program; widgets never ask for it, they read tokensOf(*this) and repaint on
// QEvent::PaletteChange.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication &application);

    Appearance appearance() const { return m_appearance; }
    Scheme scheme() const { return m_scheme; }
    int textPercent() const { return m_textPercent; }

    // Takes effect at once on every open window.
    void choose(Appearance appearance);
    // Size of all text, 100–200 % of 13 px.
    void setTextPercent(int percent);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void portalChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void listenToSystem();
    void apply();

    QString chevronFile(const Tokens &tokens, const QString &name);

    QApplication &m_application;
    QTemporaryDir m_tinted;
    Appearance m_appearance = Appearance::System;
    Scheme m_system = Scheme::Dark;
    Scheme m_scheme = Scheme::Dark;
    int m_textPercent = 100;
};

// Files of the chevrons that a style sheet names: it cannot tint an icon, so they have the scheme's colour.
struct Chevrons {
    QString down = QStringLiteral(":/icons/chevron-down.svg");
    QString up = QStringLiteral(":/icons/chevron-up.svg");
};
// The studio's style sheet for one scheme.
QString styleSheet(const Tokens &tokens, int textPercent = 100, const Chevrons &chevrons = {});

// Fonts derived from a widget's own, so that 200 % text reaches all of them.
enum class TextSize { Small, Normal, Large, Extra, Display }; // 11, 13, 15, 20, 28 px at 100 %
QFont textFont(const QFont &base, TextSize size, QFont::Weight weight = QFont::Normal);
// JetBrains Mono for timecodes and numbers that are edited digit by digit.
QFont monoFont(const QFont &base, TextSize size = TextSize::Normal, QFont::Weight weight = QFont::Normal);
// Height of a control that shows one line of this font: 28 px at 100 %, growing with the text.
int controlHeight(const QFont &font);
// A length drawn for 100 % text, scaled to this font.
int scaled(const QFont &font, int pixels);

} // namespace icmp::widgets
