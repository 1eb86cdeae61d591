// On or off: a 32 × 16 switch, to the keyboard and to assistive technology a check box.
#pragma once

#include <QCheckBox>

namespace icmp::widgets {

class ToggleSwitch : public QCheckBox {
    Q_OBJECT
public:
    // `label` is the accessible name; the text drawn beside the switch is set with setText().
    explicit ToggleSwitch(const QString &label, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint &at) const override { return rect().contains(at); }
    void paintEvent(QPaintEvent *event) override;
};

} // namespace icmp::widgets
