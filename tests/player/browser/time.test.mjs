// Cards in step with the viewer's own picture: a live programme seen with different delays, windows of their own,
// more time, and the stream's own second path.
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { films, openHouse, opening, options, poll } from '../support/browser.mjs';
import { bits, framesPerSecond, seconds, square } from '../support/film.mjs';
import { LiveStream } from '../support/live_stream.mjs';

const house = openHouse({ mode: 'live' });
const { server } = house;
beforeEach(() => {
    server.maxDelay = 45_000;
    server.programme = new LiveStream(films, 26);
});

const stream = () => server.programme;
const lateMost = 0.25; // seconds of picture
const windowMs = 5_000;

// A viewer whose picture is so many seconds behind what is newest.
async function watcher(behindSeconds, more = {}) {
    const visit = await house.visit(more);
    await visit.ready();
    await visit.page.evaluate(async behind => {
        const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
        video.muted = true;
        video.currentTime = Math.max(0, video.seekable.end(0) - behind);
        await video.play();
    }, behindSeconds);
    return visit;
}

// Notes for each frame that is presented: the number in the picture, and whether the card is there in which phase.
async function note(visit, iid) {
    await visit.page.evaluate(
        ({ bits, square, iid }) => {
            const shadow = document.querySelector('icmp-player').shadowRoot;
            const video = shadow.querySelector('video');
            const canvas = new OffscreenCanvas(320, 180).getContext('2d', { willReadFrequently: true });
            globalThis.seen = [];
            const look = () => {
                canvas.drawImage(video, 0, 0, 320, 180);
                let number = 0;
                for (let bit = 0; bit < bits; ++bit) {
                    const [light] = canvas.getImageData(bit * square + square / 2, square / 2, 1, 1).data;
                    number = number * 2 + (light > 128 ? 1 : 0);
                }
                const card = shadow.querySelector(`.card[data-iid="${iid}"]`);
                globalThis.seen.push({ number, phase: card ? card.dataset.phase : null });
                video.requestVideoFrameCallback(look);
            };
            video.requestVideoFrameCallback(look);
        },
        { bits, square, iid },
    );
}

const frameAt = ms =>
    Math.floor(((ms - stream().startMs()) / 1000) * framesPerSecond) % (seconds * framesPerSecond);

for (const behind of [3, 8, 20]) {
    test(`a viewer ${behind} s behind sees the card with its picture, and for its whole window`, async () => {
        const visit = await watcher(behind);
        await visit.online();
        await note(visit, '9');
        const at = Date.now() + 500; // what is in the picture of the producer now, and reaches this viewer later
        const shown = at - behind * 1000 + 3_000; // somewhere soon in this viewer's picture
        const window = { at: { pdt: shown }, until: { pdt: shown + windowMs } };
        server.append(opening(9, poll({ changeable: true }), window));
        await visit.card(9).waitFor({ timeout: 15_000 });
        // Without the care for a steady place that a busy machine takes too long for.
        await visit.option(9, 1).evaluate(option => option.click());
        await visit.card(9).getByText('Closed').waitFor({ timeout: 15_000 });
        const seen = await visit.page.evaluate(() => globalThis.seen);
        const [first, last] = [frameAt(shown), frameAt(shown + windowMs)];
        const whole = seconds * framesPerSecond;
        const since = (number, from) => ((((number - from) % whole) + whole + whole / 2) % whole) - whole / 2;
        const slack = lateMost * framesPerSecond;
        const before = seen.filter(one => since(one.number, first) < -1);
        assert.ok(before.length > 5, `only ${before.length} frames before`);
        for (const { number, phase } of before)
            assert.equal(phase, null, `a card at ${since(number, first)} frames`);
        const inside = seen.filter(one => since(one.number, first) > slack && since(one.number, last) < -1);
        assert.ok(inside.length > 5, `only ${inside.length} frames inside`);
        for (const { number, phase } of inside)
            assert.equal(phase, 'open', `${phase} ${since(number, first)} frames after the anchor`);
        const past = seen.filter(one => since(one.number, last) > slack);
        for (const { phase } of past) assert.notEqual(phase, 'open');
        if (behind === 20) await visit.page.getByText(/You are watching (19|20|21|22) s behind/).waitFor();
        // The vote claims the playhead of this viewer's own picture.
        const [vote] = server.received;
        assert.ok(vote.pt >= shown && vote.pt <= shown + windowMs, `${vote.pt - shown} ms after the opening`);
        await visit.leave();
    });
}

test('before a live programme shows its first picture nothing is due', async () => {
    server.append(
        opening(9, poll(), { at: { pdt: Date.now() - 1_000 }, until: { pdt: Date.now() + 60_000 } }),
    );
    server.programme.segment = () => Buffer.alloc(0);
    const visit = await house.visit();
    await visit.online();
    await visit.page.waitForTimeout(1_500);
    assert.equal(await visit.card(9).count(), 0);
    await visit.leave();
});

