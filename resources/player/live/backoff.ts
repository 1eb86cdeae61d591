// How long to wait before the next connection, and whether there is one at all.

const floorMs = 500;
const ceilingMs = 10_000;
const brokenFloorMs = 5_000; // after a protocol error another try at once would only repeat it

export type AfterClose =
    { again: true; range?: [number, number] } | { again: false; why: 'over' | 'refused' };

// What a close code asks for: 4000-4499 come back (the reason may say when), 4500-4999 stay away.
export function afterClose(code: number, reason: string): AfterClose {
    if (code === 4503) return { again: false, why: 'over' };
    if (code >= 4500 && code <= 4999) return { again: false, why: 'refused' };
    if ([1002, 1007, 1008, 1009].includes(code)) return { again: true, range: [brokenFloorMs, ceilingMs] };
    if (code < 4000) return { again: true };
    return { again: true, range: retryRange(reason) };
}

function retryRange(reason: string): [number, number] | undefined {
    try {
        const retry: unknown = JSON.parse(reason)?.retry;
        if (Array.isArray(retry) && retry.length === 2 && retry.every(ms => Number.isFinite(ms) && ms >= 0)) {
            return [Math.min(retry[0], retry[1]), Math.max(retry[0], retry[1])];
        }
    } catch {
        return undefined;
    }
    return undefined;
}

// Decorrelated jitter: each wait is drawn between the floor and three times the last one, below the ceiling.
export class Backoff {
    private m_last = floorMs;

    constructor(private readonly m_random: () => number = Math.random) {}

    // The next wait in milliseconds; a range the server named is honoured as it is.
    next(range?: [number, number]): number {
        if (range) return Math.round(range[0] + this.m_random() * (range[1] - range[0]));
        const high = Math.min(ceilingMs, this.m_last * 3);
        this.m_last = Math.min(ceilingMs, floorMs + this.m_random() * (high - floorMs));
        return Math.round(this.m_last);
    }

    reset(): void {
        this.m_last = floorMs;
    }
}
