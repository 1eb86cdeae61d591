// The player as a viewer meets it: cards in their window and place, votes by mouse and keyboard, lost lines,
// results.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openHouse, poll } from '../support/browser.mjs';
import { bits, flicksPerFrame, flicksPerSecond, framesPerSecond, square } from '../support/film.mjs';

const house = openHouse();
const { server } = house;

test('a card is on the screen exactly with the frames of its window', async () => {
    server.publish([
        {
            id: 1,
            startFlicks: 30 * flicksPerFrame,
            endFlicks: 70 * flicksPerFrame,
            element: poll(),
        },
    ]);
    const visit = await house.visit();
    await visit.ready();
    // Reads the frame number out of the picture for every presented frame, beside whether the card is there.
    const seen = await visit.page.evaluate(
        async ({ bits, square, until, framesPerSecond }) => {
            const shadow = document.querySelector('icmp-player').shadowRoot;
            const video = shadow.querySelector('video');
            const canvas = new OffscreenCanvas(320, 180).getContext('2d', {
                willReadFrequently: true,
            });
            const rows = [];
            const done = new Promise(resolve => {
                const look = (_now, frame) => {
                    canvas.drawImage(video, 0, 0, 320, 180);
                    let number = 0;
                    for (let bit = 0; bit < bits; ++bit) {
                        const [light] = canvas.getImageData(bit * square + square / 2, square / 2, 1, 1).data;
                        number = number * 2 + (light > 128 ? 1 : 0);
                    }
                    rows.push({
                        number,
                        told: Math.round(frame.mediaTime * framesPerSecond),
                        card: shadow.querySelector('.card[data-iid="1"]') !== null,
                    });
                    if (number >= until) resolve();
                    else video.requestVideoFrameCallback(look);
                };
                video.requestVideoFrameCallback(look);
            });
            await video.play();
            await done;
            video.pause();
            return rows;
        },
        { bits, square, until: 105, framesPerSecond },
    );
    for (const { number, told, card } of seen) {
        // With the frame as the browser told it, exactly.
        assert.equal(card, told >= 30 && told < 70, `at frame ${told}`);
        // The picture that is drawn may already be a later one, on a busy machine by more than one; never an
        // earlier one.
        assert.ok(number >= told - 1, `frame ${number} was told as ${told}`);
    }
    // Against the picture itself, within one frame, wherever it was read in time.
    const read = seen.filter(({ number, told }) => number - told <= 1);
    for (const { number, card } of read) {
        if (number >= 31 && number < 69) assert.ok(card, `no card at frame ${number}`);
        if (number < 29 || number > 70) assert.ok(!card, `a card at frame ${number}`);
    }
    for (const [from, to] of [
        [0, 29],
        [31, 69],
        [71, 106],
    ])
        assert.ok(
            read.some(({ number }) => number >= from && number < to),
            `no frame read from ${from} to ${to}`,
        );
    await visit.leave();
});

test('a seek to the frames around a window shows and hides the card exactly', async () => {
    server.publish([
        {
            id: 1,
            startFlicks: 30 * flicksPerFrame,
            endFlicks: 70 * flicksPerFrame,
            element: poll(),
        },
    ]);
    const visit = await house.visit();
    await visit.ready();
    for (const [frame, there] of [
        [29, 0],
        [30, 1],
        [69, 1],
        [70, 0],
        [30, 1],
        [29, 0],
    ]) {
        await visit.seek((frame + 0.5) / framesPerSecond);
        await visit.page.waitForFunction(
            wanted => {
                const cards = document
                    .querySelector('icmp-player')
                    .shadowRoot.querySelectorAll('.card[data-iid="1"]').length;
                return cards === wanted;
            },
            there,
            { timeout: 3000 },
        );
    }
    await visit.leave();
});

