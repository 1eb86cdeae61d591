// One of the two pictures: Preview shows what is cued, Program what the audience sees now.
#pragma once

#include "studio/live/model/cue_state.h"

#include <QWidget>
#include <functional>

namespace icmp::live {

// Paints the element of a clip at its box in `picture`; a clip that is not valid stands for the film behind.
using CardPaint = std::function<void(QPainter &painter, const QRectF &picture, ClipId clip)>;

class Monitor : public QWidget {
    Q_OBJECT
public:
    enum class Role { Preview, Program };

    explicit Monitor(Role role, QWidget *parent = nullptr);

    void setCardPaint(CardPaint paint);
    // In paint order; `state` is of the one named in the title.
    void show(const QList<ClipId> &clips, const QString &title, CueState state, const QString &word);
    // Panic: grey and hatched until something is shown again; empty for none.
    void setCleared(const QString &when);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int headHeight() const;
    QRect pictureRect() const;
    void paintHead(QPainter &painter) const;
    void paintPicture(QPainter &painter, const QRect &picture) const;

    Role m_role;
    CardPaint m_paint;
    QList<ClipId> m_clips;
    QString m_title;
    CueState m_state = CueState::Idle;
    QString m_word;
    QString m_cleared;
};

} // namespace icmp::live
