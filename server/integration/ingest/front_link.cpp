#include "server/integration/ingest/front_link.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace icmp::ingest {

bool sendLink(int socket, const QJsonObject &body, int descriptor)
{
    const QByteArray text = compactJson(body);
    iovec piece{const_cast<char *>(text.constData()), size_t(text.size())};
    msghdr message = {};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    return ::sendmsg(socket, &message, MSG_NOSIGNAL) == text.size();
}

std::optional<LinkMessage> receiveLink(int socket, bool &closed)
{
    QByteArray text(linkMessageBytesMax, Qt::Uninitialized);
    iovec piece{text.data(), size_t(text.size())};
    msghdr message = {};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    if (got <= 0)
        return std::nullopt;
    LinkMessage received;
    if (const cmsghdr *header = CMSG_FIRSTHDR(&message); header && header->cmsg_type == SCM_RIGHTS)
        std::memcpy(&received.descriptor, CMSG_DATA(header), sizeof(int));
    const auto body = parseJsonObject(text.left(got));
    if (!body || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        if (received.descriptor >= 0)
            ::close(received.descriptor);
        return std::nullopt;
    }
    received.body = *body;
    return received;
}

QString keyHashOf(const QString &key)
{
    return sha256Hex(key.toUtf8());
}

} // namespace icmp::ingest
