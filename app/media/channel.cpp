#include "app/media/channel.h"

#include "studio/media/wire/message.h"

#include <QJsonDocument>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace icmp::worker {

namespace {

constexpr int descriptorsMax = 3;

}  // namespace

Descriptor::~Descriptor()
{
    if (isOpen())
        close(m_number);
}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        if (isOpen())
            close(m_number);
        m_number = other.release();
    }
    return *this;
}

std::optional<Packet> Channel::receive(Wait wait)
{
    QByteArray bytes(media::messageBytesMax, Qt::Uninitialized);
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * descriptorsMax)] = {};
    iovec part{bytes.data(), size_t(bytes.size())};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t got = 0;
    do {
        got = recvmsg(m_socket, &message, MSG_CMSG_CLOEXEC | (wait == Wait::No ? MSG_DONTWAIT : 0));
    } while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return std::nullopt;
    if (got <= 0) {
        m_ended = true;
        return std::nullopt;
    }
    Packet packet;
    for (cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
            continue;
        const size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(head) + i * sizeof(int), sizeof number);
            packet.descriptors.emplace_back(number);
        }
    }
    bytes.truncate(got);
    packet.json = QJsonDocument::fromJson(bytes).object();
    return packet;
}

void Channel::send(const QJsonObject &json)
{
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Compact);
    iovec part{const_cast<char *>(bytes.data()), size_t(bytes.size())};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    ssize_t put = 0;
    do {
        put = sendmsg(m_socket, &message, MSG_NOSIGNAL);
    } while (put < 0 && errno == EINTR);
    if (put < 0)
        m_ended = true;
}

}  // namespace icmp::worker
