// The fallback transports of the stand-in server: POST upwards, server-sent events or a long poll downwards.
// To the server each session is one more socket.

const pollHoldMs = 2_000;
const goodbyeHoldMs = 10_000; // how long a goodbye waits to be fetched

// As the server writes a line into a stream: a goodbye is an event of its own, without the line's outer braces.
function eventOf(line) {
    const { close } = JSON.parse(line);
    return close ? `event: close\ndata: ${JSON.stringify(close)}\n\n` : `data: ${line}\n\n`;
}

export class HttpLines {
    constructor(server) {
        this.server = server;
        this.reset();
    }

    reset() {
        for (const line of this.lines?.values() ?? []) line.destroy();
        this.lines = new Map();
        this.posts = 0;
        this.polls = 0;
        this.streams = 0;
        this.refuseStreams = false;
        this.holdStreams = false; // a proxy that lets nothing through
    }

    answer(request, answer) {
        const [, id, what] =
            /^\/v1\/rt\/([A-Za-z0-9_-]{22})(\/events|\/poll)?$/.exec(request.url.split('?')[0]) ?? [];
        if (!id || this.server.refuseLines) return this.server.send(answer, 404, 'application/json', '{}');
        if (!request.headers.authorization?.startsWith('Bearer tok'))
            return this.server.send(answer, 401, 'application/json', '{}');
        if (request.method === 'POST') return this.post(id, request, answer);
        const line = this.lines.get(id);
        if (!line) return this.server.send(answer, 404, 'application/json', '{}');
        return what === '/events' ? this.stream(line, answer) : this.poll(line, request, answer);
    }

    post(id, request, answer) {
        this.posts += 1;
        const line = this.lines.get(id) ?? this.open(id);
        if (line.closing) return this.server.send(answer, 410, 'application/json', '{"code":"closed"}');
        let body = '';
        request.on('data', bytes => (body += bytes));
        return request.on('end', () => {
            answer.writeHead(204).end();
            for (const text of body.split('\n')) if (text) this.server.hear(line, JSON.parse(text));
        });
    }

    open(id) {
        const line = {
            said: [],
            writable: true,
            say(message) {
                this.said.push(JSON.stringify(message));
                this.wake?.();
            },
            // What a socket says by its close frame; it is the last thing said, and is kept until it is fetched.
            goodbye: (code, reason) => {
                this.server.sockets.delete(line);
                line.closing = true;
                line.timer = setTimeout(() => line.destroy(), goodbyeHoldMs);
                line.say({ close: { code, reason } });
            },
            destroy: () => {
                clearTimeout(line.timer);
                line.over = true;
                line.wake?.();
                this.lines.delete(id);
                this.server.sockets.delete(line);
            },
        };
        this.lines.set(id, line);
        this.server.sockets.add(line);
        return line;
    }

    stream(line, answer) {
        this.streams += 1;
        if (this.refuseStreams) return answer.destroy();
        answer.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
        answer.flushHeaders();
        if (this.holdStreams) return undefined;
        answer.write(':\n\n');
        let sent = 0;
        line.wake = () => {
            for (; sent < line.said.length; ++sent) answer.write(eventOf(line.said[sent]));
            if (line.over) answer.end();
            else if (line.closing) line.destroy();
        };
        line.wake();
        return answer.on('close', () => line.destroy());
    }

    poll(line, request, answer) {
        this.polls += 1;
        const after = Number(new URL(request.url, 'http://x').searchParams.get('after'));
        const reply = () => {
            clearTimeout(timer);
            line.wake = null;
            if (line.over) return answer.destroy();
            answer.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
            return answer.end(line.said.slice(after).join('\n'));
        };
        const timer = setTimeout(reply, pollHoldMs);
        if (line.said.length > after) return reply();
        line.wake = reply;
        return undefined;
    }
}
