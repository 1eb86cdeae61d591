// The newer parts of the wire: producer's marks, what comes in the stream, taps, and events of a stream.
import assert from 'node:assert/strict';
import test from 'node:test';
import { EventReader } from '../../../resources/player/live/fallback.ts';
import { InBand, type DateRange } from '../../../resources/player/live/in_band.ts';
import type { LogMessage } from '../../../resources/player/live/messages.ts';
import { Session } from '../../../resources/player/live/session.ts';
import { Taps } from '../../../resources/player/live/taps.ts';
import { Lineup, type Playhead } from '../../../resources/player/stage/lineup.ts';
import { randomFrom } from './random.ts';

function joined(): Session {
    const session = new Session();
    session.receive({ welcome: { ep: 'a', off: 0, recovered: false } });
    session.receive({ snap: { off: 0, ep: 'a', maxDelay: 30_000 } });
    return session;
}
const doc = { type: 'poll.single' };
const open = (more: Partial<LogMessage> = {}): LogMessage => ({
    off: 1,
    t: 'open',
    iid: '1',
    rev: 1,
    round: 1,
    at: { utc: 1_000 },
    until: { utc: 11_000 },
    doc,
    ...more,
});
const at = (utcMs: number, more: Partial<Playhead> = {}): Playhead => ({
    mt: 0,
    utcMs,
    pdtMs: null,
    ...more,
});
const phase = (session: Session, utcMs: number, lineup = new Lineup()) =>
    lineup.at([], session.items, at(utcMs))[0]?.phase ?? 'none';

test('hold takes a card away, release brings it back with its new end', () => {
    const session = joined();
    session.receive({ log: [open(), { off: 2, t: 'hold', iid: '1' }] });
    assert.equal(phase(session, 5_000), 'none');
    session.receive({ log: { off: 3, t: 'release', iid: '1', until: { utc: 21_000 } } });
    assert.equal(phase(session, 15_000), 'open');
    assert.equal(phase(session, 21_000), 'closed');
});

test('undo makes a take as if it never was, and tells so', () => {
    const session = joined();
    session.receive({ log: open(), me: { answers: { 1: { ch: [0], n: 1 } } } });
    const effects = session.receive({ log: { off: 2, t: 'undo', iid: '1', rev: 2 } });
    assert.ok(effects.some(effect => effect.kind === 'undone' && effect.iid === '1'));
    assert.equal(phase(session, 5_000), 'none');
    assert.deepEqual(session.me.answers, {});
    session.receive({ log: open({ off: 3, rev: 3 }) });
    assert.equal(phase(session, 5_000), 'open');
});

test('lock, refund and outcome are marks of the item, and a new opening wipes them', () => {
    const session = joined();
    session.receive({
        log: [
            open(),
            { off: 2, t: 'lock', iid: '1', at: { utc: 7_000 } },
            { off: 3, t: 'resolve', iid: '1', outcome: 1 },
            { off: 4, t: 'refund', iid: '1' },
        ],
    });
    const marks = () => {
        const { at, lock, outcome, refunded } = session.items.get('1')!;
        return [at?.utc, lock?.utc, outcome, refunded];
    };
    assert.deepEqual(marks(), [1_000, 7_000, 1, true]);
    const locked = (utcMs: number) => new Lineup().at([], session.items, at(utcMs))[0]!.locked;
    assert.deepEqual([locked(6_999), locked(7_000)], [false, true], 'where it is in the own picture');
    session.receive({ log: open({ off: 5, rev: 2 }) });
    assert.deepEqual(marks(), [1_000, undefined, undefined, false]);
});

test('notices and goaway are told, whatever form the weight has', () => {
    const session = joined();
    const told = session.receive({
        log: [
            { off: 1, t: 'notice', id: 'n', text: 'Soon', severity: 2 },
            { off: 2, t: 'notice', id: 'm', text: 'Now', severity: 'notice' },
            { off: 3, t: 'notice', id: 'o' },
            { off: 4, t: 'goaway', retry: [1, 2] },
        ],
    });
    assert.deepEqual(
        told
            .filter(effect => effect.kind === 'notice')
            .map(effect => effect.kind === 'notice' && effect.notice),
        [
            { id: 'n', text: 'Soon', severity: 'warning' },
            { id: 'm', text: 'Now', severity: 'notice' },
        ],
    );
    assert.deepEqual(told.at(-1), { kind: 'goaway', retry: [1, 2] });
});