test('a card stands where its box says', async () => {
    server.publish([
        {
            id: 1,
            start: 0,
            end: 9,
            box: { x: 100_000, y: 100_000, w: 280_000, h: 500_000 },
            element: poll(),
        },
        {
            id: 2,
            start: 0,
            end: 9,
            box: { x: 333_333, y: 666_666, w: 333_333, h: 111_111 },
            element: { type: 'overlay.text', text: 'On the picture', size: 50 },
        },
    ]);
    const visit = await house.visit();
    await visit.ready();
    await visit.card(1).waitFor();
    await visit.page.waitForTimeout(400); // the slide in
    const at = await visit.page.evaluate(() => {
        const shadow = document.querySelector('icmp-player').shadowRoot;
        const rect = node => {
            const { x, y, width, height } = node.getBoundingClientRect();
            return { x, y, w: width, h: height };
        };
        return {
            stage: rect(shadow.querySelector('.stage')),
            card: rect(shadow.querySelector('.card')),
            text: rect(shadow.querySelector('.pic')),
        };
    });
    const edge = (millionths, size) => Math.floor((millionths * size + 500_000) / 1_000_000);
    const [w, h] = [Math.round(at.stage.w), Math.round(at.stage.h)];
    assert.ok(Math.abs(at.card.x - at.stage.x - edge(100_000, w)) <= 1);
    assert.ok(Math.abs(at.card.y - at.stage.y - edge(100_000, h)) <= 1);
    assert.ok(Math.abs(at.card.w - (edge(380_000, w) - edge(100_000, w))) <= 1);
    assert.ok(Math.abs(at.text.x - at.stage.x - edge(333_333, w)) <= 1);
    assert.ok(Math.abs(at.text.y - at.stage.y - edge(666_666, h)) <= 1);
    assert.ok(Math.abs(at.text.w - (edge(666_666, w) - edge(333_333, w))) <= 1);
    await visit.leave();
});

test('a vote by mouse is counted, with its playhead and one key', async () => {
    server.publish([{ id: 1, start: 0, end: 9, element: poll() }]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.option(1, 1).click();
    await visit.counted(1);
    assert.equal(server.received.length, 1);
    const [vote] = server.received;
    assert.deepEqual([vote.iid, vote.ch, vote.n], ['1', [1], 1]);
    assert.ok(vote.pt >= 0 && vote.pt < 9 * flicksPerSecond && Number.isInteger(vote.pt));
    assert.match(vote.key, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    await visit.leave();
});

test('F6, arrows and Enter vote; arrows alone do not; Esc minimises and gives the focus back', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll({ changeable: true }) }]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    const { page } = visit;
    const active = () =>
        page.evaluate(() => {
            const node = document.querySelector('icmp-player').shadowRoot.activeElement;
            const words = node?.querySelector('.words')?.textContent ?? '';
            return node
                ? `${node.getAttribute('role') ?? node.localName}:${node.getAttribute('data-control') ?? words}`
                : '';
        });
    await page.locator('icmp-player [data-control=mute]').focus();
    assert.equal(await active(), 'button:mute');
    await page.keyboard.press('F6');
    assert.equal(await active(), 'radio:Into the reeds');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), 'radio:Into the reeds', 'arrows go round');
    await page.keyboard.press('ArrowUp');
    assert.equal(server.received.length, 0, 'moving is not voting');
    await page.keyboard.press('Enter');
    await visit.counted(1);
    assert.deepEqual(
        server.received.map(vote => vote.ch),
        [[2]],
    );
    await page.keyboard.press('Escape');
    assert.equal(await visit.card(1).count(), 0);
    assert.equal(await active(), 'button:mute');
    await visit.leave();
});

test('a card that appears takes no focus and is announced once', async () => {
    server.publish([{ id: 1, start: 1, end: 9, element: poll() }]);
    const visit = await house.visit();
    await visit.ready();
    await visit.page.locator('icmp-player [data-control=mute]').focus();
    await visit.seek(1.5);
    await visit.card(1).waitFor();
    assert.match(await visit.spoken(), /^Poll: Where should the camera go next\?\. Press F6 to go to it\.$/);
    assert.equal(
        await visit.page.evaluate(
            () => document.querySelector('icmp-player').shadowRoot.activeElement.dataset.control,
        ),
        'mute',
    );
    await visit.leave();
});

test('several picks are sent together, within their limits', async () => {
    server.publish([
        {
            id: 1,
            start: 0,
            end: 9,
            element: { ...poll(), type: 'poll.multi', picksMin: 2, picksMax: 2 },
        },
    ]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    const send = visit.card(1).locator('.send');
    await visit.option(1, 0).click();
    assert.equal(await send.getAttribute('aria-disabled'), 'true');
    await visit.option(1, 2).focus();
    await visit.page.keyboard.press(' ');
    await visit.option(1, 1).click();
    assert.equal(await visit.option(1, 1).getAttribute('aria-checked'), 'false', 'a third pick is not taken');
    await send.click();
    await visit.counted(1);
    assert.deepEqual(
        server.received.map(vote => vote.ch),
        [[0, 2]],
    );
    await visit.leave();
});

test('without an ack the vote says Sending, is sent again with its key, and is counted once', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    let heard = 0;
    server.ackState = () => (++heard < 2 ? 'silence' : {});
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.option(1, 0).click();
    await visit.card(1).getByText('Sending').waitFor();
    await visit.card(1).getByText('Counted').waitFor({ timeout: 8000 });
    assert.equal(new Set(server.received.map(vote => vote.key)).size, 1);
    assert.equal(server.votes.size, 1);
    await visit.leave();
});

