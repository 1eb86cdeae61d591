// The session never loses and never repeats a log message: a model server publishes, drops and lets viewers
// rejoin at random, and the viewer's log must always be the server's.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { LogMessage, ServerMessage, Snapshot } from '../../../resources/player/live/messages.ts';
import { parseFrame } from '../../../resources/player/live/messages.ts';
import { Session } from '../../../resources/player/live/session.ts';
import { randomFrom } from './random.ts';

const ids = ['1', '2', '3'];

// What a server keeps, in the simplest form: a log, a window of it, an epoch, and the state that results.
class Model {
    log: LogMessage[] = [];
    epoch = 'e0';
    window = 8;
    epochs = 0;
    base = 0; // first offset of this epoch's window after a restart

    publish(random: () => number): LogMessage {
        const t = (['open', 'update', 'close', 'resolve', 'reveal', 'cancel', 'reset'] as const)[
            Math.floor(random() * 7)
        ]!;
        const iid = ids[Math.floor(random() * ids.length)]!;
        const message: LogMessage = {
            off: this.log.length + 1,
            t,
            iid,
            rev: this.log.length + 1,
        };
        if (t === 'open')
            Object.assign(message, {
                at: { utc: 5 },
                until: { utc: 9 },
                doc: { type: 'poll.single', n: message.off },
            });
        if (t === 'resolve') message.right = [1];
        this.log.push(message);
        return message;
    }

    restart(): void {
        this.epoch = `e${++this.epochs}`;
        this.base = this.log.length;
    }

    // The state after all messages, told by an independent viewer that has never been away.
    snapshot(): Snapshot {
        const witness = new Session();
        witness.receive({ snap: { off: 0, ep: 'w' } });
        for (const message of this.log) witness.receive({ log: message });
        return {
            off: this.log.length,
            ep: this.epoch,
            items: [...witness.items.values()],
        };
    }

    answer(hello: ReturnType<Session['resumeFields']>): ServerMessage[] {
        const { since } = hello;
        const oldest = Math.max(this.base, this.log.length - this.window);
        const recovered =
            since !== undefined &&
            since.ep === this.epoch &&
            since.off >= oldest &&
            since.off <= this.log.length;
        const welcome: ServerMessage = {
            welcome: { ep: this.epoch, off: this.log.length, recovered },
        };
        if (!recovered) return [welcome, { snap: this.snapshot() }];
        const missed = this.log.slice(since.off);
        return missed.length > 0 ? [welcome, { log: missed }] : [welcome];
    }
}

// One run: random steps; returns how often the viewer was whole when it was looked at.
function run(seed: number): void {
    const random = randomFrom(seed);
    const model = new Model();
    const viewer = new Session();
    let connected = false;
    let heard: ServerMessage[] = [];
    const hear = (message: ServerMessage) => {
        const before = viewer.offset;
        const effects = viewer.receive(message);
        assert.ok(viewer.offset >= before || message.snap, `seed ${seed}: the offset went back`);
        if (effects.some(effect => effect.kind === 'resync')) connected = false;
    };
    for (let step = 0; step < 60; ++step) {
        const dice = random();
        if (dice < 0.5) {
            const message = { log: model.publish(random) };
            if (!connected) continue;
            if (random() < 0.12) continue; // lost on the way
            hear(message);
            heard.push(message);
            if (random() < 0.1) hear(heard[Math.floor(random() * heard.length)]!); // repeated by a bad middlebox
        } else if (dice < 0.62) {
            connected = false;
        } else if (dice < 0.66) {
            model.restart();
            connected = false;
        } else if (!connected) {
            connected = true;
            heard = [];
            for (const message of model.answer(viewer.resumeFields())) if (connected) hear(message);
        }
    }
    // At the end the line is good: after at most two tries the viewer has exactly the server's state.
    for (let tries = 0; tries < 2; ++tries)
        for (const message of model.answer(viewer.resumeFields())) hear(message);
    const truth = model.snapshot();
    assert.equal(viewer.offset, truth.off, `seed ${seed}`);
    assert.deepEqual([...viewer.items.values()].sort(byId), truth.items!.sort(byId), `seed ${seed}`);
}

const byId = (a: { iid: string }, b: { iid: string }) => Number(a.iid) - Number(b.iid);

test('10,000 random publish, drop and rejoin sequences end with the log of the server', () => {
    for (let seed = 1; seed <= 10_000; ++seed) run(seed);
});

