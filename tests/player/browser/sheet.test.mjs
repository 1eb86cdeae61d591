// On a phone the card is a sheet: it follows the finger, rests at three heights, stays off the picture, and needs no
// dragging.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hostPage, openHouse, options, poll } from '../support/browser.mjs';
import { receiptOf, someLeaf } from '../support/proof.mjs';

const house = openHouse();
const { server } = house;

const phone = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
};
const many = poll({
    options: options('One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'),
});

async function open(element = many, context = phone) {
    server.publish([{ id: 1, start: 0, end: 18, element }]);
    const visit = await house.visit({ context });
    await visit.ready();
    await visit.online();
    await visit.card(1).waitFor();
    return visit;
}

const places = visit =>
    visit.page.evaluate(() => {
        const shadow = document.querySelector('icmp-player').shadowRoot;
        const rect = name => shadow.querySelector(name)?.getBoundingClientRect();
        return {
            sheet: shadow.querySelector('.panel.sheet') !== null,
            top: Math.round(rect('.panel').top),
            bottom: Math.round(rect('.panel').bottom),
            picture: Math.round(rect('.stage').bottom),
        };
    });

// A finger from one height to another, as the browser gets it from the screen.
async function drag(visit, from, to, pause = 0) {
    const line = await visit.context.newCDPSession(visit.page);
    const touch = (type, y) =>
        line.send('Input.dispatchTouchEvent', {
            type,
            touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }],
        });
    await touch('touchStart', from);
    for (let step = 1; step <= 8; ++step) {
        await touch('touchMove', from + ((to - from) * step) / 8);
        await visit.page.waitForTimeout(30);
    }
    await visit.page.waitForTimeout(pause);
    const during = await places(visit);
    await touch('touchEnd', to);
    await visit.page.waitForTimeout(100);
    return during;
}

test('the sheet rests at its content, follows the finger up to the picture and down to its head', async () => {
    const visit = await open();
    await visit.page.locator('icmp-player .panel.sheet').waitFor();
    const rest = await places(visit);
    assert.equal(rest.bottom, 844);
    assert.ok(844 - rest.top <= 844 * 0.6 + 1 && rest.top > rest.picture, JSON.stringify(rest));
    const during = await drag(visit, rest.top + 12, rest.top - 60, 200);
    assert.ok(Math.abs(during.top - (rest.top - 72 + 12)) <= 6, `under the finger: ${during.top}`);
    await drag(visit, (await places(visit)).top + 12, 40);
    const full = await places(visit);
    assert.equal(full.top, full.picture, 'never over the picture');
    await drag(visit, full.top + 12, 830);
    const head = await places(visit);
    assert.equal(844 - head.top, 88);
    await visit.leave();
});

test('without dragging a button and the arrow keys change its height, and focus opens it', async () => {
    const visit = await open();
    const pull = visit.page.getByRole('button', { name: 'Size of the card' });
    const rest = (await places(visit)).top;
    await pull.tap();
    assert.ok((await places(visit)).top < rest);
    await pull.tap();
    assert.equal(844 - (await places(visit)).top, 88);
    assert.equal(await pull.getAttribute('aria-expanded'), 'false');
    await pull.press('ArrowUp');
    assert.equal((await places(visit)).top, rest);
    await pull.press('ArrowDown');
    await visit.page.keyboard.press('F6');
    await visit.page.keyboard.press('ArrowDown');
    assert.equal((await places(visit)).top, rest, 'what has the focus is seen');
    await visit.option(1, 1).tap();
    await visit.counted(1);
    await visit.leave();
});

test('with a mouse, and where the page asks for it, the card stays in the page', async () => {
    const mouse = await open(poll(), { viewport: { width: 390, height: 844 } });
    assert.equal((await places(mouse)).sheet, false);
    await mouse.leave();
    server.hostPage = hostPage('mode="below"');
    const below = await house.visit({ path: '/host/below', context: phone });
    await below.card(1).waitFor();
    await below.page.waitForTimeout(500);
    assert.equal((await places(below)).sheet, false);
    await below.leave();
});

test('a counted vote has its receipt fetched once, checked here, and shown', async () => {
    server.ackState = () => ({ rc: '3.5' });
    server.receipts.set('3.5', receiptOf(someLeaf, 5, 11));
    const visit = await open(poll());
    await visit.option(1, 1).tap();
    const button = visit.card(1).getByRole('button', { name: 'Receipt' });
    await button.tap();
    await visit.card(1).getByText('Your vote is on record').waitFor();
    await visit.card(1).getByText('This browser checked the signature and the proof. Number 3.5').waitFor();
    await button.tap();
    assert.equal(await visit.card(1).getByText('on record').count(), 0);
    await visit.page.reload();
    await visit.ready();
    await visit.card(1).getByRole('button', { name: 'Receipt' }).tap();
    await visit.card(1).getByText('Your vote is on record').waitFor();
    assert.equal(server.receiptsAsked, 1, 'it is kept');
    await visit.leave();
});

test('a receipt that does not prove the vote says so', async () => {
    server.ackState = () => ({ rc: '3.5' });
    server.receipts.set('3.5', { ...receiptOf(someLeaf, 5, 11), index: 4 });
    const visit = await open(poll());
    await visit.option(1, 1).tap();
    await visit.card(1).getByRole('button', { name: 'Receipt' }).tap();
    await visit.card(1).getByText('This receipt does not prove the vote').waitFor();
    await visit.leave();
});
