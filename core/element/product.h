// A product card: what is sold, for how much, and where to get it.
#pragma once

#include "core/element/property.h"

#include <tuple>

namespace icmp::element {

struct Product {
    static constexpr std::string_view key = "product";
    static constexpr const char *label = QT_TRANSLATE_NOOP("Element", "Product");
    static constexpr const char *summary = QT_TRANSLATE_NOOP("Element", "Shows something to buy");
    static constexpr const char *hue = "product";
    static constexpr bool answerable = false;
    static constexpr CardForm card = CardForm::Product;

    QString name;
    QString description;
    Money price;
    QString taxNote;
    ImageRef image;
    Link url;
    qint64 stock = 0;

    friend bool operator==(const Product &, const Product &) = default;

    static constexpr auto properties()
    {
        return std::tuple{
            property("name", QT_TRANSLATE_NOOP("Element", "Name"), &Product::name, shortText()),
            property("description", QT_TRANSLATE_NOOP("Element", "Description"), &Product::description,
                     longText()),
            property("price", QT_TRANSLATE_NOOP("Element", "Price"), &Product::price,
                     Bounds{}.range(0, 100'000'000'000)),
            property("taxNote", QT_TRANSLATE_NOOP("Element", "Tax note"), &Product::taxNote, shortText()),
            property("image", QT_TRANSLATE_NOOP("Element", "Picture"), &Product::image),
            property("url", QT_TRANSLATE_NOOP("Element", "Shop page"), &Product::url),
            property("stock", QT_TRANSLATE_NOOP("Element", "In stock"), &Product::stock,
                     Bounds{}
                         .range(0, 1'000'000'000)
                         .helped(QT_TRANSLATE_NOOP("Element", "0 when it is not counted.")))};
    }

    // Pieces to begin with; 0: not counted.
    qint64 stockRules() const { return stock; }

    QList<Finding> findings() const
    {
        if (name.trimmed().isEmpty())
            return {{QStringLiteral("product-incomplete"), Severity::Error, QStringLiteral("name"),
                     QStringLiteral("The product has no name.")}};
        return {};
    }
};

} // namespace icmp::element
