// One button of the desk: icon and name above, key and state below, in the state's colour and edge.
#pragma once

#include "studio/live/model/actions.h"

#include <QAbstractButton>

namespace icmp::live {

class DeskButton : public QAbstractButton {
    Q_OBJECT
public:
    enum class Size { Row, Small };

    explicit DeskButton(Action action, Size size, QWidget *parent = nullptr);

    Action action() const { return m_action; }
    void show(const ActionState &state);
    // 108 high with a 20 px name, for touch and for a dark room.
    void setLarge(bool large);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Colors;
    Colors colors() const;
    void paintGround(QPainter &painter, const Colors &colors) const;
    void paintName(QPainter &painter, const QRect &place, const QColor &ink) const;
    void paintNote(QPainter &painter, QRect place, const QColor &ink) const;
    QFont nameFont() const;
    QFont noteFont() const;

    Action m_action;
    Size m_size;
    ActionState m_state;
    bool m_large = false;
};

} // namespace icmp::live
