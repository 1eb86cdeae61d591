// The server's clock: as exact as half the round trip, never backwards, slewed by at most 5 ms a second.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ServerClock } from '../../../resources/player/live/clock.ts';
import { randomFrom } from './random.ts';

const ahead = 1_792_063_412_345; // server time when the monotonic clock is 0

function bench() {
    const time = { now: 0 };
    return {
        time,
        clock: new ServerClock(
            () => time.now,
            () => 42,
        ),
    };
}

function exchange(clock: ServerClock, time: { now: number }, there: number, back: number): void {
    const c0 = time.now;
    const s1 = Math.round(ahead + c0 + there);
    time.now += there + back + 1;
    clock.add(c0, s1, s1 + 1, time.now);
}

test('before the first sample the wall clock of the device stands in', () => {
    assert.equal(bench().clock.now(), 42);
});

test('the error is at most half the smallest round trip, even with asymmetric delays', () => {
    const random = randomFrom(3);
    for (let run = 0; run < 500; ++run) {
        const { time, clock } = bench();
        for (let at = 0; at < 5; ++at) {
            exchange(clock, time, 40 + random() * 80, 5 + random() * 20);
            time.now += 200;
        }
        time.now += 60_000;
        clock.now();
        assert.ok(Math.abs(clock.now() - (ahead + time.now)) <= clock.errorMs() + 1);
    }
});

test('the clock never steps back, and is slewed by at most 5 ms a second', () => {
    const random = randomFrom(11);
    const { time, clock } = bench();
    exchange(clock, time, 400, 0);
    let before = clock.now();
    let at = time.now;
    for (let step = 0; step < 2000; ++step) {
        if (random() < 0.05) exchange(clock, time, random() * 300, random() * 300);
        else time.now += random() * 100;
        const now = clock.now();
        assert.ok(now >= before, 'a step back');
        assert.ok(
            Math.abs(now - before - (time.now - at)) <= (time.now - at) * 0.005 + 1e-3,
            'too fast a correction',
        );
        [before, at] = [now, time.now];
    }
});

test('after sleep the first sample sets the clock at once', () => {
    const { time, clock } = bench();
    exchange(clock, time, 10, 10);
    time.now += 10;
    clock.forget();
    clock.add(time.now, ahead + 9e6, ahead + 9e6, time.now + 2);
    time.now += 2;
    assert.ok(Math.abs(clock.now() - (ahead + 9e6)) < 5);
});
