// The line to the server: token, socket, hello, ping, clock and reconnect. What the messages mean is the
// session's business; how an answer survives is the ballots'.
import { afterClose, Backoff } from './backoff.ts';
import type { ServerClock } from './clock.ts';
import { parseFrame, type ServerMessage, type VoteMessage } from './messages.ts';
import type { Session, Effect } from './session.ts';

export interface ConnectionPorts {
    server: string;
    event: string;
    device: string;
    language: string;
    clock: ServerClock;
    session: Session;
    effect(effect: Effect): void;
    ack(ack: NonNullable<ServerMessage['ack']>): void;
    status(status: LineStatus): void;
}

// up; down with the time of the next try (monotonic ms); over when the server said not to come back.
export type LineStatus =
    | { line: 'up' }
    | { line: 'down'; since: number; nextTryAt: number | null }
    | { line: 'over'; why: 'over' | 'refused' };

const pongWaitMs = 8_000;
const clockEveryMs = 60_000;
const clockAtJoin = 5;
const clockGapMs = 200;
const tokenMarginMs = 30_000;

interface Token {
    token: string;
    expires: number;
}

export class Connection {
    private m_socket: WebSocket | null = null;
    private m_token: Token | null = null;
    private m_backoff = new Backoff();
    private m_request = 0;
    private m_asked = new Map<number, string>(); // votes under way: request → key
    private m_downSince: number | null = null;
    private m_retry: ReturnType<typeof setTimeout> | undefined;
    private m_watchdog: ReturnType<typeof setTimeout> | undefined;
    private m_clockTimer: ReturnType<typeof setTimeout> | undefined;
    private m_pingMs = 25_000;
    private m_joined = false;
    private m_stopped = false;

    constructor(private readonly m_ports: ConnectionPorts) {}

    start(): void {
        this.m_stopped = false;
        void this.open();
    }

    stop(): void {
        this.m_stopped = true;
        clearTimeout(this.m_retry);
        this.dropSocket();
    }

    // The viewer pressed "Try now".
    tryNow(): void {
        if (this.m_socket || this.m_stopped) return;
        clearTimeout(this.m_retry);
        void this.open();
    }

    isUp(): boolean {
        return this.m_joined;
    }

    sendVote(vote: VoteMessage): boolean {
        if (!this.m_joined) return false;
        this.m_asked.set(++this.m_request, vote.key);
        return this.send({ i: this.m_request, vote });
    }

    // Tells that a link was followed; nobody waits for an answer.
    sendPress(iid: string, key: string): void {
        if (this.m_joined) this.send({ press: { iid, key } });
    }

    private send(message: object): boolean {
        if (this.m_socket?.readyState !== WebSocket.OPEN) return false;
        this.m_socket.send(JSON.stringify(message));
        return true;
    }

    private async open(): Promise<void> {
        clearTimeout(this.m_retry);
        try {
            await this.freshToken();
        } catch (problem) {
            if (problem instanceof Refused) return this.over('refused');
            return this.down();
        }
        if (this.m_stopped || this.m_socket) return;
        const url = new URL('/v1/rt', this.m_ports.server);
        url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
        let socket: WebSocket;
        try {
            socket = new WebSocket(url, 'live.v1.json');
        } catch {
            return this.down();
        }
        this.m_socket = socket;
        socket.onopen = () => this.hello();
        socket.onmessage = event => this.receive(socket, String(event.data));
        socket.onclose = event => {
            if (this.m_socket === socket) this.closed(event.code, event.reason);
        };
        this.watch();
    }

    // Tokens are verified by the server without a database, but they expire; a new one is fetched in good
    // time.
    private async freshToken(): Promise<void> {
        if (this.m_token && this.m_token.expires - tokenMarginMs > Date.now()) return;
        const { server, event, device } = this.m_ports;
        const answer = await fetch(`${server}/v1/events/${encodeURIComponent(event)}/tokens`, {
            method: 'POST',
            credentials: 'omit',
            body: JSON.stringify({ dev: device }),
            headers: { 'Content-Type': 'application/json' },
        });
        if ([401, 403, 404, 410].includes(answer.status)) throw new Refused();
        if (!answer.ok) throw new Error('no token');
        const token = (await answer.json()) as { token: string; expires?: number };
        this.m_token = { token: token.token, expires: millisecondsOf(token.expires) };
    }

