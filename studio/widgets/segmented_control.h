// One of a few: buttons side by side in a frame, of which exactly one is chosen. Arrows move the choice.
#pragma once

#include <QWidget>

class QButtonGroup;

namespace icmp::widgets {

struct Segment {
    QString label;         // shown, or told as accessible name where an icon stands for it
    QString iconName = {}; // drawn instead of the label
};

class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    // `name` is the accessible name of the whole; at least one segment. The first is chosen.
    SegmentedControl(const QString &name, const QList<Segment> &segments, QWidget *parent = nullptr);

    int current() const;
    // Does not signal; −1 shows none as chosen (several values).
    void setCurrent(int index);

Q_SIGNALS:
    // The person chose another segment.
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
};

} // namespace icmp::widgets
