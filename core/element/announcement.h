// An announcement: the producer's notice to everybody; a viewer dismisses it.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

enum class NoticeLevel { Info, Notice, Warning };

template <>
struct Rows<NoticeLevel> {
    static constexpr ChoiceRow rows[] = {{"info", QT_TRANSLATE_NOOP("Element", "Information")},
                                         {"notice", QT_TRANSLATE_NOOP("Element", "Notice")},
                                         {"warning", QT_TRANSLATE_NOOP("Element", "Warning")}};
};

struct Announcement {
    static constexpr std::string_view key = "announcement";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Announcement");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A notice to everybody");
    static constexpr const char *hue = "cta";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Announcement;
    static constexpr bool liveAtFirst = true; // a new one waits for the producer

    QString text;
    ImageRef image;
    NoticeLevel severity = NoticeLevel::Info;

    friend bool operator==(const Announcement &, const Announcement &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("text", QT_TRANSLATE_NOOP("Element", "Text"), &Announcement::text, longText()),
            property("image", QT_TRANSLATE_NOOP("Element", "Picture"), &Announcement::image),
            property("severity", QT_TRANSLATE_NOOP("Element", "Weight"), &Announcement::severity)};
    }

    QList<Finding> findings() const
    {
        if (text.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("text"),
                     QStringLiteral("The announcement has no text.")}};
        return {};
    }
};

} // namespace icmp::element
