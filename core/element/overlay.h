// Overlays: text or an image that is part of the picture; nobody answers them.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

struct TextOverlay {
    static constexpr std::string_view key = "overlay.text";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Text");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Text over the picture");
    static constexpr const char *hue = "overlay";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Text;

    QString text;
    qint64 size = 40;

    friend bool operator==(const TextOverlay &, const TextOverlay &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("text", QT_TRANSLATE_NOOP("Element", "Text"), &TextOverlay::text, longText()),
            property("size", QT_TRANSLATE_NOOP("Element", "Letter height"), &TextOverlay::size,
                     Bounds{}.range(20, 200).in(QT_TRANSLATE_NOOP("Element", "‰ of the picture")))};
    }

    QList<Finding> findings() const
    {
        if (text.trimmed().isEmpty())
            return {{QStringLiteral("text-missing"), Severity::Error, QStringLiteral("text"),
                     QStringLiteral("The overlay has no text.")}};
        return {};
    }
};

struct ImageOverlay {
    static constexpr std::string_view key = "overlay.image";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Image");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "A picture over the film");
    static constexpr const char *hue = "overlay";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Image;

    ImageRef image;
    QString alternative;

    friend bool operator==(const ImageOverlay &, const ImageOverlay &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("image", QT_TRANSLATE_NOOP("Element", "Picture"), &ImageOverlay::image),
            property("alternative", QT_TRANSLATE_NOOP("Element", "Alternative text"),
                     &ImageOverlay::alternative,
                     shortText().helped(QT_TRANSLATE_NOOP("Element", "Says what the picture shows.")))};
    }

    QList<Finding> findings() const
    {
        QList<Finding> found;
        if (image.hash.isEmpty())
            found.append({QStringLiteral("asset-missing"), Severity::Error, QStringLiteral("image"),
                          QStringLiteral("No picture is chosen.")});
        if (alternative.trimmed().isEmpty())
            found.append({QStringLiteral("alt-missing"), Severity::Error, QStringLiteral("alternative"),
                          QStringLiteral("The picture has no alternative text.")});
        return found;
    }
};

} // namespace icmp::element
