// The cards of live shows as a viewer uses them: orders, values, words, stakes, taps, awards, and what the producer
// does to them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hostPage, openHouse, opening, options, poll } from '../support/browser.mjs';

const house = openHouse({ mode: 'live' });
const { server } = house;

async function show(element, more = {}) {
    const visit = await house.visit();
    await visit.ready();
    await visit.online();
    server.append(opening(7, element, more));
    return visit;
}

const rank = {
    type: 'poll.rank',
    question: 'What matters most to you?',
    options: options('Clear water', 'Quiet', 'Wild flowers'),
};
const prediction = {
    type: 'prediction',
    question: 'Will the heron return by ten?',
    options: options('Yes', 'No'),
    stakeMin: 10,
    stakeMax: 500,
    results: 'always',
};
const order = visit => visit.card(7).locator('.rk .words').allTextContents();

test('a ranking is put in order by buttons, arrow keys and dragging, and sent best first', async () => {
    const visit = await show(rank);
    const button = name => visit.card(7).getByRole('button', { name });
    await button('Move Clear water down').click();
    assert.deepEqual(await order(visit), ['Quiet', 'Clear water', 'Wild flowers']);
    assert.match(await visit.spoken(), /Clear water: place 2 of 3\./);
    await visit.page.keyboard.press('ArrowDown');
    assert.deepEqual(await order(visit), ['Quiet', 'Wild flowers', 'Clear water']);
    const focus = () =>
        document.querySelector('icmp-player').shadowRoot.activeElement.getAttribute('aria-label');
    assert.equal(await visit.page.evaluate(focus), 'Move Clear water down', 'the focus stays with the row');
    const rows = visit.card(7).locator('.rk');
    const [from, to] = [await rows.nth(2).boundingBox(), await rows.nth(0).boundingBox()];
    await visit.page.mouse.move(from.x + 20, from.y + from.height / 2);
    await visit.page.mouse.down();
    await visit.page.mouse.move(from.x + 20, to.y + 4, { steps: 6 });
    await visit.page.mouse.up();
    assert.deepEqual(await order(visit), ['Clear water', 'Quiet', 'Wild flowers']);
    await button('Move Wild flowers up').click();
    await button('Send order').click();
    await visit.counted(7);
    assert.deepEqual(server.received.at(-1).ch, [0, 2, 1]);
    server.tally('7', { n: 4, c: [2, 1, 1], b: [5, 4, 3] });
    await visit.card(7).getByText('⌀ 1.8').waitFor();
    assert.deepEqual(
        await order(visit),
        ['Clear water', 'Wild flowers', 'Quiet'],
        'rows keep the order sent',
    );
    await visit.leave();
});

test('a slider is a native range: keys move it, its value is sent, the spread marks it', async () => {
    const slider = {
        type: 'poll.slider',
        question: 'How clear?',
        min: -10,
        max: 10,
        step: 5,
        minLabel: 'muddy',
    };
    const visit = await show(slider);
    const range = visit.card(7).getByRole('slider', { name: 'How clear?' });
    await range.focus();
    await visit.page.keyboard.press('ArrowRight');
    await visit.card(7).getByRole('button', { name: 'More', exact: true }).click();
    await visit.card(7).getByRole('button', { name: 'Less' }).click();
    assert.equal(await range.inputValue(), '5');
    await visit.card(7).getByRole('button', { name: 'Send 5' }).click();
    await visit.counted(7);
    assert.deepEqual(server.received.at(-1).ch, [5]);
    server.tally('7', { n: 4, s: 10, c: [0, 1, 1, 1, 1] });
    await visit.card(7).getByText('Mean 2.5').waitFor();
    const mine = await visit
        .card(7)
        .locator('.hist i')
        .evaluateAll(bars => bars.map(bar => bar.className));
    assert.deepEqual(mine, ['', '', '', 'mine', '']);
    await visit.leave();
});

