// The line to the server: token, hello, ping, clock, reconnect, and which transport carries it. What the
// messages mean is the session's business; how an answer survives is the ballots'.
import { afterClose, Backoff } from './backoff.ts';
import type { ServerClock } from './clock.ts';
import { socketLine, type Line, type LineKind, type LinePorts } from './line.ts';
import { parseFrame, type ServerMessage, type VoteMessage } from './messages.ts';
import type { Session, Effect } from './session.ts';
import type { Doubts, Vouchers } from './vouch.ts';

export interface ConnectionPorts {
    server: string;
    event: string;
    device: string;
    language: string;
    clock: ServerClock;
    session: Session;
    vouchers(): Vouchers; // beside the device; may change
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
const joinWaitMs = 6_000; // from the line's opening to the welcome
const refusalsBeforeFallback = 2; // sockets in a row that never opened, while the server answered
const sleptMs = 2_000; // by this much the wall clock outran ours: the machine was asleep
const clockEveryMs = 60_000;
const clockAtJoin = 5;
const clockGapMs = 200;
const goawaySpreadMs = 2_000;
const tokenMarginMs = 30_000;

interface Token {
    token: string;
    expires: number;
    pseudonym: string;
}

export class Connection {
    private m_line: Line | null = null;
    // A frame without an origin of its own is refused by every socket.
    private m_kind: LineKind = globalThis.origin === 'null' ? 'stream' : 'socket';
    private m_refusals = 0;
    private m_skew = Date.now() - performance.now();
    private m_token: Token | null = null;
    private m_kinds: string[] | null = null; // of voters that the newest token stands for
    private m_doubts: Doubts = {};
    private m_renewals = 0;
    private m_backoff = new Backoff();
    private m_request = 0;
    private m_asked = new Map<number, string>(); // votes under way: request → key
    private m_downSince: number | null = null;
    private m_retry: ReturnType<typeof setTimeout> | undefined;
    private m_watchdog: ReturnType<typeof setTimeout> | undefined;
    private m_clockTimer: ReturnType<typeof setTimeout> | undefined;
    private m_leaving: ReturnType<typeof setTimeout> | undefined;
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
        this.drop();
    }

    // The viewer pressed "Try now".
    tryNow(): void {
        if (this.m_line || this.m_stopped) return;
        clearTimeout(this.m_retry);
        void this.open();
    }

    isUp(): boolean {
        return this.m_joined;
    }

    kind(): LineKind {
        return this.m_kind;
    }

    // For requests beside the line; null before the first one.
    token(): string | null {
        return this.m_token?.token ?? null;
    }

    // Who the viewer is in this event; empty before it is known.
    pseudonym(): string {
        return this.m_token?.pseudonym ?? '';
    }

    // Whether this viewer may answer what is asked of such voters; yes while that is not known.
    standsFor(kind: string): boolean {
        return this.m_kinds?.includes(kind) ?? true;
    }

    // What the server did not take of the vouchers.
    doubts(): Doubts {
        return this.m_doubts;
    }

    // There are other vouchers: a new token, and the line again with it.
    renew(): void {
        this.m_renewals += 1;
        this.m_token = null;
        this.drop();
        this.m_stopped = false;
        void this.open();
    }