    private hello(): void {
        this.send({
            i: ++this.m_request,
            hello: {
                v: 1,
                ev: this.m_ports.event,
                tok: this.m_token!.token,
                dev: this.m_ports.device,
                caps: ['state', 'log'],
                ...this.m_ports.session.resumeFields(),
                lang: this.m_ports.language,
                tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
                q: 'full',
            },
        });
    }

    private receive(socket: WebSocket, text: string): void {
        const arrived = performance.now();
        this.watch();
        for (const message of parseFrame(text)) {
            if (this.m_socket !== socket) return;
            if (Object.keys(message).length === 0) this.send({});
            if (message.time)
                this.m_ports.clock.add(message.time.c0, message.time.s1, message.time.s2, arrived);
            if (message.i !== undefined) this.answered(message.i, message);
            if (message.ack) this.m_ports.ack(message.ack);
            for (const effect of this.m_ports.session.receive(message)) this.effect(effect);
        }
    }

    // A vote that the server could not even read, or may not take from this viewer, gets an error instead of an ack.
    private answered(request: number, message: ServerMessage): void {
        const key = this.m_asked.get(request);
        this.m_asked.delete(request);
        if (key !== undefined && message.error) this.m_ports.ack({ key, st: 'denied' });
    }

    private effect(effect: Effect): void {
        if (effect.kind === 'resync') {
            this.dropSocket();
            this.down([0, 1000]);
            return;
        }
        if (effect.kind === 'joined') {
            this.m_pingMs = effect.ping;
            this.m_joined = true;
            this.m_downSince = null;
            this.m_backoff.reset();
            this.askTime(clockAtJoin);
            this.m_ports.status({ line: 'up' });
        }
        this.m_ports.effect(effect);
    }

    private askTime(quick: number): void {
        clearTimeout(this.m_clockTimer);
        this.send({ i: ++this.m_request, time: { c0: Math.round(performance.now()) } });
        this.m_clockTimer = setTimeout(
            () => this.askTime(Math.max(0, quick - 1)),
            quick > 1 ? clockGapMs : clockEveryMs,
        );
    }

    // The server's pings are out of a page's sight. So a line that was quiet for a ping's interval is asked for the
    // time, and one that does not answer is dead, whatever the socket believes.
    private watch(): void {
        clearTimeout(this.m_watchdog);
        this.m_watchdog = setTimeout(() => {
            this.send({ i: ++this.m_request, time: { c0: Math.round(performance.now()) } });
            this.m_watchdog = setTimeout(() => {
                this.dropSocket();
                this.down();
            }, pongWaitMs);
        }, this.m_pingMs);
    }

    private closed(code: number, reason: string): void {
        this.dropSocket();
        const after = afterClose(code, reason);
        if (!after.again) return this.over(after.why);
        this.down(after.range);
    }

    private over(why: 'over' | 'refused'): void {
        this.m_stopped = true;
        this.dropSocket();
        this.m_ports.status({ line: 'over', why });
    }

    private down(range?: [number, number]): void {
        if (this.m_stopped) return;
        this.m_downSince ??= performance.now();
        const wait = this.m_backoff.next(range);
        clearTimeout(this.m_retry);
        this.m_retry = setTimeout(() => void this.open(), wait);
        this.m_ports.status({ line: 'down', since: this.m_downSince, nextTryAt: performance.now() + wait });
    }

    private dropSocket(): void {
        clearTimeout(this.m_watchdog);
        clearTimeout(this.m_clockTimer);
        this.m_joined = false;
        this.m_asked.clear();
        const socket = this.m_socket;
        this.m_socket = null;
        if (!socket) return;
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
    }
}

class Refused extends Error {}

// Expiry in ms since the epoch; the server may say seconds. Without one a token is used for an hour.
function millisecondsOf(expires: number | undefined): number {
    if (!expires || !Number.isFinite(expires)) return Date.now() + 3_600_000;
    return expires < 1e11 ? expires * 1000 : expires;
}
