// The one place that knows what an edit does. Pure: check first, then change; a refused edit changes nothing.
#pragma once

#include "core/project/clip_index.h"
#include "core/project/edit.h"

namespace icmp::project {

// `index` must belong to `project`. Times, ids and offsets come from outside, so the result depends on
// nothing else.
//
// refuses  UnknownId, Overlap, NegativeLength, OutOfRange, Locked, Cycle, WrongType, TooLong, TooMany,
// TooFew,
//          NameTaken, NotAllowedHere, BadNumber, BadText; place names the clip, track or field in the way
Result<Project> apply(const Project &project, const ClipIndex &index, const Edit &edit);

} // namespace icmp::project
