// One question to a server's admin listener and its answer, over its Unix socket or loopback TCP. Blocking.
#pragma once

#include "core/base/refusal.h"

#include <QJsonObject>

namespace icmp::console {

inline constexpr int answerBytesMax = 8 * 1024 * 1024; // a list of 500 lines is about 100 KiB
inline constexpr int answerWaitMs = 60'000;            // the edge answers by then whatever happens

struct AdminAnswer {
    int status = 0;
    QJsonObject body;

    bool isGood() const { return status >= 200 && status < 300; }
    // The server's own sentence when it is not.
    QString sentence() const;
};

class AdminLink {
public:
    // place: a socket's path, or "http://127.0.0.1:8421"
    explicit AdminLink(QString place) : m_place(std::move(place)) {}

    // fails  when nobody answers there, or not in HTTP
    Outcome<AdminAnswer> ask(const QByteArray &method, const QString &path, const QJsonObject &body,
                             const QString &session) const;

private:
    Outcome<QByteArray> exchange(const QByteArray &request) const;

    QString m_place;
};

} // namespace icmp::console
