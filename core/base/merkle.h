// Trees of hashes as in RFC 6962, section 2.1: one root stands for a list of leaves, and a short path shows
// that a leaf is one of them.
//
// A leaf is hashed after the byte 0, a node after the byte 1, so that neither can pass for the other.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <optional>

namespace icmp::merkle {

QByteArray leafHash(QByteArrayView leaf);
// All hashes of one tree, so that every path is a look-up.
class Tree {
public:
    explicit Tree(QList<QByteArray> leafHashes);

    qsizetype size() const { return m_levels.first().size(); }
    // Of no leaves, the hash of nothing.
    QByteArray root() const;
    // The siblings from the leaf up to the root; empty for a tree of one. index: 0 – size() − 1
    QList<QByteArray> path(qsizetype index) const;

private:
    QList<QList<QByteArray>> m_levels; // the leaves first; whoever has no sibling goes up as it is
};

inline QByteArray rootOf(const QList<QByteArray> &leafHashes)
{
    return Tree(leafHashes).root();
}
// The root that this leaf and path lead to in a tree of `size` leaves; nothing when the path cannot be one.
std::optional<QByteArray> rootFrom(const QByteArray &leafHash, qsizetype index, qsizetype size,
                                   const QList<QByteArray> &path);

} // namespace icmp::merkle