test('a prediction locks by itself after its time', () => {
    const session = joined();
    session.receive({ log: open({ doc: { type: 'prediction', lockAfterS: 3 } }) });
    const entry = (utcMs: number) => new Lineup().at([], session.items, at(utcMs))[0]!;
    assert.deepEqual([entry(2_000).locked, entry(2_000).secondsLeft], [false, 2]);
    assert.deepEqual([entry(4_000).locked, entry(4_000).phase], [true, 'open']);
});

test('who asks for more time gets the slack, and claims the end', () => {
    const session = joined();
    session.receive({ log: open() });
    const lineup = new Lineup();
    const now = (utcMs: number) =>
        lineup.at([], session.items, at(utcMs, { maxDelayMs: session.maxDelayMs }))[0]!;
    const before = now(5_000);
    assert.equal(before.slackMs, 30_000);
    lineup.extend(before);
    assert.deepEqual([now(5_000).secondsLeft, now(5_000).claim], [36, 5_000]);
    assert.deepEqual([now(40_000).phase, now(40_000).claim], ['open', 11_000]);
    assert.equal(now(41_000).phase, 'closed');
    session.receive({ log: { off: 2, t: 'close', iid: '1', state: 'closing' } });
    assert.equal(now(40_000).phase, 'open', 'still taken while it is closing');
    session.receive({ log: { off: 3, t: 'close', iid: '1', state: 'final' } });
    assert.equal(now(40_000).phase, 'closed');
});

const range = (body: object, id = 'x'): DateRange => ({
    id,
    class: 'org.icmp.card',
    startMs: 5,
    card: Buffer.from(JSON.stringify(body)).toString('base64url'),
});

test('what comes in the stream is told once, and only well-formed cards', () => {
    const told: LogMessage[] = [];
    const inBand = new InBand(body => told.push(body));
    const ranges = [
        range(open({ doc: { type: 'poll.single', question: 'Grüße 🐸' } })),
        { ...range({}), class: 'com.example.ad' },
        { ...range({}), card: '%%%' },
        { ...range({}), card: Buffer.from('7').toString('base64url') },
        { id: 'cue-1', class: '', startMs: 77 },
    ];
    inBand.take(ranges);
    inBand.take(ranges);
    assert.equal(told.length, 1);
    assert.equal(told[0]!.doc!.question, 'Grüße 🐸');
    assert.equal(inBand.cues.get('cue-1'), 77);
});

test('what comes in the stream after the line changes nothing, whatever it repeats', () => {
    const log: LogMessage[] = [
        open(),
        { off: 2, t: 'hold', iid: '1', rev: 1 },
        { off: 3, t: 'release', iid: '1', rev: 1, until: { utc: 12_000 } },
        { off: 4, t: 'close', iid: '1', rev: 1, state: 'closing', until: { utc: 9_000 } },
        { off: 5, t: 'reset', iid: '1', rev: 2, round: 2, state: 'armed' },
        open({ off: 6, rev: 3, round: 2 }),
        { off: 7, t: 'close', iid: '1', rev: 3, state: 'final' },
    ];
    const random = randomFrom(21);
    for (let run = 0; run < 300; ++run) {
        const [session, lineOnly] = [joined(), joined()];
        const inBand = new InBand(body => session.inBand(body));
        let line = 0;
        let stream = 0;
        while (line < log.length || stream < log.length) {
            if (line < log.length && (random() < 0.5 || stream >= line)) {
                session.receive({ log: log[line]! });
                lineOnly.receive({ log: log[line++]! });
            } else {
                inBand.take(log.slice(0, ++stream).map((body, index) => range(body, String(index))));
            }
            assert.deepEqual(
                [session.offset, session.items],
                [lineOnly.offset, lineOnly.items],
                `run ${run}`,
            );
        }
    }
});

