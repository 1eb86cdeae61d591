// Counts of one element as bars: letter, text, share and votes for each option, the leader marked by a star
// and a word.
#pragma once

#include "core/element/element.h"
#include "studio/remote/event_mirror.h"

#include <QWidget>

namespace icmp::live {

class TallyView : public QWidget {
    Q_OBJECT
public:
    explicit TallyView(QWidget *parent = nullptr);

    // `tally` may be null: nothing was told yet. `isStale` hatches the bars.
    void show(const element::Element &element, const remote::Tally *tally, bool isStale);
    void clear();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row {
        QString text;
        qint64 count = 0;
        bool right = false;
    };
    void paintRow(QPainter &painter, const QRect &place, int index) const;

    QList<Row> m_rows;
    qint64 m_answers = 0;
    qint64 m_most = 0;
    bool m_stale = false;
};

} // namespace icmp::live
