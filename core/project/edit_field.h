// How an edit declares its kind, label and fields; JSON follows from it.
#pragma once

#include "core/project/project.h"

#include <tuple>
#include <vector>

namespace icmp::project {

enum class Edge { Start, End };
enum class Ripple { None, Track, All }; // which later clips follow: none, those of the track, of all tracks

template <class Owner, class Value>
struct EditField {
    std::string_view key;
    Value Owner::*member;
};

template <class Owner, class Value>
constexpr EditField<Owner, Value> editField(std::string_view key, Value Owner::*member)
{
    return {key, member};
}

// Kind (stable, in journals) and label of an edit, inside its struct.
#define ICMP_EDIT(Type, name, text)                                                                          \
    static constexpr std::string_view key = name;                                                            \
    static constexpr const char *label = QT_TRANSLATE_NOOP("Edit", text);                                    \
    using Self = Type

} // namespace icmp::project
