// The server's wall clock as the player knows it. The base is the monotonic clock; corrections are slewed, so
// the clock never steps backwards (live.v1 section 3.5).

const samplesKept = 8;
const slewPerMs = 5 / 1000; // 5 ms of correction in each second

interface Sample {
    offset: number;
    roundTrip: number;
}

export class ServerClock {
    private m_samples: Sample[] = [];
    private m_offset: number | null = null; // what now() adds to the monotonic time
    private m_target = 0;
    private m_slewedAt = 0;
    private m_latest = -Infinity;

    // monotonicMs is performance.now in a browser; epochMs is the wall clock used until the first sample.
    constructor(
        private readonly m_monotonicMs: () => number,
        private readonly m_epochMs: () => number,
    ) {}

    // One exchange: c0 and c3 on our monotonic clock, s1 and s2 on the server's wall clock, all in ms.
    add(c0: number, s1: number, s2: number, c3: number): void {
        const roundTrip = Math.max(0, c3 - c0 - (s2 - s1));
        this.m_samples.push({ offset: (s1 - c0 + (s2 - c3)) / 2, roundTrip });
        if (this.m_samples.length > samplesKept) this.m_samples.shift();
        const best = this.m_samples.reduce((a, b) => (b.roundTrip < a.roundTrip ? b : a));
        this.m_target = best.offset;
        if (this.m_offset === null) {
            this.m_offset = best.offset;
            this.m_slewedAt = c3;
            this.m_latest = -Infinity;
        }
    }

    // Half the smallest round trip: the most the clock can be wrong by, once it has settled. Infinity before.
    errorMs(): number {
        return this.m_samples.length === 0 ? Infinity : Math.min(...this.m_samples.map(s => s.roundTrip)) / 2;
    }

    // After sleep the old samples say nothing: the next one sets the clock.
    forget(): void {
        this.m_samples = [];
        this.m_offset = null;
    }

    now(): number {
        const monotonic = this.m_monotonicMs();
        if (this.m_offset === null) return this.m_epochMs();
        const room = Math.max(0, monotonic - this.m_slewedAt) * slewPerMs;
        const wanted = this.m_target - this.m_offset;
        this.m_offset += Math.max(-room, Math.min(room, wanted));
        this.m_slewedAt = monotonic;
        this.m_latest = Math.max(this.m_latest, monotonic + this.m_offset);
        return this.m_latest;
    }
}