test('a vote without a line is kept, survives a reload, and is counted when the server is back', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    server.refuseSockets = server.refuseLines = true;
    const visit = await house.visit();
    await visit.ready();
    await visit.option(1, 2).click();
    await visit.card(1).getByText('Kept').waitFor();
    await visit.page.reload();
    await visit.ready();
    await visit.card(1).getByText('Kept').waitFor();
    await visit.page.getByText('Connection lost').waitFor({ timeout: 8000 });
    server.refuseSockets = server.refuseLines = false;
    // On a busy machine the player's own next try may be first; then there is nothing left to press.
    await visit.page
        .getByRole('button', { name: 'Try now' })
        .evaluateAll(buttons => buttons.forEach(button => button.click()));
    await visit.counted(1);
    assert.equal(new Set(server.received.map(vote => vote.key)).size, 1);
    assert.equal(await visit.page.getByText('Connection lost').count(), 0);
    await visit.leave();
});

test('results show by their policy and follow the newest tally', async () => {
    server.publish([
        {
            id: 1,
            start: 0,
            end: 18,
            element: poll({ results: 'after_answer', priority: 9 }),
        },
        {
            id: 2,
            start: 0,
            end: 18,
            element: poll({ results: 'always' }),
            box: { x: 20_000, y: 40_000, w: 300_000, h: 600_000 },
        },
    ]);
    server.tally('1', [20, 30, 50]);
    server.tally('2', [1, 1, 2]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.card(2).getByText('50%').waitFor();
    assert.equal(await visit.card(1).locator('.pct:visible').count(), 0);
    await visit.option(1, 0).click();
    await visit.card(1).getByText('30%').waitFor();
    server.tally('1', [60, 30, 10]);
    await visit.card(1).getByText('60%').waitFor();
    await visit.leave();
});

test('more than two wait in the queue, and the badge button leads to them', async () => {
    server.publish(
        [1, 2, 3, 4].map(id => ({
            id,
            start: 0,
            end: 18,
            element: poll({ question: `Question ${id}`, priority: id }),
        })),
    );
    const visit = await house.visit();
    await visit.ready();
    await visit.card(4).waitFor();
    assert.equal(await visit.page.locator('icmp-player .slots .card').count(), 2);
    assert.equal(await visit.page.locator('icmp-player .count').textContent(), '2');
    await visit.page.getByRole('button', { name: 'Interactions, 2 waiting' }).click();
    await visit.page.locator('icmp-player .menu').getByText('Question 1').click();
    await visit.card(1).waitFor();
    assert.equal(await visit.page.locator('icmp-player .slots .card').count(), 2);
    await visit.leave();
});

test('frozen numbers stay until the viewer wants the newest', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll({ results: 'always' }) }]);
    server.tally('1', [50, 30, 20]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.card(1).getByText('50%').waitFor();
    await visit.card(1).getByRole('button', { name: 'Freeze' }).click();
    server.tally('1', [10, 30, 60]);
    await visit.page.waitForTimeout(300);
    assert.equal(await visit.card(1).getByText('50%').count(), 1);
    await visit.card(1).getByRole('button', { name: 'Numbers held' }).click();
    await visit.card(1).getByText('60%').waitFor();
    await visit.leave();
});

test('turning a phone moves the card between picture and panel', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    const visit = await house.visit({ context: { viewport: { width: 844, height: 390 }, hasTouch: true } });
    await visit.ready();
    await visit.page.locator('icmp-player .slots .card').waitFor();
    await visit.option(1, 1).focus();
    for (const [width, height, home] of [
        [390, 844, '.panel'],
        [844, 390, '.slots'],
    ]) {
        await visit.page.setViewportSize({ width, height });
        await visit.page.locator(`icmp-player ${home} .card`).waitFor();
        const at = await visit.card(1).boundingBox();
        assert.ok(at.x >= 0 && at.x + at.width <= width, `at ${at.x}, ${at.width} wide, of ${width}`);
        const focused = () => document.querySelector('icmp-player').shadowRoot.activeElement?.textContent;
        assert.match(await visit.page.evaluate(focused), /Under the stones/);
    }
    await visit.leave();
});

