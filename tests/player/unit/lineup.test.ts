// Which elements there are, in which phase, and who gets a slot.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Item } from '../../../resources/player/live/messages.ts';
import type { Clip, Track } from '../../../resources/player/model/package.ts';
import { seat, type Seat } from '../../../resources/player/stage/deck.ts';
import { Lineup, type Playhead } from '../../../resources/player/stage/lineup.ts';
import { resultsShown } from '../../../resources/player/stage/view.ts';

const second = 705_600_000;
const at = (seconds: number, more: Partial<Playhead> = {}): Playhead => ({
    mt: seconds * second,
    utcMs: seconds * 1000,
    pdtMs: null,
    ...more,
});
const clip = (id: number, from: number, to: number, element = {}): Clip => ({
    id,
    start: from * second,
    end: to * second,
    z: 0,
    element: { type: 'poll.single', ...element },
});
const track = (...clips: Clip[]): Track[] => [{ id: 1, kind: 'overlay', hidden: false, clips }];
const items = (...list: (Partial<Item> & { iid: string })[]) =>
    new Map(list.map(item => [item.iid, { rev: 1, round: 1, state: 'open' as const, ...item }]));
const phases = (lineup: Lineup, tracks: Track[], known: Map<string, Item>, playhead: Playhead) =>
    lineup.at(tracks, known, playhead).map(entry => `${entry.iid}:${entry.phase}`);

test('on demand a timed element is open during its range without being told of', () => {
    const tracks = track(clip(1, 2, 5));
    assert.deepEqual(phases(new Lineup(), tracks, new Map(), at(1.99)), []);
    assert.deepEqual(phases(new Lineup(), tracks, new Map(), at(2)), ['1:open']);
    assert.deepEqual(phases(new Lineup(), tracks, new Map(), at(5)), []);
});

test('close, cancel and reset reach a timed element', () => {
    const tracks = track(clip(1, 2, 5));
    assert.deepEqual(phases(new Lineup(), tracks, items({ iid: '1', state: 'final' }), at(3)), ['1:closed']);
    assert.deepEqual(phases(new Lineup(), tracks, items({ iid: '1', state: 'cancelled' }), at(3)), []);
    const reset = new Lineup().at(tracks, items({ iid: '1', state: 'armed', round: 2, rev: 4 }), at(3))[0]!;
    assert.deepEqual([reset.phase, reset.round, reset.rev], ['open', 2, 4]);
});

test("a live element waits for its anchor in the viewer's own picture", () => {
    const known = items({
        iid: '9',
        at: { pdt: 50_000 },
        until: { pdt: 65_000 },
        doc: { type: 'poll.single' },
    });
    const lineup = new Lineup();
    assert.deepEqual(phases(lineup, [], known, at(0, { pdtMs: 49_900, utcMs: 70_000 })), []);
    assert.deepEqual(phases(lineup, [], known, at(0, { pdtMs: 50_000, utcMs: 70_000 })), ['9:open']);
    assert.deepEqual(phases(lineup, [], known, at(0, { pdtMs: 64_999, utcMs: 90_000 })), ['9:open']);
    assert.deepEqual(phases(lineup, [], known, at(0, { pdtMs: 65_000, utcMs: 90_000 })), ['9:closed']);
});

test('a timed element that the producer opened is there wherever the film stands', () => {
    const tracks = track(clip(1, 2, 5, { type: 'cta.link' }), clip(2, 60, 65, { type: 'chapter' }));
    const known = items(
        { iid: '1', at: { pdt: 50_000 }, until: { pdt: 65_000 } },
        { iid: '2', at: { utc: 50_000 } },
        { iid: '3', at: { utc: 50_000 } }, // of a version that is not loaded
    );
    const lineup = new Lineup();
    for (const mt of [0, 3, 100]) {
        const here = (ms: number) =>
            phases(lineup, tracks, known, at(mt, { pdtMs: ms, utcMs: ms + 4_000 })).sort();
        assert.deepEqual(here(45_000), []);
        assert.deepEqual(here(49_000), ['2:open']);
        assert.deepEqual(here(50_000), ['1:open', '2:open']);
        assert.deepEqual(here(65_000), ['1:closed', '2:open']);
    }
    const [entry] = lineup.at(tracks, known, at(100, { pdtMs: 51_000, utcMs: 51_000 }));
    assert.equal(entry!.clip, tracks[0]!.clips[0]);
    assert.equal(entry!.claim, 51_000);
});

test('two viewers with different delays both get the whole window', () => {
    const known = items({
        iid: '9',
        at: { pdt: 50_000 },
        until: { pdt: 65_000 },
        doc: { type: 'poll.single' },
    });
    for (const delay of [3_000, 20_000]) {
        const lineup = new Lineup();
        const open = [];
        for (let utc = 40_000; utc < 100_000; utc += 100) {
            if (phases(lineup, [], known, at(0, { utcMs: utc, pdtMs: utc - delay })).includes('9:open'))
                open.push(utc);
        }
        assert.equal(open.length, 150);
    }
});

