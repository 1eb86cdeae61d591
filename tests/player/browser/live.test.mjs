// The line to the server: what was missed is fetched, close codes are honoured, and the producer is heard.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hostPage, openHouse, opening, options, poll } from '../support/browser.mjs';

const house = openHouse();
const { server } = house;

test('a cut line is resumed, and what was missed is neither lost nor repeated', async () => {
    server.mode = 'live';
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    server.append(opening(41, poll()));
    await visit.card(41).waitFor();
    server.dropAll();
    server.append(opening(42, poll({ question: 'And then?' })));
    await visit.card(42).waitFor({ timeout: 10_000 });
    assert.deepEqual(server.hellos.at(-1).since, { ep: server.epoch, off: 1 });
    // A message lost inside an open line: the next one shows the gap, and the player fetches what it missed.
    server.append({ t: 'close', iid: '41', state: 'final', d: { n: 3, c: [1, 2, 0] } }, { unheard: true });
    server.append({ t: 'close', iid: '42', state: 'final' });
    await visit.card(41).getByText('Closed').waitFor({ timeout: 10_000 });
    await visit.card(42).getByText('Closed').waitFor();
    assert.deepEqual(server.hellos.at(-1).since, { ep: server.epoch, off: 2 });
    await visit.leave();
});

test('a close code from 4500 on ends the line, one below comes back', async () => {
    server.mode = 'live';
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    server.dropAll(4001, '{"retry":[50,100]}');
    await visit.line('down');
    await visit.online();
    const hellos = server.hellos.length;
    server.dropAll(4503);
    await visit.line('over');
    await visit.page.waitForTimeout(1500);
    assert.equal(server.hellos.length, hellos);
    await visit.leave();
});

test('a live element opens, counts, resolves, resets and is cancelled as the producer says', async () => {
    server.mode = 'live';
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    const quiz = {
        type: 'quiz',
        question: 'Who made this nest?',
        options: options('Wagtail', 'Kingfisher', 'Dipper'),
        points: 100,
        results: 'after_close',
    };
    server.append(opening(7, quiz));
    await visit.option(7, 1).click();
    await visit.counted(7);
    server.tally('7', [3, 4, 5]);
    await visit.page.waitForTimeout(150);
    assert.equal(
        await visit.card(7).locator('.pct:visible').count(),
        0,
        'results are hidden until the close',
    );
    server.append({
        t: 'close',
        iid: '7',
        state: 'final',
        d: { n: 12, c: [3, 4, 5] },
    });
    await visit.card(7).locator('.pct:visible').first().waitFor();
    server.append({
        t: 'resolve',
        iid: '7',
        right: [3],
        explanation: 'Dippers build domes of moss.',
    });
    await visit.card(7).getByText('Not right').waitFor();
    await visit.card(7).getByText('Dippers build domes of moss.').waitFor();
    assert.equal(
        await visit
            .option(7, 2)
            .getAttribute('class')
            .then(names => names.includes('right')),
        true,
    );
    server.append({ t: 'reset', iid: '7', rev: 2, round: 2 });
    await visit.card(7).waitFor({ state: 'detached' });
    server.append(opening(7, quiz, { rev: 3, round: 2 }));
    await visit.option(7, 2).click();
    await visit.counted(7);
    assert.deepEqual(
        server.received.map(vote => [vote.rev, vote.ch[0]]),
        [
            [1, 1],
            [3, 2],
        ],
    );
    server.append({ t: 'cancel', iid: '7' });
    await visit.card(7).waitFor({ state: 'detached' });
    await visit.leave();
});

test('what has no result goes when it is closed, unless it is in use; a live chapter is named', async () => {
    server.mode = 'live';
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    const link = { type: 'call_to_action', label: 'Book a tour', target: 'https://tours.example/' };
    server.append(opening(6, link));
    server.append(opening(7, { ...link, label: 'Join the club' }));
    server.append(opening(8, { type: 'chapter', heading: 'Second half' }, { until: undefined }));
    await visit.card(6).waitFor();
    await visit.page.getByText('Second half').first().waitFor();
    await visit.page.keyboard.press('Tab');
    await visit.card(7).getByRole('link').waitFor();
    await visit.card(7).getByRole('link').focus();
    for (const iid of ['6', '7', '8']) server.append({ t: 'close', iid, rev: 1, state: 'final' });
    await visit.card(6).waitFor({ state: 'detached' });
    assert.equal(await visit.card(7).count(), 1, 'the card that holds the focus stays');
    await visit.page.keyboard.press('Escape');
    await visit.card(7).waitFor({ state: 'detached' });
    await visit.page.getByText('· Second half').waitFor({ state: 'detached' });
    await visit.leave();
});

test('a quiet line stays open; one that answers nothing is dropped and opened again', async () => {
    server.pingMs = 300;
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.page.waitForTimeout(2000);
    assert.equal(server.hellos.length, 1);
    server.deaf = true;
    await visit.line('down');
    server.deaf = false;
    await visit.online();
    assert.ok(server.hellos.length >= 2);
    await visit.leave();
});

for (const own of [false, true]) {
    test(`an HLS film plays ${own ? 'by the browser' : 'by hls.js'}, with its cards`, async () => {
        server.mode = own ? 'vod' : 'live';
        const film = server.publish([{ id: 1, start: 0, end: 9, element: poll() }]);
        assert.equal(film.length, 1);
        server.hostPage = hostPage('src="/hls/film.m3u8"');
        const visit = await house.visit({ path: '/v1/none' });
        const asked = [];
        visit.page.on('request', request => asked.push(new URL(request.url()).pathname));
        await visit.page.goto(`${server.origin}/host/hls`);
        await visit.ready();
        await visit.card(1).waitFor();
        const hls = asked.some(path => path.includes('hls_line'));
        const native = await visit.page.evaluate(
            () => document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '',
        );
        assert.equal(hls, !(own && native));
        const at = await visit.page.evaluate(async () => {
            const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
            await video.play();
            await new Promise(resolve => setTimeout(resolve, 700));
            return video.currentTime;
        });
        assert.ok(at > 0.2, `at ${at} s`);
        await visit.leave();
    });
}

test('numbers that may be behind say so, to eyes and ears, until they are not', async () => {
    server.mode = 'live';
    server.publish([]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    server.append(opening(7, poll({ results: 'after_answer' })));
    await visit.card(7).waitFor();
    server.tally('7', [1, 2, 0], { stale: true });
    const words = visit.card(7).getByText('These numbers may be behind.');
    assert.equal(await words.count(), 1);
    await visit.page.waitForTimeout(300);
    assert.equal(await words.isVisible(), false, 'there are no numbers yet');
    await visit.option(7, 0).click();
    await words.waitFor();
    assert.match(await visit.spoken(), /These numbers may be behind\./);
    server.tally('7', [2, 2, 0], { stale: false });
    await words.waitFor({ state: 'hidden' });
    await visit.leave();
});