test('a gap asks for a resync and applies nothing after it', () => {
    const session = joined(4);
    const effects = session.receive({
        log: { off: 6, t: 'open', iid: '1', rev: 1 },
    });
    assert.deepEqual(effects, [{ kind: 'resync' }]);
    assert.equal(session.items.size, 0);
    assert.deepEqual(session.resumeFields().since, { ep: 'a', off: 4 });
});

test('the second gap in a row gives up the offset, so that a snapshot comes', () => {
    const session = joined(4);
    session.receive({ log: { off: 6, t: 'open', iid: '1' } });
    session.receive({ log: { off: 7, t: 'open', iid: '1' } });
    assert.deepEqual(session.resumeFields(), {});
});

test('a repeated message changes nothing', () => {
    const session = joined(0);
    session.receive({ log: { off: 1, t: 'open', iid: '1', rev: 1 } });
    session.receive({ log: { off: 2, t: 'close', iid: '1', state: 'final' } });
    assert.deepEqual(session.receive({ log: { off: 1, t: 'open', iid: '1', rev: 1 } }), []);
    assert.equal(session.items.get('1')!.state, 'final');
});

test('log messages before the snapshot of a new epoch are not applied', () => {
    const session = joined(4);
    session.receive({ welcome: { ep: 'b', off: 9, recovered: false } });
    assert.deepEqual(session.receive({ log: { off: 5, t: 'open', iid: '1' } }), []);
    session.receive({ snap: { off: 9, ep: 'b' } });
    assert.equal(session.offset, 9);
});

test('a recovery of another epoch is not believed', () => {
    const session = joined(4);
    assert.deepEqual(session.receive({ welcome: { ep: 'b', off: 4, recovered: true } }), [
        { kind: 'resync' },
    ]);
});

test('an older or repeated tally never replaces a newer one', () => {
    const session = joined(0);
    session.receive({ st: { k: 'tally:1', v: 5, d: { n: 9, c: [4, 5] } } });
    session.receive({ st: { k: 'tally:1', v: 4, d: { n: 7, c: [4, 3] } } });
    session.receive({ st: { k: 'tally:1', v: 5, d: { n: 1, c: [1, 0] } } });
    assert.equal(session.tallies.get('tally:1')!.d.n, 9);
    assert.deepEqual(session.resumeFields().sv, { 'tally:1': 5 });
});

test('a snapshot that is behind a tally does not take it back', () => {
    const session = joined(0);
    session.receive({ st: { k: 'tally:1', v: 5, d: { n: 9, c: [4, 5] } } });
    session.receive({
        snap: {
            off: 3,
            ep: 'a',
            state: { 'tally:1': { v: 3, d: { n: 2, c: [1, 1] } } },
        },
    });
    assert.equal(session.tallies.get('tally:1')!.d.n, 9);
});

test('the counts in the log stand even if the state message is lost, and never go back', () => {
    const session = joined(0);
    session.receive({ st: { k: 'tally:1', v: 5, d: { n: 9, c: [4, 5] } } });
    session.receive({ log: { off: 1, t: 'close', iid: '1', state: 'final', v: 6, d: { n: 10, c: [5, 5] } } });
    session.receive({ st: { k: 'tally:1', v: 6, d: { n: 10, c: [5, 5] }, fin: true } });
    assert.deepEqual(session.tallies.get('tally:1'), { v: 6, d: { n: 10, c: [5, 5] }, fin: true });
    session.receive({ log: { off: 2, t: 'reveal', iid: '1', v: 2, d: { n: 1, c: [1, 0] } } });
    assert.equal(session.tallies.get('tally:1')!.d.n, 10);
});

test('a reset begins the next round without counts and own answer', () => {
    const session = joined(0);
    session.receive({ log: { off: 1, t: 'open', iid: '1', rev: 1, round: 1 } });
    session.receive({
        st: { k: 'tally:1', v: 1, d: { n: 1, c: [1, 0] } },
        me: { v: 2, answers: { 1: { ch: [0], n: 1 } } },
    });
    session.receive({ log: { off: 2, t: 'reset', iid: '1', rev: 2, round: 2 } });
    assert.equal(session.items.get('1')!.round, 2);
    assert.equal(session.items.get('1')!.state, 'armed');
    assert.equal(session.tallies.size, 0);
    assert.equal(session.me.answers!['1'], undefined);
});

test('a frame holds several messages, and a broken line costs only itself', () => {
    assert.deepEqual(parseFrame('{"i":1}\n\nnot json\n{}\n7'), [{ i: 1 }, {}]);
});

function joined(offset: number): Session {
    const session = new Session();
    session.receive({ welcome: { ep: 'a', off: offset, recovered: false } });
    session.receive({ snap: { off: offset, ep: 'a' } });
    return session;
}
