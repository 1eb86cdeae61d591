// The ways around a blocked socket: server-sent events, long poll; each a resume under the same keys.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openHouse, opening, poll } from '../support/browser.mjs';

const house = openHouse({ mode: 'live' });
const { server } = house;

async function viewer() {
    const visit = await house.visit();
    await visit.online();
    return visit;
}

test('where no socket opens, events come by a stream and votes go by POST', async () => {
    server.refuseSockets = true;
    const visit = await viewer();
    assert.equal(server.lines.streams, 1);
    server.append(opening(7, poll()));
    await visit.option(7, 1).click();
    await visit.counted(7);
    server.append({ t: 'close', iid: '7', rev: 1, state: 'final', v: 3, d: { n: 3, c: [1, 2, 0] } });
    await visit.card(7).getByText('Closed').waitFor();
    assert.equal(server.lines.polls, 0);
    assert.equal(server.received.length, 1);
    await visit.leave();
});

test('where streams are held back the line falls to a long poll', async () => {
    server.refuseSockets = true;
    server.lines.holdStreams = true;
    const visit = await viewer();
    assert.ok(server.lines.polls > 0);
    server.append(opening(7, poll()));
    await visit.option(7, 2).click();
    await visit.counted(7);
    await visit.leave();
});

test('a switch of the transport is a resume: nothing lost, nothing repeated, the same key', async () => {
    const visit = await viewer();
    server.append(opening(7, poll()));
    await visit.card(7).waitFor();
    server.ackState = () => 'silence';
    await visit.option(7, 0).click();
    await visit.card(7).getByText('Sending').waitFor();
    server.ackState = null;
    server.refuseSockets = true;
    server.append(opening(8, poll({ question: 'And then?' })), { unheard: true });
    server.dropAll();
    await visit.card(7).getByText('Counted').waitFor({ timeout: 30_000 });
    await visit.card(8).waitFor();
    assert.deepEqual(server.hellos.at(-1).since, { ep: server.epoch, off: 1 });
    assert.equal(new Set(server.received.map(vote => vote.key)).size, 1);
    assert.equal(server.votes.size, 1);
    assert.ok(server.lines.streams > 0);
    await visit.leave();
});

test('a server that is away is no reason to leave the socket', async () => {
    const visit = await viewer();
    server.refuseSockets = server.refuseLines = true;
    await visit.page.route('**/v1/events/**', route => route.abort());
    server.dropAll();
    await visit.page.waitForTimeout(4_000);
    await visit.page.unroute('**/v1/events/**');
    server.refuseSockets = server.refuseLines = false;
    await visit.online();
    assert.equal(server.lines.posts, 0);
    await visit.leave();
});

for (const way of ['stream', 'poll']) {
    test(`a ${way} that says goodbye comes back when it was told to, or not at all`, async () => {
        server.refuseSockets = true;
        server.lines.holdStreams = way === 'poll';
        const visit = await viewer();
        assert.equal(server.lines.polls > 0, way === 'poll');
        const { posts } = server.lines;
        server.append(opening(7, poll()));
        await visit.card(7).waitFor();
        // Later than any wait of the player's own, so that what ends the wait is what the goodbye said.
        const told = performance.now();
        server.dropAll(4001, '{"retry":[12000,12100]}');
        await visit.line('down');
        await visit.page.getByText(/Next try in (9|10|11|12) s/).waitFor();
        await visit.page.getByRole('button', { name: 'Try now' }).click();
        await visit.online();
        assert.ok(performance.now() - told < 12_000);
        assert.ok(server.lines.posts > posts);
        assert.deepEqual(server.hellos.at(-1).since, { ep: server.epoch, off: 1 });
        server.dropAll(4503);
        await visit.line('over');
        await visit.leave();
    });
}

test('asked to go away the player comes back with what it has seen', async () => {
    const visit = await viewer();
    server.append(opening(7, poll()));
    await visit.card(7).waitFor();
    server.append({ t: 'goaway', retry: [20, 60] });
    await visit.line('down');
    await visit.online();
    assert.equal(server.hellos.length, 2);
    assert.deepEqual(server.hellos.at(-1).since, { ep: server.epoch, off: 2 });
    await visit.leave();
});

test('in a frame without an origin of its own the player takes part all the same', async () => {
    server.hostPage =
        '<!doctype html><html lang="en"><head><title>Host</title></head><body>' +
        '<iframe src="/embed/ev_test" sandbox="allow-scripts" width="900" height="500" title="Show"></iframe></body></html>';
    server.append(opening(7, poll()));
    const visit = await house.visit({ path: '/host/frame', context: { bypassCSP: true } });
    const frame = visit.page.frameLocator('iframe');
    await frame.locator('.card[data-iid="7"] .opt').nth(1).click({ timeout: 20_000 });
    await frame.locator('.card[data-iid="7"]').getByText('Counted').waitFor();
    assert.equal(server.received.length, 1);
    assert.ok(server.lines.streams > 0, 'by a stream: the socket is refused to a null origin');
    await visit.leave();
});
