// Bytes of ISO boxes, read without ever leaving them: what is not there is 0 and makes the reader broken.
#pragma once

#include <QByteArray>
#include <QtEndian>
#include <functional>

namespace icmp::integration {

class BoxBytes {
public:
    explicit BoxBytes(QByteArrayView bytes) : m_bytes(bytes) {}

    bool broken() const { return m_broken; }
    bool atEnd() const { return m_at >= m_bytes.size(); }
    qsizetype position() const { return m_at; }

    quint64 number(int size)
    {
        if (size > m_bytes.size() - m_at) {
            m_broken = true;
            m_at = m_bytes.size();
            return 0;
        }
        quint64 value = 0;
        for (int i = 0; i < size; ++i)
            value = value << 8 | quint8(m_bytes[m_at + i]);
        m_at += size;
        return value;
    }
    QByteArrayView take(qsizetype size)
    {
        if (size < 0 || size > m_bytes.size() - m_at) {
            m_broken = true;
            m_at = m_bytes.size();
            return {};
        }
        const QByteArrayView piece = m_bytes.sliced(m_at, size);
        m_at += size;
        return piece;
    }
    void skip(qsizetype size) { take(size); }
    // The next box inside: its four letters and content; `at` is where the content begins.
    QByteArrayView box(QByteArray &type, qsizetype &at)
    {
        const quint64 size = number(4);
        type = take(4).toByteArray();
        at = m_at;
        if (size < 8 || size - 8 > quint64(m_bytes.size() - m_at)) {
            m_broken = true;
            m_at = m_bytes.size();
            return {};
        }
        return take(qsizetype(size) - 8);
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    bool m_broken = false;
};

// Calls `visit(type, content, offset)` for each box inside; false when they do not fit.
inline bool
eachBox(QByteArrayView content,
        const std::function<bool(const QByteArray &type, QByteArrayView inside, qsizetype at)> &visit)
{
    BoxBytes bytes(content);
    while (!bytes.atEnd()) {
        QByteArray type;
        qsizetype at = 0;
        const QByteArrayView inside = bytes.box(type, at);
        if (bytes.broken() || !visit(type, inside, at))
            return false;
    }
    return true;
}

} // namespace icmp::integration
