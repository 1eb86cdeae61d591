// What the audience did with one element, as lines to paint: the same shape for every type, so that one view
// shows options, a histogram, stakes, emoji, places and a stock.
#pragma once

#include "core/element/element.h"
#include "studio/remote/event_mirror.h"

namespace icmp::live {

struct TallyRow {
    QString mark; // "A", "1", an emoji; in the square
    QString text;
    double part = 0; // 0–1 of what the bar's full length stands for
    QString share;   // "46.2 %"; empty for none
    QString count;
    QString extra; // a second count, e.g. backers beside stakes; empty for none
    bool leads = false;
    bool right = false;
};

struct TallyTable {
    QString figure; // the large number, in the locale's digits
    QString unit;
    QString note; // a second figure in words: "mean 6.4", "pool 1,200 points"
    QString countHead;
    QString extraHead;
    QList<TallyRow> rows;
    QString empty; // a sentence where there are no rows
};

// `mirror` may know nothing of the element yet. returns  rows in the order of the element's options; places
// and answers as the server sorted them
TallyTable tallyTable(const element::Element &element, const QString &iid, const remote::EventMirror &mirror);
// Whether the audience gives the type something to show at all.
bool hasTally(const element::Element &element);

} // namespace icmp::live
