#include "studio/publish/difference.h"

#include "core/base/strict_json.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace icmp::publish {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Difference", text);
}

QString nameOf(const package::PlacedElement &placed)
{
    return QStringLiteral("%1 “%2”, %3")
        .arg(QCoreApplication::translate("Element", element::typeOf(placed.element).label),
             element::displayTitle(placed.element), formatClock(placed.range.start));
}

} // namespace

Difference differenceOf(const package::Package &published, const package::Package &mine)
{
    Difference difference;
    const auto say = [&](const QString &line) {
        if (difference.lines.size() < differenceLinesMax)
            difference.lines.append(line);
        else
            ++difference.more;
    };
    const QList<package::PlacedElement> after = mine.elements();
    for (const package::PlacedElement &placed : after) {
        const package::PlacedElement *before = published.find(placed.id);
        if (placed.held)
            continue;
        if (!before)
            say(tr("Added: %1").arg(nameOf(placed)));
        else if (package::PlacedElement old = *before; old != placed)
            say(tr("Changed: %1").arg(nameOf(placed)));
    }
    const QList<package::PlacedElement> all = published.elements();
    for (const package::PlacedElement &placed : all) {
        if (!placed.held && !mine.find(placed.id))
            say(tr("Removed: %1").arg(nameOf(placed)));
    }
    if (published.film != mine.film)
        say(!mine.film        ? tr("The film is removed.")
            : !published.film ? tr("A film is added.")
                              : tr("The film is another one."));
    if (published.title != mine.title)
        say(tr("The title “%1” becomes “%2”.").arg(published.title, mine.title));
    return difference;
}

std::optional<QStringList> partsOf(const QByteArray &root)
{
    const auto json = parseJsonObject(root);
    if (!json)
        return std::nullopt;
    QStringList hashes;
    const QJsonArray scenes = json->value(QLatin1String("scenes")).toArray();
    for (const auto scene : scenes) {
        const QJsonArray tracks = scene.toObject().value(QLatin1String("tracks")).toArray();
        for (const auto track : tracks) {
            const QJsonArray parts = track.toObject().value(QLatin1String("parts")).toArray();
            for (const auto part : parts)
                hashes.append(part.toString());
        }
    }
    return hashes.size() <= package::partsMax ? std::optional(hashes) : std::nullopt;
}

} // namespace icmp::publish
