// The messages of live.v1.json as the player reads and writes them. Unknown fields are ignored, as the
// protocol asks.
import type { Box, Element } from '../model/package.ts';

// A moment in one of the protocol's clocks: programme wall clock, media time (flicks), wall clock, or the
// place of a marker in the stream.
export interface Anchor {
    pdt?: number;
    mt?: number;
    utc?: number;
    cue?: string;
}

export type ItemState = 'armed' | 'open' | 'held' | 'closing' | 'final' | 'closed' | 'cancelled';

// One element that the live session has said something about.
export interface Item {
    iid: string;
    rev: number;
    round: number;
    state: ItemState;
    at?: Anchor;
    until?: Anchor;
    doc?: Element;
    box?: Box;
    right?: number[];
    explanation?: string;
    outcome?: number; // of a prediction, once it is known
    revealed?: boolean;
    lock?: Anchor; // no more answers from there on, the result is still to come
    refunded?: boolean; // all stakes went back
}

// What a tally holds; which fields there are depends on the type (live.v1, state keys).
export interface TallyCounts {
    n: number;
    c: number[]; // per option; first choices of a ranking; a slider's histogram
    b?: number[]; // Borda points of a ranking
    s?: number | number[]; // sum of a slider's values; stakes per outcome
    top?: { tx: string; n: number }[]; // approved texts
    words?: { w: string; n: number }[];
}
// stock:<iid>, lb:<iid> and react:<iid> travel the same way as tallies.
export interface Stock {
    left: number;
    of: number;
}
export interface Board {
    top: { p: string; pts: number }[];
    n: number;
}
export interface Tally {
    v: number;
    d: TallyCounts;
    fin?: boolean;
    stale?: boolean;
}

export interface OwnAnswer {
    ch: number[];
    n: number;
    round?: number;
    rev?: number;
    tx?: string;
    stake?: number;
}
export interface Quest {
    have: number;
    need: number;
    done: boolean;
}
export interface Me {
    v?: number;
    pts?: number;
    rank?: number;
    badges?: string[];
    quests?: Record<string, Quest>;
    answers?: Record<string, OwnAnswer>;
}

// The producer's own announcement, beside the show's elements.
export interface Notice {
    id: string;
    text: string;
    severity: Severity;
}
export type Severity = 'info' | 'notice' | 'warning';

export function severityOf(told: unknown): Severity {
    const known: Severity[] = ['info', 'notice', 'warning'];
    return known.find((key, index) => key === told || index === told) ?? 'info';
}

export interface Snapshot {
    off: number;
    ep: string;
    mode?: 'vod' | 'live';
    maxDelay?: number; // ms a viewer's picture may be behind the live edge
    package?: string;
    items?: Item[];
    notices?: { id: string; text: string; severity?: unknown }[];
    state?: Record<string, Tally>;
    me?: Me;
}

export type LogKind =
    | 'open'
    | 'update'
    | 'close'
    | 'resolve'
    | 'reveal'
    | 'cancel'
    | 'reset'
    | 'end'
    | 'start'
    | 'package'
    | 'lock'
    | 'hold'
    | 'release'
    | 'refund'
    | 'undo'
    | 'panic'
    | 'notice'
    | 'goaway';

export interface LogMessage {
    off: number;
    t: LogKind;
    iid?: string;
    rev?: number;
    round?: number;
    at?: Anchor;
    until?: Anchor;
    doc?: Element;
    box?: Box;
    right?: number[];
    explanation?: string;
    outcome?: number;
    state?: ItemState;
    package?: string;
    mode?: 'vod' | 'live';
    maxDelay?: number;
    id?: string; // of a notice
    text?: string;
    severity?: unknown;
    retry?: [number, number]; // of goaway: when to come back
    v?: number; // of the counts in d
    d?: TallyCounts;
}

export interface Welcome {
    sid?: string;
    ep: string;
    off: number;
    recovered: boolean;
    ping?: number;
    now?: number;
    tick?: number;
}

export type AckState =
    | 'counted'
    | 'duplicate'
    | 'replaced'
    | 'late'
    | 'closed'
    | 'not_open'
    | 'denied'
    | 'rate'
    | 'invalid'
    | 'received';

export interface Ack {
    key: string;
    st: AckState;
    n?: number;
    rc?: string;
    temporary?: boolean;
    me?: Me;
    right?: number[];
}

export interface ServerMessage {
    i?: number;
    welcome?: Welcome;
    log?: LogMessage | LogMessage[];
    snap?: Snapshot;
    st?: { k: string; v: number; d: TallyCounts; fin?: boolean; stale?: boolean };
    fin?: boolean;
    stale?: boolean;
    me?: Me;
    ack?: Ack;
    time?: { c0: number; s1: number; s2: number };
    error?: { code?: string };
    goaway?: { retry?: [number, number] };
}

// Without rev the answer goes to the present round, whatever its revision.
export interface VoteMessage {
    iid: string;
    rev?: number;
    ch: number[];
    key: string;
    pt?: number;
    n: number;
    tx?: string;
    stake?: number;
}

// A frame may hold several messages, one a line. A line that is not JSON is dropped: the next gap check
// decides.
export function parseFrame(text: string): ServerMessage[] {
    const messages: ServerMessage[] = [];
    for (const line of text.split('\n')) {
        if (!line.trim()) continue;
        try {
            const message: unknown = JSON.parse(line);
            if (message && typeof message === 'object') messages.push(message as ServerMessage);
        } catch {
            continue;
        }
    }
    return messages;
}