test('an answer in own words is sent with Enter, and shows what was approved', async () => {
    const visit = await show({ type: 'poll.text', question: 'Name the frog', lengthMax: 20 });
    const area = visit.card(7).getByRole('textbox', { name: 'Your answer' });
    await area.fill('Puddle jumper k');
    await visit.card(7).getByText('15 of 20').waitFor();
    await area.press('Backspace');
    await area.press('k');
    await area.press('Enter');
    await visit.counted(7);
    const [vote] = server.received;
    assert.deepEqual([vote.ch, vote.tx], [[], 'Puddle jumper k']);
    server.tally('7', { n: 9, top: [{ tx: 'Sir Hops', n: 3 }], words: [] });
    await visit.card(7).getByText('Sir Hops').waitFor();
    await visit.card(7).getByText('×3').waitFor();
    assert.equal(await visit.page.evaluate(() => document.querySelector('icmp-player').dataset.line), 'up');
    await visit.leave();
});

test('a quiz with several right answers takes several picks', async () => {
    const quiz = {
        type: 'quiz',
        question: 'Which two dive?',
        options: options('A', 'B', 'C'),
        picks: 2,
        points: 10,
    };
    const visit = await show(quiz);
    assert.equal(await visit.option(7, 0).getAttribute('role'), 'checkbox');
    await visit.option(7, 0).click();
    await visit.option(7, 2).click();
    await visit.option(7, 1).click();
    assert.equal(await visit.option(7, 1).getAttribute('aria-checked'), 'false', 'no third pick');
    await visit.card(7).getByRole('button', { name: 'Send answer' }).click();
    await visit.counted(7);
    assert.deepEqual(server.received.at(-1).ch, [0, 2]);
    server.append({ t: 'resolve', iid: '7', right: [1, 3] });
    await visit.card(7).getByText('Right', { exact: true }).waitFor();
    await visit.card(7).getByText('+10 points').waitFor();
    await visit.leave();
});

test('points are staked within their limits, locked, and paid by the rule', async () => {
    const visit = await show(prediction);
    server.tellMe({ pts: 430 });
    server.tally('7', { n: 412, c: [250, 162], s: [61_200, 38_400] });
    await visit.card(7).getByText('pays 1.63 for 1').waitFor();
    const send = visit.card(7).locator('.send');
    assert.equal(await send.getAttribute('aria-disabled'), 'true');
    await visit.option(7, 0).click();
    const field = visit.card(7).getByRole('spinbutton', { name: 'Points to stake' });
    await field.fill('9999');
    await visit.card(7).getByRole('button', { name: 'Stake 430 on “Yes”' }).waitFor();
    await field.fill('3');
    await visit.card(7).getByRole('button', { name: 'Stake 10 on “Yes”' }).waitFor();
    await field.fill('50');
    await visit.card(7).getByRole('button', { name: 'Stake 50 on “Yes”' }).click();
    await visit.counted(7);
    const [vote] = server.received;
    assert.deepEqual([vote.ch, vote.stake], [[0], 50]);
    await visit.card(7).getByText('81 points').waitFor();
    server.append({ t: 'lock', iid: '7' });
    await visit.card(7).getByText('Locked').waitFor();
    server.append({ t: 'resolve', iid: '7', outcome: 0 });
    await visit.card(7).getByText('81 points for you').waitFor();
    await visit.card(7).getByText('50 staked × 99,600 in the pool ÷ 61,200 on “Yes”, rounded down').waitFor();
    await visit.leave();
});

test('a locked prediction takes no stake, a refunded one gives it back', async () => {
    const visit = await show(prediction);
    server.tellMe({ pts: 100 });
    await visit.option(7, 1).click();
    await visit.card(7).locator('.send').click();
    await visit.counted(7);
    server.append({ t: 'refund', iid: '7' });
    await visit.card(7).getByText('All stakes went back').waitFor();
    const doc = { ...prediction, lockAfterS: 1, question: 'And the otter?' };
    server.append(opening(8, doc));
    await visit.card(8).getByText('Locked').waitFor();
    assert.equal(await visit.card(8).locator('.send:visible').count(), 0);
    await visit.leave();
});

