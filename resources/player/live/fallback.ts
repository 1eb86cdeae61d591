// The line where no WebSocket gets through: POST upwards, server-sent events or a long poll downwards. Only
// who needs it loads it. The token travels in a header, so fetch is used where EventSource could not.
import type { Line, LinePorts } from './line.ts';

const sessionLetters = 22; // 128 bits and a little
const postLettersMost = 1_300; // even of letters of three bytes, 4 KiB hold them
const pollPauseMs = 250; // an empty answer at once must not become a storm
const goodbyeStart = '{"close":'; // of a line; a stream has an event for it

export function httpLine(kind: 'stream' | 'poll', ports: LinePorts): Line {
    return new HttpLine(kind, ports);
}

class HttpLine implements Line {
    private readonly m_url: string;
    private readonly m_abort = new AbortController();
    private m_waiting: object[] = [];
    private m_posting = false;
    private m_listening = false;
    private m_over = false;

    constructor(
        private readonly m_kind: 'stream' | 'poll',
        private readonly m_ports: LinePorts,
    ) {
        this.m_url = `${m_ports.server}/v1/rt/${sessionId()}`;
        queueMicrotask(() => this.m_over || m_ports.opened());
    }

    send(message: object): boolean {
        if (this.m_over) return false;
        this.m_waiting.push(message);
        void this.post();
        return true;
    }

    stop(): void {
        this.m_over = true;
        this.m_abort.abort();
    }

    // One POST at a time, so that the order holds; what comes meanwhile goes together.
    private async post(): Promise<void> {
        if (this.m_posting) return;
        this.m_posting = true;
        while (this.m_waiting.length > 0 && !this.m_over) {
            const body = this.nextBody();
            const answer = await this.ask('', { method: 'POST', body });
            if (!answer) return;
            if (!this.m_listening) void (this.m_kind === 'stream' ? this.stream() : this.poll());
            this.m_listening = true;
        }
        this.m_posting = false;
    }

    // As many of the waiting messages as one POST may carry, at least one.
    private nextBody(): string {
        let body = JSON.stringify(this.m_waiting.shift());
        while (this.m_waiting.length > 0) {
            const more = `\n${JSON.stringify(this.m_waiting[0])}`;
            if (body.length + more.length > postLettersMost) break;
            body += more;
            this.m_waiting.shift();
        }
        return body;
    }

    private async stream(): Promise<void> {
        const answer = await this.ask('/events', { headers: { Accept: 'text/event-stream' } });
        const reader = answer?.body?.pipeThrough(new TextDecoderStream()).getReader();
        if (!reader) return this.end(1006);
        const events = new EventReader();
        try {
            for (;;) {
                const { done, value } = await reader.read();
                if (done) break;
                for (const { name, data } of events.push(value)) {
                    if (name === 'close') this.goodbye(data);
                    else this.hear(data.split('\n'));
                    if (this.m_over) return;
                }
            }
        } catch {
            // The line broke; said below.
        }
        this.end(1006);
    }

    private async poll(): Promise<void> {
        for (let after = 0; !this.m_over;) {
            const begun = performance.now();
            const answer = await this.ask(`/poll?after=${after}`);
            const text = await answer?.text().catch(() => null);
            if (this.m_over) return;
            if (text === null || text === undefined) return this.end(1006);
            const lines = text.split('\n').filter(line => line.trim() !== '');
            after += lines.length;
            if (lines.length > 0) this.hear(lines);
            else if (performance.now() - begun < pollPauseMs) await pause(pollPauseMs);
        }
    }

    // Null when the line is over; then the reason has been told.
    private async ask(path: string, init: RequestInit = {}): Promise<Response | null> {
        try {
            const answer = await fetch(this.m_url + path, {
                credentials: 'omit',
                referrerPolicy: 'no-referrer',
                cache: 'no-store',
                signal: this.m_abort.signal,
                ...init,
                headers: { Authorization: `Bearer ${this.m_ports.token}`, ...init.headers },
            });
            if (answer.ok) return answer;
            // A POST that crossed the goodbye: why is on its way down.
            if (answer.status !== 410 || !this.m_listening || init.method !== 'POST')
                this.end(...closeOf(answer));
        } catch {
            this.end(1006);
        }
        return null;
    }

    // Messages for those above; a goodbye, which a socket would say by its close frame, is for this line.
    private hear(lines: string[]): void {
        for (const line of lines) {
            if (line.startsWith(goodbyeStart)) this.goodbye(line.slice(goodbyeStart.length, -1));
            else this.m_ports.heard(line);
            if (this.m_over) return;
        }
    }

    // {"code","reason"}; one that cannot be read ends the line like a broken one.
    private goodbye(text: string): void {
        let told: { code?: unknown; reason?: unknown } = {};
        try {
            told = JSON.parse(text) as typeof told;
        } catch {
            // Said below.
        }
        this.end(typeof told?.code === 'number' ? told.code : 1006, String(told?.reason ?? ''));
    }

    private end(code: number, reason = ''): void {
        if (this.m_over) return;
        this.stop();
        this.m_ports.closed(code, reason, this.m_listening);
    }
}

// What a refused request is as a close code: the token is bad, or not so fast; anything else is a broken
// line.
function closeOf(answer: Response): [code: number, reason?: string] {
    if (answer.status === 401 || answer.status === 403) return [4501];
    if (answer.status === 429 || answer.status === 503) {
        const ms = Math.min(60, Number(answer.headers.get('Retry-After')) || 1) * 1000;
        return [4029, JSON.stringify({ retry: [ms, 2 * ms] })];
    }
    return [1006];
}

// Text in, whole events out (HTML, "Server-sent events"); comments and other fields are left out.
export class EventReader {
    private m_rest = '';
    private m_name = '';
    private m_data: string[] = [];

    push(text: string): { name: string; data: string }[] {
        const lines = (this.m_rest + text).split(/\r\n|\n|\r/);
        this.m_rest = lines.pop()!;
        const events: { name: string; data: string }[] = [];
        for (const line of lines) {
            if (line === '') {
                if (this.m_data.length > 0) events.push({ name: this.m_name, data: this.m_data.join('\n') });
                this.m_data = [];
                this.m_name = '';
                continue;
            }
            const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line)!;
            if (field === 'event') this.m_name = value!;
            if (field === 'data') this.m_data.push(value!);
        }
        return events;
    }
}

function sessionId(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const bytes = crypto.getRandomValues(new Uint8Array(sessionLetters));
    return Array.from(bytes, byte => letters[byte % 64]).join('');
}

function pause(ms: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, ms));
}
