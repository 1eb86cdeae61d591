// Numbers that do not dance while they change: each digit on the same pitch. Qt 6.4 cannot switch on Inter's
// tabular figures, so counts, money and times of day are drawn digit by digit.
#pragma once

#include "studio/widgets/theme.h"

#include <QWidget>

namespace icmp::widgets {

// Width of `text` when every digit takes the room of the widest one.
int pitchedWidth(const QFontMetrics &metrics, const QString &text);
void drawPitched(QPainter &painter, const QRect &place, Qt::Alignment alignment, const QString &text);

class DigitLabel : public QWidget {
    Q_OBJECT
public:
    explicit DigitLabel(const QString &name, QWidget *parent = nullptr);

    // `unit` follows in text-2, e.g. value "64", unit "%".
    void setValue(const QString &value, const QString &unit = {});
    void setSize(TextSize size);
    void setColor(Token token);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QString m_value;
    QString m_unit;
    TextSize m_size = TextSize::Normal;
    Token m_color = Token::Text;
};

} // namespace icmp::widgets
