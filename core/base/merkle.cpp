#include "core/base/merkle.h"

#include "core/base/hash.h"

#include <bit>

namespace icmp::merkle {

namespace {

QByteArray nodeHash(const QByteArray &left, const QByteArray &right)
{
    QByteArray node;
    node.reserve(1 + left.size() + right.size());
    node.append('\1').append(left).append(right);
    return sha256(node);
}

// The leaves of the left subtree: the largest power of two below `size`, which is at least 2.
qsizetype leftOf(qsizetype size)
{
    return qsizetype(std::bit_floor(size_t(size - 1)));
}

} // namespace

QByteArray leafHash(QByteArrayView leaf)
{
    QByteArray marked;
    marked.reserve(1 + leaf.size());
    marked.append('\0').append(leaf);
    return sha256(marked);
}

Tree::Tree(QList<QByteArray> leafHashes)
{
    m_levels.append(std::move(leafHashes));
    while (m_levels.last().size() > 1) {
        const QList<QByteArray> &below = m_levels.last();
        QList<QByteArray> level;
        level.reserve((below.size() + 1) / 2);
        for (qsizetype i = 0; i + 1 < below.size(); i += 2)
            level.append(nodeHash(below.at(i), below.at(i + 1)));
        if (below.size() % 2 == 1)
            level.append(below.last());
        m_levels.append(level);
    }
}

QByteArray Tree::root() const
{
    return m_levels.last().isEmpty() ? sha256({}) : m_levels.last().first();
}

QList<QByteArray> Tree::path(qsizetype index) const
{
    Q_ASSERT(index >= 0 && index < size());
    QList<QByteArray> path;
    for (const QList<QByteArray> &level : m_levels) {
        const qsizetype sibling = index ^ 1;
        if (sibling < level.size())
            path.append(level.at(sibling));
        index /= 2;
    }
    return path;
}

std::optional<QByteArray> rootFrom(const QByteArray &leafHash, qsizetype index, qsizetype size,
                                   const QList<QByteArray> &path)
{
    if (index < 0 || index >= size)
        return std::nullopt;
    // The way down from the root, which the path takes upwards.
    QList<bool> goesRight;
    for (qsizetype first = 0, part = size; part > 1;) {
        const qsizetype left = leftOf(part);
        const bool right = index >= first + left;
        goesRight.prepend(right);
        first += right ? left : 0;
        part = right ? part - left : left;
    }
    if (path.size() != goesRight.size())
        return std::nullopt;
    QByteArray hash = leafHash;
    for (qsizetype i = 0; i < path.size(); ++i)
        hash = goesRight.at(i) ? nodeHash(path.at(i), hash) : nodeHash(hash, path.at(i));
    return hash;
}

} // namespace icmp::merkle
