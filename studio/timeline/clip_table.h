// The timeline for assistive technology: a table with one row for each clip of the scene in time order,
// whether it is in view or not, and the columns element, start and end. Start and end are values one can set;
// the element has the actions move, trim, select and open.
#pragma once

namespace icmp::timeline {

// Makes Qt ask for this table for every TimelineView; doing it again changes nothing.
void registerClipTable();

} // namespace icmp::timeline
