// One connection while it speaks HTTP: requests one after the other, static files answered here, the rest
// handed on. Buffers exist only while a request is being read or answered.
#pragma once

#include <QByteArray>

#include "server/edge/http_codec.h"
#include "server/edge/link.h"
#include "server/edge/stream.h"

namespace icmp::edge {

struct ServedFile {
    StaticFile file;
    QByteArray etag; // of the plain bytes; the codings append their name
};

// What a session needs from its worker.
class HttpHost {
public:
    virtual ~HttpHost() = default;
    virtual const EdgePlan &plan() const = 0;
    virtual const ServedFile *fileAt(const QByteArray &path) const = 0;
    virtual bool originAllowed(const QByteArray &origin) const = 0;
    virtual bool draining() const = 0;
    virtual Counters &counters() = 0;
    virtual qint64 nowMs() const = 0;
};

enum class HttpTurn {
    Stay,    // look at wantsRead, wantsWrite and deadline
    Ask,     // head() and takeBody() are a request for the core; answer() will come
    Upgrade, // the 101 is on its way: takeUpgrade()
    Gone     // close the socket
};

class HttpSession {
public:
    // What becomes of an upgraded connection.
    struct Upgraded {
        int route = 0;       // index into EdgePlan::routes
        SocketOpened opened; // without connection, listener and peer
        QByteArray leftover; // bytes read that belong to the WebSocket
        QByteArray unsent;   // the rest of the 101
    };

    HttpSession(Stream &stream, HttpHost &host);
    ~HttpSession();
    HttpSession(const HttpSession &) = delete;
    HttpSession &operator=(const HttpSession &) = delete;

    HttpTurn readable();
    HttpTurn writable();
    HttpTurn answer(const HttpResponse &response);
    HttpTurn deadlinePassed();
    // A fault found elsewhere (too many connections of one address); closes afterwards.
    HttpTurn refuse(const HttpFault &fault);
    // Stop after the answer that is under way; Gone if there is none.
    HttpTurn finishUp();

    bool wantsRead() const;
    bool wantsWrite() const
    {
        return m_state == State::Writing || m_state == State::Closing ||
               (m_state == State::Streaming && m_outAt < m_out.size());
    }
    qint64 deadline() const { return m_deadline; }

    const HttpHead &head() const { return m_head; }
    QByteArray takeBody() { return std::exchange(m_body.body, {}); }
    // A streamed answer is under way: its next piece, its end.
    bool streaming() const { return m_state == State::Streaming; }
    HttpTurn push(const QByteArray &bytes);
    HttpTurn finishStream();
    Upgraded takeUpgrade() { return std::move(m_upgraded); }

private:
    // Closing: the last answer is being written. Streaming: it goes on until finishStream. Lingering: it is
    // written, and what still comes is thrown away, so that a reset does not destroy the answer on its way.
    enum class State { Idle, Head, Body, Waiting, Writing, Closing, Streaming, Lingering, Upgrading };

    HttpTurn advance();
    HttpTurn readHead(bool &more);
    HttpTurn beginRequest();
    HttpTurn readBody(bool &more);
    HttpTurn dispatch();
    HttpTurn upgrade(int route);
    void replyFile(const ServedFile &served);
    HttpTurn beginStream(const HttpResponse &response);
    void replyPath(const HttpResponse &response);
    void reply(ReplyHead head, const QByteArray &body);
    bool notModified(const QByteArray &etag) const;
    void fail(const HttpFault &fault);
    HttpTurn flush();
    HttpTurn written();
    qsizetype bodyLimit() const;

    Stream &m_stream;
    HttpHost &m_host;
    State m_state = State::Idle;
    bool m_keepAlive = true;
    qint64 m_deadline;
    qint64 m_bodyUntilMs = 0;
    QByteArray m_in;
    HeadScanner m_scanner;
    HttpHead m_head;
    BodyReader m_body;
    QByteArray m_out;     // head, and a small body
    QByteArray m_outBody; // a larger body, shared
    qsizetype m_outAt = 0;
    int m_file = -1;
    qint64 m_fileAt = 0;
    qint64 m_fileLeft = 0;
    qsizetype m_lingered = 0;
    Upgraded m_upgraded;
};

} // namespace icmp::edge
