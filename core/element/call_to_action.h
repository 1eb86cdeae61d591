// A call to action: a button over the film that leads somewhere.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

struct CallToAction {
    static constexpr std::string_view key = "call_to_action";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Call to action");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A button that opens a page");
    static constexpr const char *hue = "cta";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Link;

    QString text;
    QString button;
    Link target;

    friend bool operator==(const CallToAction &, const CallToAction &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("text", QT_TRANSLATE_NOOP("Element", "Text"), &CallToAction::text, shortText()),
            property("label", QT_TRANSLATE_NOOP("Element", "Button label"), &CallToAction::button,
                     shortText()),
            property("target", QT_TRANSLATE_NOOP("Element", "Opens"), &CallToAction::target)};
    }

    QList<Finding> findings() const
    {
        QList<Finding> found;
        if (button.trimmed().isEmpty())
            found.append({QStringLiteral("label-missing"), Severity::Error, QStringLiteral("label"),
                          QStringLiteral("The button has no label.")});
        if (target.address.isEmpty())
            found.append({QStringLiteral("link-broken"), Severity::Error, QStringLiteral("target"),
                          QStringLiteral("The button opens nothing.")});
        return found;
    }
};

} // namespace icmp::element