test('the line after the stream ends in the same state', () => {
    const session = joined();
    const inBand = new InBand(body => session.inBand(body));
    const close: LogMessage = { off: 2, t: 'close', iid: '1', rev: 1, state: 'final' };
    inBand.take([range(open(), '1.1'), range(close, '1.1.close')]);
    session.receive({ log: [open(), close] });
    assert.deepEqual([session.offset, session.items.get('1')!.state], [2, 'final']);
});

test('a new epoch counts from its own beginning, in the stream too', () => {
    const session = joined();
    session.inBand(open({ off: 40, rev: 1 }));
    session.receive({ welcome: { ep: 'b', off: 2, recovered: false } });
    session.receive({ snap: { off: 2, ep: 'b' } });
    session.inBand(open({ off: 3, rev: 2 }));
    assert.equal(session.items.get('1')?.rev, 2);
});

test('what is still in the stream of an epoch that is over does not bar the new one', () => {
    const session = joined();
    session.receive({ welcome: { ep: 'b', off: 2, recovered: false } });
    session.inBand(open({ off: 40, rev: 1 }));
    session.receive({ snap: { off: 2, ep: 'b' } });
    session.inBand(open({ off: 3, rev: 2 }));
    assert.equal(session.items.get('1')?.rev, 2);
});

test('in-band alone opens and closes a card', () => {
    const session = new Session();
    const inBand = new InBand(body => session.inBand(body));
    inBand.take([range(open(), '1.1')]);
    assert.equal(phase(session, 5_000), 'open');
    const hold = range({ off: 2, t: 'hold', iid: '1', rev: 1 }, '1.1.hold');
    inBand.take([range(open(), '1.1'), hold]);
    assert.equal(phase(session, 5_000), 'none');
    const release = range({ off: 3, t: 'release', iid: '1', rev: 1, until: { utc: 20_000 } }, '1.1.release');
    inBand.take([range(open(), '1.1'), hold, release]);
    assert.equal(phase(session, 15_000), 'open');
    const close = range({ off: 4, t: 'close', iid: '1', rev: 1, state: 'final' }, '1.1.close');
    inBand.take([range(open(), '1.1'), hold, release, close]);
    assert.equal(session.items.get('1')!.state, 'final');
    assert.equal(session.offset, 0, 'offsets are the line alone');
});

test('taps leave at most every 250 ms, 50 of one emoji in a message', () => {
    const sent: [string, number, number][] = [];
    const timers: { ms: number; job(): void }[] = [];
    const taps = new Taps({
        send: (iid, e, n) => sent.push([iid, e, n]),
        after: (ms, job) => timers.push({ ms, job }),
    });
    for (let at = 0; at < 80; ++at) taps.add('1', 0);
    taps.add('1', 3);
    assert.deepEqual(sent, [['1', 0, 1]]);
    for (let timer = timers.shift(); timer; timer = timers.shift()) {
        assert.equal(timer.ms, 250);
        timer.job();
    }
    assert.deepEqual(sent.slice(1), [
        ['1', 0, 50],
        ['1', 3, 1],
    ]);
    taps.add('1', 1);
    assert.equal(sent.length, 4, 'after a rest the first tap leaves at once');
});

test('events of a stream are read wherever the bytes are cut', () => {
    const text =
        ': hello\n\ndata: {"a":1}\n\nevent: close\ndata:{"b":2}\ndata: {"c":3}\r\n\r\ndata: 7\n\ndata: last\n';
    for (let cut = 0; cut <= text.length; ++cut) {
        const reader = new EventReader();
        const events = [...reader.push(text.slice(0, cut)), ...reader.push(text.slice(cut))];
        // A carriage return at the very end of a piece ends its line; the line feed after it is a line of its own.
        if (text[cut - 1] === '\r') continue;
        assert.deepEqual(
            events,
            [
                { name: '', data: '{"a":1}' },
                { name: 'close', data: '{"b":2}\n{"c":3}' },
                { name: '', data: '7' },
            ],
            `cut at ${cut}`,
        );
    }
});
