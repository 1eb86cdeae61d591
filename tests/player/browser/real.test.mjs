// The player against the real server, over each transport: it votes, sees the tally, and outlives a server that is
// killed and comes back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openHouse } from '../support/browser.mjs';
import { RealServer } from '../support/real_server.mjs';

const poll = '30'; // of the sample show: from 1.6 s on, its numbers always shown, changeable
const question = 'Where should we sail next?';
const atSeconds = 3;

const server = new RealServer();
const house = openHouse({ server });

// What lets each transport through only: no socket gets through, then no stream either.
const barriers = {
    socket: async () => undefined,
    stream: context => context.addInitScript(blockSockets),
    poll: async context => {
        await context.addInitScript(blockSockets);
        await context.route('**/v1/rt/*/events', () => undefined); // held back for good
    },
};

function blockSockets() {
    globalThis.WebSocket = class {
        constructor() {
            setTimeout(() => this.onclose?.({ code: 1006, reason: '' }));
        }
        close() {}
    };
}

// Sessions by the way they came in.
async function viewer(kind) {
    const visit = await house.visit({ prepare: barriers[kind] });
    const asked = new Set();
    visit.page.on('request', request => asked.add(new URL(request.url()).pathname.split('/')[4] ?? ''));
    await visit.online();
    await visit.ready();
    await visit.pause();
    await visit.seek(atSeconds);
    await visit.card(poll).getByText(question).waitFor();
    return { visit, asked };
}

const kinds = Object.keys(barriers);

for (const [index, kind] of kinds.entries()) {
    test(`over a ${kind} a vote is counted, the tally is seen, and a killed server is outlived`, async () => {
        const { visit, asked } = await viewer(kind);
        await visit.option(poll, index).click();
        await visit.counted(poll);
        assert.match(await visit.option(poll, index).innerText(), /Your vote/);
        assert.equal(asked.has('events'), kind !== 'socket');
        assert.equal(asked.has('poll'), kind === 'poll');

        await server.kill();
        await visit.line('down');
        await visit.option(poll, 2).click();
        await visit.card(poll).getByText('Kept').waitFor();
        await server.start();
        await visit.online();
        await visit.counted(poll);

        // Another viewer's vote comes as a tally: one of this one, changed once, and one for each viewer before.
        const other = await viewer('socket');
        await other.visit.option(poll, 0).click();
        await other.visit.counted(poll);
        const n = 2 * (index + 1);
        await shares(visit, n);
        await shares(other.visit, n);
        await other.visit.leave();
        await visit.leave();
    });
}

// The counts that the shares of a card stand for, once they are of n votes.
async function shares(visit, n) {
    const result = await fetch(`${server.origin}/v1/events/${server.event}/elements/${poll}/result`);
    const { n: counted, counts } = await result.json();
    assert.equal(counted, n);
    const percent = counts.map(count => Math.round((100 * count) / n));
    await visit.page.waitForFunction(
        ({ iid, wanted }) => {
            const card = document
                .querySelector('icmp-player')
                .shadowRoot.querySelector(`.card[data-iid="${iid}"]`);
            const shown = [...card.querySelectorAll('.pct')].map(node => parseInt(node.textContent));
            return wanted.every((share, index) => Math.abs((shown[index] ?? 0) - share) <= 1);
        },
        { iid: poll, wanted: percent },
    );
}