test('on a phone the card stands below the picture and never on it', async () => {
    server.publish([
        { id: 1, start: 0, end: 18, element: poll() },
        { id: 2, start: 0, end: 18, element: poll({ question: 'Second' }) },
    ]);
    const visit = await house.visit({
        context: { viewport: { width: 360, height: 740 }, hasTouch: true },
    });
    await visit.ready();
    await visit.card(1).waitFor();
    await visit.page.waitForTimeout(300);
    const at = await visit.page.evaluate(() => {
        const shadow = document.querySelector('icmp-player').shadowRoot;
        const options = [...shadow.querySelectorAll('.card .opt')].map(
            node => node.getBoundingClientRect().height,
        );
        return {
            overlays: shadow.querySelectorAll('.slots .card').length,
            stage: shadow.querySelector('.stage').getBoundingClientRect().bottom,
            card: shadow.querySelector('.card').getBoundingClientRect().top,
            wide: document.documentElement.scrollWidth,
            options,
        };
    });
    assert.equal(at.overlays, 0);
    assert.ok(at.card >= at.stage);
    assert.ok(at.wide <= 360, `the page is ${at.wide} wide`);
    assert.ok(at.options.every(height => height >= 48));
    await visit.option(1, 0).tap();
    await visit.counted(1);
    await visit.leave();
});

test('a card that was only clicked leaves with its window, and can be read again from the list', async () => {
    server.publish([{ id: 1, start: 0, end: 5, element: poll() }]);
    server.tally('1', [5, 3, 2]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.option(1, 1).click();
    await visit.counted(1);
    await visit.seek(6);
    await visit.card(1).waitFor({ state: 'detached' });
    await visit.page.getByRole('button', { name: 'Interactions' }).click();
    await visit.page.locator('icmp-player .menu').getByText('Where should the camera go next?').click();
    await visit.card(1).getByText('Closed').waitFor();
    await visit.card(1).getByText('Your vote').waitFor();
    await visit.leave();
});

test('More time holds the picture before the window closes, until the answer', async () => {
    server.publish([{ id: 1, start: 0, end: 1.5, element: poll() }]);
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    await visit.card(1).getByRole('button', { name: 'More time' }).click();
    await visit.page.evaluate(() =>
        document.querySelector('icmp-player').shadowRoot.querySelector('video').play(),
    );
    const held = await visit.page.evaluate(async () => {
        const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
        await new Promise(resolve => {
            setTimeout(resolve, 2200);
        });
        return { paused: video.paused, at: video.currentTime };
    });
    assert.ok(held.paused && held.at < 1.5, JSON.stringify(held));
    await visit.option(1, 0).focus();
    await visit.page.keyboard.press('Enter');
    // The film goes on, the window closes; a card used by keyboard stays for reading until it is minimised.
    await visit.card(1).getByText('Closed').waitFor({ timeout: 5000 });
    await visit.page.keyboard.press('Escape');
    await visit.card(1).waitFor({ state: 'detached' });
    await visit.leave();
});

test('a missing show, a damaged package and an empty event say so in plain words', async () => {
    server.publish([]);
    const missing = await house.visit({ path: '/watch/ev_missing' });
    await missing.page.getByText('This show was not found.').waitFor();
    await missing.leave();
    const good = server.package;
    server.package = null;
    const empty = await house.visit();
    await empty.page.getByText('Nothing is published here yet.').waitFor();
    await empty.leave();
    server.objects.set('0'.repeat(64), {
        bytes: Buffer.from('{}'),
        type: 'application/json',
    });
    server.package = '0'.repeat(64);
    const damaged = await house.visit();
    await damaged.page.getByText('What arrived is not what was published').waitFor();
    await damaged.online(); // the line names the package too, and must not bring the good one by itself
    server.package = good;
    await damaged.page.getByRole('button', { name: 'Try again' }).click();
    await damaged.ready();
    await damaged.leave();
});

test('a page in German gets German words, elements included', async () => {
    server.publish([
        {
            id: 1,
            start: 0,
            end: 9,
            element: poll({
                texts: {
                    de: { question: 'Wohin soll die Kamera?', 'options.1': 'Ins Schilf' },
                },
            }),
        },
    ]);
    const visit = await house.visit({ context: { locale: 'de-DE' } });
    await visit.ready();
    await visit.card(1).getByText('Wohin soll die Kamera?').waitFor();
    await visit.card(1).getByText('Ins Schilf').waitFor();
    await visit.card(1).getByText('Under the stones').waitFor();
    await visit.card(1).getByText('Umfrage').waitFor();
    await visit.leave();
});
