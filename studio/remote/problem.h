// What went wrong between studio and server, as one sentence a person can act on.
#pragma once

#include <QJsonObject>
#include <QString>
#include <tl/expected.hpp>

namespace icmp::remote {

enum class ProblemKind {
    Unreachable, // no server answers there
    TimedOut,    // no answer in time; what was asked may have happened
    Certificate, // TLS: the server could not prove who it is
    Refused,     // the rules say no: `code` is the server's stable key, e.g. "already-open"
    NotSignedIn, // the session ended or never began
    Conflict,    // someone else changed it meanwhile
    ServerFault, // 5xx, or an answer that is not of our protocol
    Cancelled    // by the caller
};

struct Problem {
    ProblemKind kind = ProblemKind::ServerFault;
    int status = 0;        // HTTP status, 0 without an answer
    QString code;          // stable key of problem JSON, may be empty
    QString sentence;      // whole, translated
    QJsonObject body = {}; // the problem JSON, for what more it holds

    // Whether the same request with the same key may simply be sent again.
    bool isTemporary() const
    {
        return kind == ProblemKind::Unreachable || kind == ProblemKind::TimedOut ||
               (status >= 500 && status < 600) || status == 429;
    }
};

template <class T>
using Remote = tl::expected<T, Problem>;

} // namespace icmp::remote