    // After sleep what was measured says nothing. Asked often; costs nothing.
    checkSleep(): void {
        const skew = Date.now() - performance.now();
        const slept = Math.abs(skew - this.m_skew) > sleptMs;
        this.m_skew = skew;
        if (!slept) return;
        this.m_ports.clock.forget();
        if (this.m_joined) this.askTime(clockAtJoin);
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

    // Taps on an emoji: lossy, so without a line they are gone.
    sendReact(iid: string, e: number, n: number): void {
        if (this.m_joined) this.send({ react: { iid, e, n } });
    }

    private send(message: object): boolean {
        return this.m_line?.send(message) ?? false;
    }

    private async open(): Promise<void> {
        clearTimeout(this.m_retry);
        try {
            await this.freshToken();
        } catch (problem) {
            if (problem instanceof Refused) return this.over('refused');
            return this.down();
        }
        if (this.m_stopped || this.m_line) return;
        try {
            await this.openLine();
        } catch {
            this.down();
        }
    }

    private async openLine(): Promise<void> {
        let line: Line | null = null;
        const ports: LinePorts = {
            server: this.m_ports.server,
            token: this.m_token!.token,
            opened: () => this.hello(),
            heard: text => this.receive(line, text),
            closed: (code, reason, opened) => {
                if (this.m_line === line) void this.closed(code, reason, opened);
            },
        };
        if (this.m_kind === 'socket') {
            line = socketLine(ports);
        } else {
            const { httpLine } = await import('./fallback.ts');
            if (this.m_stopped || this.m_line) return;
            line = httpLine(this.m_kind, ports);
        }
        this.m_line = line;
        // A proxy may open the line and let nothing through.
        clearTimeout(this.m_watchdog);
        this.m_watchdog = setTimeout(() => void this.closed(1006, '', this.m_kind !== 'socket'), joinWaitMs);
    }

    // Tokens are verified by the server without a database, but they expire; a new one is fetched in good
    // time.
    private async freshToken(): Promise<void> {
        if (this.m_token && this.m_token.expires - tokenMarginMs > Date.now()) return;
        let answer: Response;
        for (let renewal = -1; renewal !== this.m_renewals;) {
            renewal = this.m_renewals;
            answer = await this.mint();
        }
        if ([401, 403, 404, 410].includes(answer!.status)) throw new Refused();
        if (!answer!.ok) throw new Error('no token');
        const told = (await answer!.json()) as Partial<Token> & { kinds?: string[] };
        this.m_kinds = told.kinds ?? null;
        this.m_token = {
            token: told.token!,
            expires: millisecondsOf(told.expires),
            pseudonym: told.pseudonym ?? '',
        };
    }

    private async mint(): Promise<Response> {
        const { server, event, device } = this.m_ports;
        const ask = (vouchers: Vouchers) =>
            fetch(`${server}/v1/events/${encodeURIComponent(event)}/tokens`, {
                method: 'POST',
                credentials: 'omit',
                body: JSON.stringify({ dev: device, ...vouchers }),
                headers: { 'Content-Type': 'application/json' },
            });
        const given = this.m_ports.vouchers();
        this.m_doubts = {};
        if (!given.site && !given.code) return ask({});
        const { mint } = await import('./vouch.ts');
        const { answer, doubts } = await mint(given, ask);
        this.m_doubts = doubts;
        return answer;
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

    private receive(line: Line | null, text: string): void {
        const arrived = performance.now();
        if (this.m_joined) this.watch();
        for (const message of parseFrame(text)) {
            if (this.m_line !== line) return;
            if (Object.keys(message).length === 0) this.send({});
            if (message.time)
                this.m_ports.clock.add(message.time.c0, message.time.s1, message.time.s2, arrived);
            if (message.i !== undefined) this.answered(message.i, message);
            if (message.ack) this.m_ports.ack(message.ack);
            for (const effect of this.m_ports.session.receive(message)) this.effect(effect);
        }
    }

    // A vote that the server could not even read, or may not take from this viewer, gets an error instead of
    // an ack.
    private answered(request: number, message: ServerMessage): void {
        const key = this.m_asked.get(request);
        this.m_asked.delete(request);
        if (key !== undefined && message.error) this.m_ports.ack({ key, st: 'denied' });
    }

    private effect(effect: Effect): void {
        if (effect.kind === 'resync') {
            this.drop();
            this.down([0, 1000]);
            return;
        }
        if (effect.kind === 'goaway') this.leave(effect.retry);
        if (effect.kind === 'joined') {
            this.m_pingMs = effect.ping;
            this.m_joined = true;
            this.m_refusals = 0;
            this.watch();
            this.m_downSince = null;
            this.m_backoff.reset();
            this.askTime(clockAtJoin);
            this.m_ports.status({ line: 'up' });
        }
        this.m_ports.effect(effect);
    }

    // The server asks to be left: not all at once, and back again with what was seen so far.
    private leave(retry: [number, number] = [0, goawaySpreadMs]): void {
        clearTimeout(this.m_leaving);
        this.m_leaving = setTimeout(() => {
            this.drop();
            this.down([0, 0]);
        }, this.m_backoff.next(retry));
    }

    private askTime(quick: number): void {
        clearTimeout(this.m_clockTimer);
        this.send({ i: ++this.m_request, time: { c0: Math.round(performance.now()) } });
        this.m_clockTimer = setTimeout(
            () => this.askTime(Math.max(0, quick - 1)),
            quick > 1 ? clockGapMs : clockEveryMs,
        );
    }

    // The server's pings are out of a page's sight. So a line that was quiet for a ping's interval is asked
    // for the time, and one that does not answer is dead, whatever the socket believes.
    private watch(): void {
        clearTimeout(this.m_watchdog);
        this.m_watchdog = setTimeout(() => {
            this.send({ i: ++this.m_request, time: { c0: Math.round(performance.now()) } });
            this.m_watchdog = setTimeout(() => {
                this.drop();
                this.down();
            }, pongWaitMs);
        }, this.m_pingMs);
    }

    private async closed(code: number, reason: string, opened: boolean): Promise<void> {
        const joined = this.m_joined;
        this.drop();
        const after = afterClose(code, reason);
        if (!after.again) return this.over(after.why);
        if (!joined && code < 4000) await this.reconsider(opened);
        this.down(after.range);
    }

    // Which transport to try next, after one that did not get as far as the welcome. Down the list only while
    // the server answers plain requests: a server that is away is no reason to leave the socket.
    private async reconsider(opened: boolean): Promise<void> {
        if (this.m_kind === 'stream' && opened) {
            this.m_kind = 'poll'; // the stream is held back by something on the way
        } else if (this.m_kind !== 'socket') {
            this.m_kind = globalThis.origin === 'null' ? 'stream' : 'socket';
            this.m_refusals = 0;
        } else if (++this.m_refusals >= refusalsBeforeFallback && (await this.answers())) {
            this.m_kind = 'stream';
        }
    }

    private async answers(): Promise<boolean> {
        const { server, event } = this.m_ports;
        try {
            const url = `${server}/v1/events/${encodeURIComponent(event)}`;
            return (await fetch(url, { credentials: 'omit', cache: 'no-store' })).ok;
        } catch {
            return false;
        }
    }

    private over(why: 'over' | 'refused'): void {
        this.m_stopped = true;
        this.drop();
        this.m_ports.status({ line: 'over', why });
    }

    private down(range?: [number, number]): void {
        if (this.m_stopped || this.m_line) return;
        this.m_downSince ??= performance.now();
        const wait = this.m_backoff.next(range);
        clearTimeout(this.m_retry);
        this.m_retry = setTimeout(() => void this.open(), wait);
        this.m_ports.status({ line: 'down', since: this.m_downSince, nextTryAt: performance.now() + wait });
    }

    private drop(): void {
        clearTimeout(this.m_watchdog);
        clearTimeout(this.m_clockTimer);
        clearTimeout(this.m_leaving);
        this.m_joined = false;
        this.m_asked.clear();
        const line = this.m_line;
        this.m_line = null;
        line?.stop();
    }
}

class Refused extends Error {}

// Expiry in ms since the epoch; the server may say seconds. Without one a token is used for an hour.
function millisecondsOf(expires: number | undefined): number {
    if (!expires || !Number.isFinite(expires)) return Date.now() + 3_600_000;
    return expires < 1e11 ? expires * 1000 : expires;
}
