// When to come back: decorrelated jitter, the server's own range, and close codes that say never.
import assert from 'node:assert/strict';
import test from 'node:test';
import { afterClose, Backoff } from '../../../resources/player/live/backoff.ts';
import { randomFrom } from './random.ts';

test('waits stay between half a second and ten, and below three times the last', () => {
    const backoff = new Backoff(randomFrom(5));
    let last = 500;
    for (let at = 0; at < 1000; ++at) {
        const wait = backoff.next();
        assert.ok(wait >= 500 && wait <= 10_000 && wait <= last * 3 + 1, `${wait} after ${last}`);
        last = wait;
    }
});

test('many viewers do not come back together', () => {
    const waits = Array.from({ length: 1000 }, (_, seed) => new Backoff(randomFrom(seed)).next());
    assert.ok(new Set(waits.map(wait => Math.floor(wait / 100))).size >= 8);
});

test('after a good connection waiting begins anew', () => {
    const backoff = new Backoff(() => 0.999);
    for (let at = 0; at < 9; ++at) backoff.next();
    backoff.reset();
    assert.ok(backoff.next() <= 1500);
});

const rows: [number, string, ReturnType<typeof afterClose>][] = [
    [1006, '', { again: true }],
    [1000, '', { again: true }],
    [1002, '', { again: true, range: [5000, 10000] }],
    [4001, '{"retry":[2000,8000]}', { again: true, range: [2000, 8000] }],
    [4010, '{"retry":[8,2]}', { again: true, range: [2, 8] }],
    [4029, 'slow down', { again: true, range: undefined }],
    [4499, '{"retry":["a",1]}', { again: true, range: undefined }],
    [4500, '', { again: false, why: 'refused' }],
    [4501, '{"retry":[1,2]}', { again: false, why: 'refused' }],
    [4503, '', { again: false, why: 'over' }],
    [4999, '', { again: false, why: 'refused' }],
];
for (const [code, reason, expected] of rows) {
    test(`close ${code} ${reason} is honoured`, () => assert.deepEqual(afterClose(code, reason), expected));
}

test('a range the server names is honoured as it is', () => {
    assert.equal(new Backoff(() => 0.5).next([2000, 8000]), 5000);
});
