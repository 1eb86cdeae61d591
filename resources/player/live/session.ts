// What the player knows of a live session: a pure state machine over the server's messages. It never loses or
// repeats a log message: offsets are checked, and a gap asks for a resync instead of guessing.
import type {
    Item,
    LogMessage,
    Me,
    Notice,
    ServerMessage,
    Snapshot,
    Tally,
    TallyCounts,
    Welcome,
} from './messages.ts';
import { severityOf } from './messages.ts';

export type Effect =
    | { kind: 'joined'; recovered: boolean; ping: number; now?: number }
    | { kind: 'changed'; iids: string[] }
    | { kind: 'snapshot' }
    | { kind: 'package'; hash: string }
    | { kind: 'mode'; mode: 'vod' | 'live' }
    | { kind: 'notice'; notice: Notice }
    | { kind: 'undone'; iid: string }
    | { kind: 'goaway'; retry?: [number, number] }
    | { kind: 'resync' };

const pingDefaultMs = 25_000;

export class Session {
    items = new Map<string, Item>();
    tallies = new Map<string, Tally>();
    me: Me = {};
    mode: 'vod' | 'live' | null = null;
    maxDelayMs = 0; // how long after its end a window may still be answered, by those behind or in need of time
    epoch: string | null = null;
    offset = 0;
    // False between a welcome without recovery and its snapshot: log messages then belong to neither.
    private m_whole = false;
    // Resyncs in a row that did not help; the second gives up the offset and asks for a snapshot.
    private m_gaps = 0;
    private m_inBand = 0; // offset of the last message that came in the stream
    private m_promised: number | null = null;

    // The fields of a hello that let the server send only what was missed.
    resumeFields(): { since?: { ep: string; off: number }; sv?: Record<string, number> } {
        if (this.epoch === null || !this.m_whole) return {};
        const sv: Record<string, number> = {};
        for (const [key, tally] of this.tallies) sv[key] = tally.v;
        return { since: { ep: this.epoch, off: this.offset }, sv };
    }

    receive(message: ServerMessage): Effect[] {
        const effects: Effect[] = [];
        if (message.welcome) effects.push(...this.welcome(message.welcome));
        if (message.snap) effects.push(...this.snapshot(message.snap));
        if (message.log) effects.push(...this.log(Array.isArray(message.log) ? message.log : [message.log]));
        if (message.st) effects.push(...this.state(message));
        if (message.me) this.own(message.me, effects);
        if (message.goaway) effects.push({ kind: 'goaway', retry: message.goaway.retry });
        return effects;
    }

    // A log body that came inside the picture's own stream, perhaps long before or after the line's. Only what is
    // news is taken: later in the log than what either path told, and of no older revision. Offsets stay the line's.
    inBand(body: LogMessage): Effect[] {
        if (body.iid === undefined || !inBandKinds.has(body.t)) return [];
        const told = this.m_whole ? Math.max(this.offset, this.m_inBand) : this.m_inBand;
        if (body.off <= told || (body.rev ?? 0) < (this.items.get(body.iid)?.rev ?? 0)) return [];
        this.m_inBand = body.off;
        const effects: Effect[] = [];
        this.change(body, effects);
        return effects;
    }

    // A snapshot fetched over HTTP before any socket is up.
    adopt(snapshot: Snapshot): Effect[] {
        return this.m_whole ? [] : this.snapshot(snapshot);
    }

    private welcome(welcome: Welcome): Effect[] {
        const joined: Effect = {
            kind: 'joined',
            recovered: welcome.recovered,
            ping: welcome.ping ?? pingDefaultMs,
            now: welcome.now,
        };
        if (welcome.recovered) {
            // A recovery of another epoch, or behind what was seen, cannot be one.
            if (!this.m_whole || welcome.ep !== this.epoch || welcome.off < this.offset) return this.gap();
            this.m_promised = welcome.off > this.offset ? welcome.off : null;
        } else {
            this.m_whole = false;
            this.m_promised = null;
            this.epoch = welcome.ep;
        }
        return [joined];
    }

    private snapshot(snapshot: Snapshot): Effect[] {
        this.epoch = snapshot.ep ?? this.epoch;
        this.offset = snapshot.off;
        this.m_whole = true;
        this.m_gaps = 0;
        this.m_promised = null;
        this.m_inBand = 0; // offsets of another epoch, or beyond this snapshot, say nothing
        this.items = new Map((snapshot.items ?? []).map(item => [item.iid, { ...item }]));
        const before = this.tallies;
        this.tallies = new Map();
        for (const [key, tally] of Object.entries(snapshot.state ?? {})) {
            const known = before.get(key);
            this.tallies.set(key, known && known.v > tally.v ? known : tally);
        }
        const effects: Effect[] = [{ kind: 'snapshot' }];
        if (snapshot.me) this.own(snapshot.me, effects);
        this.maxDelayMs = snapshot.maxDelay ?? this.maxDelayMs;
        if (snapshot.mode) this.changeMode(snapshot.mode, effects);
        for (const told of snapshot.notices ?? []) this.notice(told, effects);
        if (snapshot.package) effects.push({ kind: 'package', hash: snapshot.package });
        return effects;
    }

    private gap(): Effect[] {
        this.m_gaps += 1;
        if (this.m_gaps > 1) this.m_whole = false;
        this.m_promised = null;
        return [{ kind: 'resync' }];
    }

