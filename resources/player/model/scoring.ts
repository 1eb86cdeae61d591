// What an answer is worth, as the server counts it: whole points, everything rounded down. Times of a window
// are flicks or milliseconds up to 2^53, so products need big integers.

export interface Scored {
    points: number;
    speedBonus: number;
    right: boolean;
    window: [at: number, until: number] | null;
    pt: number | undefined; // the playhead the answer claimed
}

// Points of a quiz answer: the bonus falls in a straight line from the window's start to its end.
export function pointsEarned({ points, speedBonus, right, window, pt }: Scored): number {
    if (!right) return 0;
    if (!window || pt === undefined || speedBonus <= 0) return points;
    const [at, until] = window;
    const left = Math.max(0, Math.min(until - at, until - Math.round(pt)));
    return until > at ? points + Number((BigInt(speedBonus) * BigInt(left)) / BigInt(until - at)) : points;
}

// What a stake brings if its outcome comes: its part of the pool. Its own outcome without stakes brings
// itself.
export function payoutOf(stake: number, stakes: number[], outcome: number): number {
    const winning = stakes[outcome] ?? 0;
    const pool = stakes.reduce((sum, one) => sum + one, 0);
    return winning > 0 ? Number((BigInt(stake) * BigInt(pool)) / BigInt(winning)) : stake;
}
