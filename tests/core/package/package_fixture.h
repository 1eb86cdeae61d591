// A published project in memory that a test may damage.
#pragma once

#include "tests/core/session/show_fixture.h"

namespace icmp::test {

struct Published {
    package::Frozen frozen;
    QHash<QString, QByteArray> objects;

    Result<package::Package> open() const
    {
        return package::open(frozen.publicRoot, frozen.privateRoot, loader());
    }
    package::Loader loader() const
    {
        return [this](const QString &hash) {
            return objects.contains(hash) ? std::optional(objects.value(hash)) : std::nullopt;
        };
    }
    // Replaces the public root by a changed one that its private root agrees to, with right hashes.
    void changeRoot(const std::function<void(QJsonObject &)> &change)
    {
        QJsonObject root = parsedJson(objects.value(frozen.publicRoot));
        change(root);
        QJsonObject secret = parsedJson(objects.value(frozen.privateRoot));
        frozen.publicRoot = keep(root);
        secret.insert(QStringLiteral("public"), frozen.publicRoot);
        frozen.privateRoot = keep(secret);
    }
    QString keep(const QJsonObject &object)
    {
        const QByteArray bytes = canonicalJson(object);
        objects.insert(sha256Hex(bytes), bytes);
        return sha256Hex(bytes);
    }
};

inline Published publish(const QByteArray &json = projectJson())
{
    Published published;
    published.frozen = *package::freeze(*project::projectFromJson(parsedJson(json)), {});
    for (const package::Piece &piece : published.frozen.pieces)
        published.objects.insert(piece.hash, piece.bytes);
    return published;
}

} // namespace icmp::test
