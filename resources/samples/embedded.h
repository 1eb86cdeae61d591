// The sample show inside a program: ":/samples/project.json" (canonical), film.mp4, badge.png and print.png.
#pragma once

namespace icmp::samples {

// Registers the resources; a static library's resources are dropped by the linker unless somebody asks for
// them.
void makeAvailable();

} // namespace icmp::samples
