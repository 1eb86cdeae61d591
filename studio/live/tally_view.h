// Counts of one element as bars: mark, text, share and counts, the leader marked by a star and a word.
#pragma once

#include "studio/live/model/tally_rows.h"

#include <QWidget>

namespace icmp::live {

class TallyView : public QWidget {
    Q_OBJECT
public:
    explicit TallyView(QWidget *parent = nullptr);

    // `isStale` hatches the bars.
    void show(const TallyTable &table, bool isStale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Columns;
    Columns columns() const;
    int rowHeight() const;
    int headHeight() const;
    void paintHead(QPainter &painter, const Columns &at) const;
    void paintRow(QPainter &painter, const Columns &at, int y, const TallyRow &row) const;
    void paintBar(QPainter &painter, const QRect &track, const TallyRow &row) const;

    TallyTable m_table;
    bool m_stale = false;
};

} // namespace icmp::live