test('taps are counted at once and leave in at most four messages a second', async () => {
    const visit = await show({ type: 'reaction', options: options('❤️', '🐸') });
    const button = at => visit.page.locator('icmp-player .bar6 button').nth(at);
    await button(0).waitFor();
    await visit.page.evaluate(() => {
        const [heart, frog] = document
            .querySelector('icmp-player')
            .shadowRoot.querySelectorAll('.bar6 button');
        for (let at = 0; at < 60; ++at) heart.click();
        for (let at = 0; at < 5; ++at) frog.click();
    });
    await button(0).getByText('60').waitFor();
    assert.ok((await visit.page.locator('icmp-player .riser.own').count()) <= 12);
    await visit.page.waitForTimeout(1_200);
    const sent = server.reacts.map(({ e, n }) => [e, n]);
    assert.deepEqual(sent, [
        [0, 1],
        [0, 50],
        [1, 5],
    ]);
    const gaps = server.reacts.slice(1).map((one, at) => one.at - server.reacts[at].at);
    assert.ok(
        gaps.every(gap => gap >= 200),
        gaps.join(),
    );
    server.tell('react:7', { c: [2_400, 7] });
    await button(0).getByText('2.4K').waitFor();
    await visit.leave();
});

test('with reduced motion no emoji rises', async () => {
    const visit = await house.visit({ context: { reducedMotion: 'reduce' } });
    await visit.online();
    server.append({ t: 'open', iid: '7', rev: 1, doc: { type: 'reaction', options: options('❤️') } });
    const button = visit.page.locator('icmp-player .bar6 button');
    await button.click();
    await button.getByText('1').waitFor();
    assert.equal(await visit.page.locator('icmp-player .riser').count(), 0);
    await visit.leave();
});

test("a product tells what is left, and the last one's going", async () => {
    const product = { type: 'product', name: 'Field guide', stock: 3, url: 'https://example.org/a' };
    const visit = await show(product);
    await visit.card(7).getByText('3 left').waitFor();
    server.tell('stock:7', { left: 1, of: 3 });
    await visit.card(7).getByText('1 left').waitFor();
    server.tell('stock:7', { left: 0, of: 3 });
    await visit.card(7).getByText('Sold out').waitFor();
    assert.equal(await visit.card(7).getByRole('link').count(), 0);
    await visit.leave();
});

test('the leaderboard names the viewer, in the list or below it', async () => {
    const visit = await show({ type: 'leaderboard', heading: 'Best of the stream', top: 2 });
    server.tell('lb:7', {
        top: [
            { p: 'a41f09', pts: 2340 },
            { p: '0b27cc', pts: 2315 },
        ],
        n: 41,
    });
    server.tellMe({ pts: 430, rank: 12 });
    await visit.card(7).getByText('Viewer a41f09').waitFor();
    await visit.card(7).getByText('rank 12').waitFor();
    server.tell('lb:7', {
        top: [
            { p: 'v1', pts: 5000 },
            { p: 'a41f09', pts: 2340 },
        ],
        n: 41,
    });
    await visit.card(7).locator('li.me').getByText('You').waitFor();
    assert.equal(await visit.card(7).locator('p.me:visible').count(), 0);
    await visit.leave();
});

