// One line to the server, whatever carries it. The envelopes are the same on each; the connection above
// decides which to use and what the messages mean.

export interface LinePorts {
    server: string;
    token: string;
    opened(): void; // the first message may be sent
    heard(text: string): void; // newline separated messages
    closed(code: number, reason: string, opened: boolean): void; // at most once, never after stop()
}

export interface Line {
    // False when there is no way out now.
    send(message: object): boolean;
    stop(): void;
}

// socket: WebSocket; stream: server-sent events with POST upwards; poll: long poll with POST upwards.
export type LineKind = 'socket' | 'stream' | 'poll';

export function socketLine(ports: LinePorts): Line {
    const url = new URL('/v1/rt', ports.server);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, 'live.v1.json');
    let opened = false;
    socket.onopen = () => {
        opened = true;
        ports.opened();
    };
    socket.onmessage = event => ports.heard(String(event.data));
    socket.onclose = event => ports.closed(event.code, event.reason, opened);
    return {
        send(message) {
            if (socket.readyState !== WebSocket.OPEN) return false;
            socket.send(JSON.stringify(message));
            return true;
        },
        stop() {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        },
    };
}