test('who joins late follows the late policy', () => {
    const item = (late: 'show' | 'late-style' | 'skip') =>
        items({
            iid: '9',
            at: { utc: 10_000 },
            until: { utc: 40_000 },
            doc: { type: 'poll.single', late },
        });
    assert.deepEqual(phases(new Lineup(), [], item('skip'), at(20)), []);
    assert.deepEqual(
        phases(new Lineup(), [], item('skip'), at(12)),
        ['9:open'],
        'less than three seconds is in time',
    );
    assert.equal(new Lineup().at([], item('late-style'), at(20))[0]!.late, true);
    assert.equal(new Lineup().at([], item('show'), at(20))[0]!.late, false);
});

test('what was already over when the viewer came is not shown', () => {
    assert.deepEqual(
        phases(new Lineup(), [], items({ iid: '9', state: 'final', doc: { type: 'quiz' } }), at(20)),
        [],
    );
});

test('an answer claims the playhead in the clock of its anchor', () => {
    const known = items({ iid: '9', at: { utc: 1_000 }, doc: { type: 'quiz' } });
    const [timed, live] = new Lineup().at(track(clip(1, 0, 5)), known, at(2, { utcMs: 2_500 }));
    assert.equal(timed!.claim, 2 * second);
    assert.equal(live!.claim, 2_500);
});

test('results follow their policy', () => {
    const rows: [string, boolean, 'open' | 'closed', boolean, boolean][] = [
        ['always', false, 'open', false, true],
        ['after_answer', false, 'open', false, false],
        ['after_answer', true, 'open', false, true],
        ['after_close', true, 'open', false, false],
        ['after_close', false, 'closed', false, true],
        ['producer_only', true, 'closed', false, false],
        ['producer_only', false, 'open', true, true],
        ['after_close', false, 'open', true, true],
    ];
    for (const [results, answered, phase, revealed, expected] of rows) {
        const entry = {
            ...new Lineup().past(clip(1, 0, 1, { results }), undefined),
            phase,
            revealed,
        };
        assert.equal(resultsShown(entry, answered), expected, `${results} ${answered} ${phase} ${revealed}`);
    }
});

const one = (iid: string, more: Partial<Seat> = {}): Seat => ({
    iid,
    placement: 'overlay',
    priority: 5,
    pinned: false,
    minimised: false,
    closed: false,
    passed: false,
    ...more,
});
const wide = { narrow: false, secondOverlay: true, side: true };

test('two overlays at most, by priority, the rest waits', () => {
    const seating = seat([one('a'), one('b', { priority: 9 }), one('c', { priority: 7 })], wide);
    assert.deepEqual(seating, {
        overlay: ['b', 'c'],
        below: [],
        side: [],
        waiting: ['a'],
    });
    assert.deepEqual(
        seat([one('a'), one('b', { priority: 9 })], {
            ...wide,
            secondOverlay: false,
        }).waiting,
        ['a'],
    );
});

test('a closed card gives its place to one that is open, whatever their priorities', () => {
    const closed = { closed: true, priority: 9 };
    const seating = seat([one('a', closed), one('b', closed), one('c'), one('d', { priority: 1 })], wide);
    assert.deepEqual(seating.overlay, ['c', 'd']);
    assert.deepEqual(seating.waiting, ['b', 'a']);
    assert.deepEqual(seat([one('a', closed), one('b', closed), one('c')], wide).overlay, ['c', 'b']);
    assert.deepEqual(seat([one('a', { ...closed, pinned: true }), one('c')], wide).overlay, ['a', 'c']);
});

test('a narrow player has one card below the picture and no overlay', () => {
    const seating = seat([one('a'), one('b', { placement: 'side' })], {
        narrow: true,
        secondOverlay: false,
        side: false,
    });
    assert.deepEqual(seating, {
        overlay: [],
        below: ['a'],
        side: [],
        waiting: ['b'],
    });
});

test('minimised cards wait, pinned ones come first, passed ones only when pinned', () => {
    assert.deepEqual(seat([one('a', { minimised: true }), one('b', { priority: 1 })], wide).overlay, ['b']);
    assert.deepEqual(
        seat([one('a', { priority: 9 }), one('b', { priority: 8 }), one('c', { pinned: true })], wide)
            .overlay,
        ['c', 'a'],
    );
    assert.deepEqual(
        seat([one('a', { passed: true }), one('b', { passed: true, pinned: true })], wide).overlay,
        ['b'],
    );
});

test('side cards go below where there is no side column', () => {
    assert.deepEqual(seat([one('a', { placement: 'side' })], { ...wide, side: false }).below, ['a']);
});