test('an award is told once, points show what came, and the list keeps both', async () => {
    server.publish([
        { id: 3, start: 0, end: 18, element: { type: 'badge', heading: 'Sharp eye', count: 3, reward: 20 } },
        { id: 4, start: 0, end: 18, element: { type: 'quest', heading: 'Vote in 5 polls', count: 5 } },
    ]);
    server.me = { v: 1, answers: {}, pts: 100, badges: [], quests: { 4: { have: 3, need: 5, done: false } } };
    const visit = await house.visit();
    await visit.ready();
    await visit.page.locator('icmp-player .points').getByText('100 points').waitFor();
    const toast = visit.page.locator('icmp-player .toast');
    assert.equal(await toast.count(), 0, 'what was there before is not told');
    server.tellMe({ pts: 120, badges: ['3'] });
    await toast.getByText('Badge earned: Sharp eye').waitFor();
    await visit.page.locator('icmp-player .points').getByText('+20 just now').waitFor();
    assert.match(await visit.spoken(), /Badge earned: Sharp eye/);
    server.tellMe({ pts: 121 });
    assert.equal(await toast.count(), 1);
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await toast.count(), 0);
    await visit.page.getByRole('button', { name: 'Interactions' }).click();
    const menu = visit.page.locator('icmp-player .menu');
    await menu.getByText('Badge · Earned').waitFor();
    await menu.getByText('Quest · 3 of 5 done').waitFor();
    await menu.getByText('Vote in 5 polls').click();
    assert.equal(await visit.card(4).getByRole('progressbar').getAttribute('aria-valuenow'), '3');
    await visit.leave();
});

test('an announcement and a notice are said, stay until dismissed, and take no focus', async () => {
    const visit = await show({
        type: 'announcement',
        text: 'The night show starts later.',
        severity: 'notice',
    });
    await visit.page.locator('icmp-player [data-control=mute]').focus();
    const toasts = visit.page.locator('icmp-player .toast');
    await toasts.getByText('The night show starts later.').waitFor();
    server.append({ t: 'notice', id: 'n1', text: 'A pause at ten.', severity: 2 });
    await toasts.getByText('A pause at ten.').waitFor();
    await toasts.getByText('Warning').waitFor();
    assert.match(await visit.spoken(), /A pause at ten\./);
    const focus = () => document.querySelector('icmp-player').shadowRoot.activeElement.dataset.control;
    assert.equal(await visit.page.evaluate(focus), 'mute');
    await toasts.nth(1).getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await toasts.count(), 1);
    server.append({ t: 'close', iid: '7', rev: 1, state: 'final' });
    await toasts.first().waitFor({ state: 'detached' });
    await visit.leave();
});

test('held cards leave the picture and come back with the time they had; undone ones were never there', async () => {
    const visit = await show(poll());
    await visit.option(7, 1).click();
    await visit.counted(7);
    server.append({ t: 'hold', iid: '7' });
    await visit.card(7).waitFor({ state: 'detached' });
    server.append({ t: 'release', iid: '7', until: { utc: Date.now() + 90_000 } });
    await visit.counted(7);
    await visit
        .card(7)
        .getByText(/1:\d\d/)
        .waitFor();
    server.append({ t: 'undo', iid: '7', rev: 2, round: 1 });
    await visit.card(7).waitFor({ state: 'detached' });
    server.append(opening(7, poll(), { rev: 3 }));
    await visit.card(7).waitFor();
    assert.equal(
        await visit.card(7).getByText('Counted').count(),
        0,
        'the answer of the take that was undone is gone',
    );
    server.append({ t: 'panic' });
    server.append({ t: 'hold', iid: '7' });
    await visit.card(7).waitFor({ state: 'detached' });
    await visit.leave();
});

test('two players of one page each get the cards that came later', async () => {
    server.mode = 'vod';
    server.publish([{ id: 1, start: 0, end: 18, element: rank }]);
    server.hostPage = hostPage();
    const visit = await house.visit({ path: '/host/two' });
    await visit.card(1).locator('.rk').first().waitFor();
    await visit.page.evaluate(() => {
        const second = document.createElement('icmp-player');
        second.setAttribute('event', 'ev_test');
        document.body.append(second);
    });
    await visit.page.locator('icmp-player').nth(1).locator('.rk').first().waitFor();
    await visit.page.waitForTimeout(500);
    const cursors = await visit.page.evaluate(() =>
        [...document.querySelectorAll('icmp-player')].map(
            player => getComputedStyle(player.shadowRoot.querySelector('.rk')).cursor,
        ),
    );
    assert.deepEqual(cursors, ['grab', 'grab']);
    await visit.leave();
});
