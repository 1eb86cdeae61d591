// What differs between two packages as their viewers see them, in words.
#pragma once

#include "core/package/package.h"

namespace icmp::publish {

inline constexpr int differenceLinesMax = 200; // what a person reads; the rest is counted

struct Difference {
    QStringList lines; // one for each element added, removed or changed, then film and title
    int more = 0;      // beyond differenceLinesMax

    bool isNone() const { return lines.isEmpty(); }
};

// From the package that is published to the one that would replace it. Only what viewers load is compared:
// right answers and elements that the producer opens stay on the server.
Difference differenceOf(const package::Package &published, const package::Package &mine);
// Hashes of the parts that the root lists; nothing when it is no package.
std::optional<QStringList> partsOf(const QByteArray &root);

} // namespace icmp::publish
