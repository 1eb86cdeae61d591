// Questions that are not for every device: what the embedding site vouches for, and the codes of an invitation.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hostPage, openHouse, opening, poll } from '../support/browser.mjs';

const house = openHouse({ mode: 'live' });
const { server } = house;

const ask = (iid, voters) => server.append(opening(iid, poll({ voters })));

test('who is not invited is asked for a code, and votes with it, also after a reload', async () => {
    server.invited.add('HERON-2026');
    const visit = await house.visit();
    await visit.online();
    ask('7', 'list');
    const card = visit.card(7);
    await card.getByText('Only invited voters may answer this.').waitFor();
    // A press on an option is no vote yet: it leads to the field, and says why.
    await visit.option(7, 1).click();
    const field = card.getByLabel('Invitation code');
    await visit.page.waitForFunction(() =>
        document.querySelector('icmp-player').shadowRoot.activeElement?.matches('.code'),
    );
    assert.match(await visit.spoken(), /Only invited voters may answer this\./);
    assert.equal(server.received.length, 0);
    await field.fill('HERON-2062');
    await field.press('Enter');
    await card.getByText('This code is not on the list of this show.').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await visit.page.waitForFunction(() =>
        document
            .querySelector('icmp-player')
            .shadowRoot.querySelector('[role=status]')
            .textContent.includes('not on the list'),
    );
    await field.fill('HERON-2026');
    await card.getByRole('button', { name: 'Use code' }).click();
    await field.waitFor({ state: 'hidden' });
    await visit.page.waitForFunction(() =>
        document.querySelector('icmp-player').shadowRoot.activeElement?.closest('.opt'),
    );
    await visit.option(7, 1).click();
    await visit.counted(7);
    assert.deepEqual(
        server.received.map(vote => vote.ch),
        [[1]],
    );
    await visit.page.reload();
    await visit.online();
    assert.equal(server.tokensAsked.at(-1).code, 'HERON-2026');
    await visit.leave();
});

test('a site vouches by an attribute, and an invitation may stand beside it', async () => {
    server.sites.add('a.b.c');
    server.invited.add('HERON-2026');
    server.hostPage = hostPage('site-token="a.b.c" code="HERON-2026"');
    const visit = await house.visit({ path: '/host/page' });
    await visit.online();
    assert.equal(server.tokensAsked.length, 1);
    const { site, code } = server.tokensAsked[0];
    assert.deepEqual({ site, code }, { site: 'a.b.c', code: 'HERON-2026' });
    for (const [iid, voters] of [
        ['7', 'site'],
        ['8', 'list'],
    ]) {
        ask(iid, voters);
        await visit.option(iid, 0).click();
        await visit.counted(iid);
        server.append({ t: 'cancel', iid });
    }
    await visit.leave();
});

test('whom the site cannot vouch for still watches and answers, and is told what to do', async () => {
    server.sites.add('fresh');
    server.hostPage = hostPage('site-token="expired" code="NOBODY-1"');
    const visit = await house.visit({ path: '/host/page' });
    await visit.online();
    ask('7', 'device');
    await visit.option(7, 2).click();
    await visit.counted(7);
    server.append({ t: 'cancel', iid: '7' });
    ask('8', 'site');
    await visit.card(8).getByText('has run out. Reload the page to answer.').waitFor();
    assert.equal(await visit.card(8).locator('.code').isVisible(), false);
    await visit.option(8, 0).click();
    assert.match(await visit.spoken(), /has run out/);
    // The page may also bring another one itself.
    await visit.page.evaluate(() =>
        document.querySelector('icmp-player').setAttribute('site-token', 'fresh'),
    );
    await visit.card(8).getByText('has run out').waitFor({ state: 'hidden' });
    await visit.option(8, 0).click();
    await visit.counted(8);
    assert.deepEqual(
        server.received.map(vote => vote.iid),
        ['7', '8'],
    );
    server.append({ t: 'cancel', iid: '8' });
    ask('9', 'list');
    await visit.card(9).getByText('This code is not on the list of this show.').waitFor();
    await visit.leave();
});

for (const page of ['watch', 'embed']) {
    test(`an invitation's link to the ${page} page carries its code, and leaves the address`, async () => {
        server.invited.add('HERON-2026');
        const visit = await house.visit({ path: `/${page}/ev_test#code=HERON-2026` });
        await visit.online();
        assert.equal(new URL(visit.page.url()).hash, '');
        ask('7', 'list');
        await visit.option(7, 0).click();
        await visit.counted(7);
        await visit.leave();
    });
}