    private log(messages: LogMessage[]): Effect[] {
        const effects: Effect[] = [];
        if (!this.m_whole) return effects;
        for (const message of messages) {
            if (message.off <= this.offset) continue;
            if (message.off !== this.offset + 1) return [...effects, ...this.gap()];
            this.offset = message.off;
            this.apply(message, effects);
        }
        if (this.m_promised !== null && this.offset >= this.m_promised) this.m_promised = null;
        if (messages.length > 0) this.m_gaps = 0;
        return effects;
    }

    private apply(message: LogMessage, effects: Effect[]): void {
        if (message.t === 'package' && message.package)
            effects.push({ kind: 'package', hash: message.package });
        if (message.t === 'start') {
            this.maxDelayMs = message.maxDelay ?? this.maxDelayMs;
            this.changeMode('live', effects);
        }
        if (message.t === 'end') this.changeMode('vod', effects);
        if (message.t === 'notice') this.notice(message, effects);
        if (message.t === 'goaway') effects.push({ kind: 'goaway', retry: message.retry });
        this.change(message, effects);
    }

    private notice(told: { id?: string; text?: string; severity?: unknown }, effects: Effect[]): void {
        if (!told.id || !told.text) return;
        const notice = { id: told.id, text: told.text, severity: severityOf(told.severity) };
        effects.push({ kind: 'notice', notice });
    }

    private change(message: LogMessage, effects: Effect[]): void {
        if (message.iid === undefined) return;
        const item = this.items.get(message.iid) ?? {
            iid: message.iid,
            rev: 0,
            round: message.round ?? 1,
            state: 'armed' as const,
        };
        this.items.set(message.iid, { ...item, ...lifeCycle(item, message) });
        if (message.t === 'reset' || message.t === 'undo') {
            this.tallies.delete(`tally:${message.iid}`);
            delete this.me.answers?.[message.iid];
        }
        if (message.t === 'undo') effects.push({ kind: 'undone', iid: message.iid });
        if (message.d) this.toldTally(message.iid, message.d, message);
        effects.push({ kind: 'changed', iids: [message.iid] });
    }

    // Counts travel in the log too, so that losing the state message cannot lose the final ones.
    private toldTally(iid: string, d: TallyCounts, message: LogMessage): void {
        const key = `tally:${iid}`;
        const known = this.tallies.get(key);
        const v = message.v ?? known?.v ?? 0;
        if (known && known.v > v) return;
        this.tallies.set(key, { v, d, fin: message.t === 'close' || (known?.fin ?? false) });
    }

    private state(message: ServerMessage): Effect[] {
        const state = message.st!;
        const known = this.tallies.get(state.k);
        if (known && known.v >= state.v) return [];
        this.tallies.set(state.k, {
            v: state.v,
            d: state.d,
            fin: state.fin ?? message.fin,
            stale: state.stale ?? message.stale,
        });
        return [{ kind: 'changed', iids: [state.k.slice(state.k.indexOf(':') + 1)] }];
    }

    private own(me: Me, effects: Effect[]): void {
        if (me.v !== undefined && this.me.v !== undefined && me.v < this.me.v) return;
        this.me = {
            ...this.me,
            ...me,
            answers: { ...this.me.answers, ...me.answers },
            quests: { ...this.me.quests, ...me.quests },
        };
        effects.push({ kind: 'changed', iids: Object.keys(me.answers ?? {}) });
    }

    private changeMode(mode: 'vod' | 'live', effects: Effect[]): void {
        if (this.mode === mode) return;
        this.mode = mode;
        effects.push({ kind: 'mode', mode });
    }
}

const inBandKinds = new Set<string>(['open', 'update', 'close', 'cancel', 'lock', 'hold', 'release']);
const untouched: Partial<Item> = {
    right: undefined,
    outcome: undefined,
    revealed: false,
    lock: undefined,
    refunded: false,
};

// The fields of an item that one log message changes.
function lifeCycle(item: Item, message: LogMessage): Partial<Item> {
    const told: Partial<Item> = {};
    if (message.rev !== undefined) told.rev = message.rev;
    if (message.round !== undefined) told.round = message.round;
    if (message.at && message.t !== 'lock') told.at = message.at;
    if (message.until) told.until = message.until;
    if (message.doc) told.doc = message.doc;
    if (message.box) told.box = message.box;
    if (message.right) told.right = message.right;
    if (message.explanation) told.explanation = message.explanation;
    if (message.outcome !== undefined) told.outcome = message.outcome;
    switch (message.t) {
        case 'open':
            return { ...untouched, ...told, state: 'open', until: message.until };
        case 'close':
            return { ...told, state: message.state ?? 'closing' };
        case 'cancel':
            return { ...told, state: 'cancelled' };
        case 'reset':
            return {
                ...told,
                state: 'armed',
                round: message.round ?? item.round + 1,
                at: undefined,
                until: undefined,
                ...untouched,
            };
        case 'undo':
            return { ...told, state: 'armed', at: undefined, until: undefined, ...untouched };
        case 'reveal':
            return { ...told, revealed: true };
        case 'lock':
            return { ...told, lock: message.at ?? {} };
        case 'hold':
            return { ...told, state: 'held' };
        case 'release':
            return { ...told, state: 'open' };
        case 'refund':
            return { ...told, refunded: true };
        default:
            return message.state ? { ...told, state: message.state } : told;
    }
}
