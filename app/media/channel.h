// The worker's end of the socket pair: packets of JSON, with descriptors beside them.
#pragma once

#include <QJsonObject>
#include <QList>
#include <optional>

namespace icmp::worker {

// A descriptor that is closed with its owner.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor();
    Descriptor(Descriptor &&other) noexcept : m_number(other.release()) {}
    Descriptor &operator=(Descriptor &&other) noexcept;
    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }

private:
    int release()
    {
        const int number = m_number;
        m_number = -1;
        return number;
    }

    int m_number = -1;
};

struct Packet {
    QJsonObject json;
    std::vector<Descriptor> descriptors;  // at most 3
};

class Channel {
public:
    explicit Channel(int socket) : m_socket(socket) {}

    enum class Wait { Yes, No };
    // The next packet; nothing when there is none (Wait::No) or the studio has gone (hasEnded()).
    std::optional<Packet> receive(Wait wait);
    void send(const QJsonObject &json);
    bool hasEnded() const { return m_ended; }

private:
    int m_socket;
    bool m_ended = false;
};

}  // namespace icmp::worker
