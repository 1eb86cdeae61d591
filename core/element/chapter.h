// A chapter: a named place in the film one can jump to.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

struct Chapter {
    static constexpr std::string_view key = "chapter";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Chapter");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A place to jump to");
    static constexpr const char *hue = "chapter";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::None;

    QString heading;

    friend bool operator==(const Chapter &, const Chapter &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("heading", QT_TRANSLATE_NOOP("Element", "Heading"), &Chapter::heading, shortText())};
    }

    QList<Finding> findings() const
    {
        if (heading.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("heading"),
                     QStringLiteral("The chapter has no heading.")}};
        return {};
    }
};

} // namespace icmp::element
