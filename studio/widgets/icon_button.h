// A button that is an icon: 28 × 28, or 24 × 24 in rows; pressed it stays lit in the accent.
#pragma once

#include "studio/widgets/tokens.h"

#include <QToolButton>

namespace icmp::widgets {

// Paints the ring of the keyboard focus just inside `rect`.
void paintFocusRing(QPainter &painter, const QRectF &rect, const Tokens &tokens, qreal radius = 4);

class IconButton : public QToolButton {
    Q_OBJECT
public:
    enum class Size { Normal, Row };

    // `label` is the accessible name and the tooltip. `text` beside the icon is set with setText().
    IconButton(const QString &iconName, const QString &label, Size size = Size::Normal,
               QWidget *parent = nullptr);
    // Follows the action's icon, text, shortcut, checked and enabled state.
    explicit IconButton(QAction *action, Size size = Size::Normal, QWidget *parent = nullptr);

    void setIconName(const QString &name);
    // Colour of the icon at rest; Text2 unless set.
    void setIconColor(Token token);
    void setShowsText(bool shows);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
    Token m_color = Token::Text2;
    Size m_size;
    bool m_showsText = false;
};

} // namespace icmp::widgets
