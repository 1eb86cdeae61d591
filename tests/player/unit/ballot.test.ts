// Votes: stored before they are sent, the same key until they are acknowledged, kept while there is no line.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Ballots } from '../../../resources/player/live/ballot.ts';
import type { VoteMessage } from '../../../resources/player/live/messages.ts';
import { memoryStore, uuidV7, deviceId } from '../../../resources/player/live/storage.ts';
import { randomFrom } from './random.ts';
import './web_crypto.ts';

interface Bench {
    ballots: Ballots;
    sent: VoteMessage[];
    storedAtSend: string[];
    timers: { ms: number; job(): void }[];
    line: { up: boolean };
}

function bench(store = memoryStore()): Bench {
    const sent: VoteMessage[] = [];
    const storedAtSend: string[] = [];
    const timers: { ms: number; job(): void }[] = [];
    const line = { up: true };
    let keys = 0;
    const ballots = new Ballots('ev', {
        store,
        newKey: () => `key${++keys}-${Math.round(timers.length)}`,
        monotonicMs: () => 0,
        random: () => 0,
        changed: () => undefined,
        send(vote) {
            storedAtSend.push(store.read('icmp.votes.ev') ?? '');
            if (line.up) sent.push(vote);
            return line.up;
        },
        after(ms, job) {
            const timer = { ms, job };
            timers.push(timer);
            return () => {
                timers.splice(timers.indexOf(timer), 1);
            };
        },
    });
    return { ballots, sent, storedAtSend, timers, line };
}

const choice = { iid: '12', rev: 3, round: 1, ch: [1] };

test('a vote is stored with its key before it is first sent', () => {
    const { ballots, sent, storedAtSend } = bench();
    const vote = ballots.cast(choice);
    assert.ok(storedAtSend[0]!.includes(vote.key));
    assert.deepEqual(sent, [{ iid: '12', rev: 3, ch: [1], key: vote.key, n: 1 }]);
});

test('without an ack the same key is sent again, later each time', () => {
    const { ballots, sent, timers } = bench();
    ballots.cast(choice);
    const waits = [];
    for (let at = 0; at < 4; ++at) {
        waits.push(timers[0]!.ms);
        timers.shift()!.job();
    }
    assert.equal(new Set(sent.map(vote => vote.key)).size, 1);
    assert.equal(sent.length, 5);
    assert.deepEqual(waits, [2000, 4000, 8000, 15000]);
});

test('after the ack nothing is sent again', () => {
    const { ballots, sent, timers } = bench();
    const vote = ballots.cast(choice);
    ballots.acknowledge({ key: vote.key, st: 'counted', n: 1, rc: 'r' });
    assert.equal(timers.length, 0);
    ballots.online();
    assert.equal(sent.length, 1);
    assert.equal(ballots.of('12', 1)!.receipt, 'r');
});

test('a temporary refusal is tried again with the same key', () => {
    const { ballots, sent, timers } = bench();
    const vote = ballots.cast(choice);
    ballots.acknowledge({ key: vote.key, st: 'rate', temporary: true });
    timers.shift()!.job();
    assert.deepEqual(
        sent.map(one => one.key),
        [vote.key, vote.key],
    );
});

test('a temporary denial is tried again too, one for good is not', () => {
    const { ballots, sent, timers } = bench();
    const vote = ballots.cast(choice);
    ballots.acknowledge({ key: vote.key, st: 'denied', temporary: true });
    timers.shift()!.job();
    assert.equal(sent.length, 2);
    ballots.acknowledge({ key: vote.key, st: 'denied', temporary: false });
    assert.equal(timers.length, 0);
    assert.equal(ballots.of('12', 1)!.stage, 'denied');
});

test('without a line the vote is kept and sent when the line is back', () => {
    const { ballots, sent, line } = bench();
    line.up = false;
    const vote = ballots.cast(choice);
    assert.equal(ballots.of('12', 1)!.stage, 'kept');
    line.up = true;
    ballots.online();
    assert.deepEqual(
        sent.map(one => one.key),
        [vote.key],
    );
});

test('a vote survives a reload with its key', () => {
    const store = memoryStore();
    const before = bench(store);
    before.line.up = false;
    const vote = before.ballots.cast(choice);
    const after = bench(store);
    assert.equal(after.ballots.of('12', 1)!.stage, 'kept');
    after.ballots.online();
    assert.deepEqual(
        after.sent.map(one => one.key),
        [vote.key],
    );
});

test('a change has a key of its own and a higher n', () => {
    const { ballots, sent } = bench();
    ballots.cast(choice);
    ballots.cast({ ...choice, ch: [0] });
    assert.notEqual(sent[0]!.key, sent[1]!.key);
    assert.deepEqual(
        sent.map(vote => vote.n),
        [1, 2],
    );
});

test('an answer of an earlier round does not count as one of the next', () => {
    const { ballots } = bench();
    ballots.cast(choice);
    assert.equal(ballots.of('12', 2), undefined);
});

test('a key is a version 7 UUID whose time rises', () => {
    const made = uuidV7(1_792_063_412_345);
    assert.match(made, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(parseInt(made.slice(0, 8) + made.slice(9, 13), 16), 1_792_063_412_345);
    assert.ok(uuidV7(1000) < uuidV7(2000));
});

test('a device keeps its id, and a broken one is replaced', () => {
    const store = memoryStore();
    const first = deviceId(store);
    assert.match(first, /^[0-9a-f]{32}$/);
    assert.equal(deviceId(store), first);
    store.write('icmp.device', 'broken');
    assert.notEqual(deviceId(store), 'broken');
});

test('10,000 random acks, cuts and reloads never send two keys for one answer', () => {
    const random = randomFrom(7);
    for (let at = 0; at < 300; ++at) {
        const store = memoryStore();
        let here = bench(store);
        const { key } = here.ballots.cast(choice);
        for (let step = 0; step < 34; ++step) {
            const dice = random();
            if (dice < 0.3) here.line.up = !here.line.up;
            else if (dice < 0.6) here.timers.shift()?.job();
            else if (dice < 0.8) here.ballots.online();
            else if (dice < 0.9) here = bench(store);
            else
                here.ballots.acknowledge({
                    key,
                    st: dice < 0.95 ? 'rate' : 'received',
                });
            assert.ok(here.sent.every(vote => vote.key === key && vote.n === 1));
        }
    }
});