test('more time lengthens the window of this viewer alone, and claims its end', async () => {
    server.programme = null;
    server.maxDelay = 20_000;
    const asks = await house.visit();
    const waits = await house.visit();
    for (const visit of [asks, waits]) await visit.online();
    const until = Date.now() + 2_500;
    server.append(opening(9, poll(), { at: { utc: Date.now() }, until: { utc: until } }));
    await asks.card(9).getByRole('button', { name: 'More time' }).click();
    await asks.card(9).getByText('Time added').waitFor();
    await waits.card(9).getByText('Closed').waitFor();
    server.append({ t: 'close', iid: '9', rev: 1, state: 'closing' });
    await asks.option(9, 0).click();
    await asks.counted(9);
    assert.deepEqual(
        server.received.map(vote => [vote.ch, vote.pt]),
        [[[0], until]],
    );
    await asks.leave();
    await waits.leave();
});

test('without a socket a card opens from the stream, once, and the vote goes by POST', async () => {
    server.refuseSockets = true;
    const visit = await watcher(6);
    const at = Date.now() - 3_000;
    const body = {
        off: 1,
        t: 'open',
        iid: '9',
        rev: 1,
        round: 1,
        at: { pdt: at },
        until: { pdt: at + 60_000 },
        doc: poll(),
    };
    stream().tellInBand(body, at, 60_000);
    await visit.card(9).waitFor({ timeout: 15_000 });
    // The same message comes again with every playlist, and by the line once that is up: one card all the same.
    server.append({ t: 'open', iid: '9', rev: 1, round: 1, at: body.at, until: body.until, doc: body.doc });
    await visit.option(9, 2).click();
    await visit.counted(9);
    assert.equal(await visit.card(9).count(), 1);
    assert.ok(server.lines.posts > 0);
    assert.deepEqual(
        server.received.map(vote => vote.ch),
        [[2]],
    );
    await visit.leave();
});

test('with every line blocked the stream opens and closes the card, and the vote is kept', async () => {
    server.refuseSockets = server.refuseLines = true;
    const visit = await watcher(6);
    const at = Date.now() - 3_000;
    const open = { off: 1, t: 'open', iid: '9', rev: 1, round: 1, at: { pdt: at }, doc: poll() };
    stream().tellInBand(open, at);
    await visit.option(9, 1).click({ timeout: 15_000 });
    await visit.card(9).getByText('Kept').waitFor();
    const close = {
        off: 2,
        t: 'close',
        iid: '9',
        rev: 1,
        state: 'closing',
        until: { pdt: Date.now() - 4_000 },
    };
    stream().tellInBand(close, at);
    await visit.card(9).getByText('Closed').waitFor({ timeout: 15_000 });
    await visit.leave();
});

test('a marker in the stream opens what is anchored to it', async () => {
    const visit = await watcher(6);
    await visit.online();
    server.append(opening(9, poll(), { at: { cue: 'goal-1' }, until: undefined }));
    await visit.page.waitForTimeout(600);
    assert.equal(await visit.card(9).count(), 0);
    stream().mark('goal-1', Date.now() - 3_000);
    await visit.card(9).waitFor({ timeout: 15_000 });
    await visit.leave();
});

test('the programme gives way to the film when the show ends', async () => {
    const visit = await watcher(6);
    await visit.online();
    const source = () => document.querySelector('icmp-player').shadowRoot.querySelector('video').src;
    assert.match(await visit.page.evaluate(source), /^blob:/);
    server.programme = null;
    server.mode = 'vod';
    server.append({ t: 'end' });
    await visit.page.waitForFunction(
        () => document.querySelector('icmp-player').shadowRoot.querySelector('video').src.includes('/o/'),
        null,
        { timeout: 10_000 },
    );
    await visit.leave();
});

test('after sleep the clock is asked anew, and cards keep to the server', async () => {
    server.programme = null;
    const visit = await house.visit();
    await visit.online();
    await visit.page.waitForTimeout(1_500);
    const before = server.timesAsked;
    // The wall clock jumps, as it does when a machine wakes; the server's does not.
    await visit.page.evaluate(() => {
        const real = Date.now.bind(Date);
        Date.now = () => real() + 3_600_000;
    });
    await visit.page.waitForTimeout(2_000);
    assert.ok(server.timesAsked >= before + 5, `${server.timesAsked - before} times`);
    server.append(opening(9, poll()));
    await visit
        .card(9)
        .getByText(/0:5\d|1:00/)
        .waitFor();
    await visit.leave();
});

test('a quiz is worth more the sooner it is answered in the own picture', async () => {
    server.programme = null;
    const visit = await house.visit();
    await visit.online();
    const at = Date.now() - 2_000;
    const doc = {
        type: 'quiz',
        question: 'Who made this nest?',
        options: options('Grey wagtail', 'Dipper'),
        points: 100,
        speedBonus: 50,
    };
    server.append(opening(9, doc, { at: { utc: at }, until: { utc: at + 60_000 } }));
    await visit.card(9).getByText('100 points, up to 50 more for speed').waitFor();
    await visit.option(9, 1).click();
    await visit.counted(9);
    server.append({ t: 'resolve', iid: '9', right: [2] });
    const [{ pt }] = server.received;
    const bonus = Math.floor((50 * (at + 60_000 - pt)) / 60_000);
    assert.ok(bonus > 40 && bonus < 50);
    await visit
        .card(9)
        .getByText(`+${100 + bonus} points`)
        .waitFor();
    await visit.leave();
});
