// The messages of live.v1.json as the player reads and writes them. Unknown fields are ignored, as the
// protocol asks.
import type { Box, Element } from '../model/package.ts';

// A moment in one of the protocol's clocks: programme wall clock, media time (flicks) or wall clock.
export interface Anchor {
    pdt?: number;
    mt?: number;
    utc?: number;
}

export type ItemState = 'armed' | 'open' | 'closing' | 'final' | 'closed' | 'cancelled';

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
    revealed?: boolean;
}

export interface TallyCounts {
    n: number;
    c: number[];
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
}
export interface Me {
    v?: number;
    pts?: number;
    rank?: number;
    answers?: Record<string, OwnAnswer>;
}

export interface Snapshot {
    off: number;
    ep: string;
    mode?: 'vod' | 'live';
    package?: string;
    items?: Item[];
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
    | 'notice'
    | 'goaway'
    | 'product';

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
    state?: ItemState;
    package?: string;
    mode?: 'vod' | 'live';
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
    retry?: [number, number];
}

// Without rev the answer goes to the present round, whatever its revision.
export interface VoteMessage {
    iid: string;
    rev?: number;
    ch: number[];
    key: string;
    pt?: number;
    n: number;
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
