// Points as the server counts them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { payoutOf, pointsEarned, type Scored } from '../../../resources/player/model/scoring.ts';
import { randomFrom } from './random.ts';

const scored = (more: Partial<Scored>): Scored => ({
    points: 100,
    speedBonus: 50,
    right: true,
    window: [1_000, 11_000],
    pt: 1_000,
    ...more,
});

test('the bonus falls from the whole to nothing, rounded down', () => {
    const rows: [Partial<Scored>, number][] = [
        [{}, 150],
        [{ pt: 11_000 }, 100],
        [{ pt: 6_000 }, 125],
        [{ pt: 1_001 }, 149],
        [{ pt: 10_800 }, 101],
        [{ pt: 10_801 }, 100],
        [{ pt: 0 }, 150],
        [{ pt: 12_000 }, 100],
        [{ right: false }, 0],
        [{ speedBonus: 0 }, 100],
        [{ pt: undefined }, 100],
        [{ window: null }, 100],
        [{ window: [5, 5] }, 100],
    ];
    for (const [more, expected] of rows)
        assert.equal(pointsEarned(scored(more)), expected, JSON.stringify(more));
});

test('flicks and large bonuses stay exact', () => {
    const until = 24 * 3600 * 705_600_000;
    const more = { speedBonus: 100_000, window: [0, until] as [number, number], pt: until / 3 };
    assert.equal(pointsEarned(scored({ points: 0, ...more })), 66_666);
});

test('winners never get more than the pool, and lose less than a point each', () => {
    const random = randomFrom(5);
    for (let run = 0; run < 500; ++run) {
        const backers = Array.from({ length: 1 + Math.floor(random() * 40) }, () => ({
            outcome: Math.floor(random() * 3),
            stake: 1 + Math.floor(random() * 1_000_000),
        }));
        const stakes = [0, 1, 2].map(outcome =>
            backers.filter(one => one.outcome === outcome).reduce((sum, one) => sum + one.stake, 0),
        );
        const winners = backers.filter(one => one.outcome === 0);
        const paid = winners.reduce((sum, one) => sum + payoutOf(one.stake, stakes, 0), 0);
        const pool = stakes[0]! + stakes[1]! + stakes[2]!;
        if (winners.length > 0) assert.ok(paid <= pool && pool - paid < winners.length, `${run}`);
    }
    assert.equal(payoutOf(50, [61_200, 38_400], 0), 81);
    assert.equal(payoutOf(50, [0, 38_400], 0), 50, 'nobody on it: it comes back');
});
