// What holds whatever is shown: budgets, reduced motion, languages of both directions, and the host page's peace.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { dist, hostPage, openHouse, options, poll } from '../support/browser.mjs';

const house = openHouse();
const { server } = house;

test('the budgets hold', () => {
    const { files } = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
    assert.ok(files['loader.js'].gzip <= 5 * 1024, `loader: ${files['loader.js'].gzip} B`);
    // The core with everything that it imports before it can begin.
    const parts = Object.values(files).filter(one =>
        [files['core.js'].file, ...files['core.js'].needs].includes(one.file),
    );
    const core = parts.reduce((sum, part) => sum + part.gzip, 0);
    assert.ok(parts.length === 1 + files['core.js'].needs.length && core <= 35 * 1024, `core: ${core} B`);
    assert.ok(files['hls_line.js'].gzip <= 125 * 1024, `hls: ${files['hls_line.js'].gzip} B`);
});

test('hls.js, other languages and foreign hosts are not loaded by a viewer who needs none', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    const visit = await house.visit({ path: '/v1/none' });
    const asked = [];
    visit.page.on('request', request => asked.push(request.url()));
    await visit.page.goto(`${server.origin}/watch/${server.event}`);
    await visit.ready();
    await visit.online();
    assert.ok(
        asked.every(url => url.startsWith(server.origin)),
        asked.join('\n'),
    );
    assert.ok(!asked.some(url => /hls|pseudo|more-|fallback|sheet|\/de-/.test(url)), asked.join('\n'));
    assert.deepEqual(await visit.context.cookies(), []);
    await visit.leave();
});

test('with reduced motion nothing slides or fades', async () => {
    server.publish([{ id: 1, start: 0, end: 18, element: poll({ results: 'always' }) }]);
    const visit = await house.visit({ context: { reducedMotion: 'reduce' } });
    await visit.ready();
    await visit.card(1).waitFor();
    const long = await visit.page.evaluate(() =>
        [...document.querySelector('icmp-player').shadowRoot.querySelectorAll('*')]
            .map(node => [node.className, getComputedStyle(node)])
            .filter(
                ([, style]) =>
                    parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0,
            )
            .map(([name]) => String(name)),
    );
    assert.deepEqual(long, []);
    await visit.leave();
});

test('in the pseudo-locales of both directions nothing is cut or too wide for a phone', async () => {
    for (const lang of ['en-XA', 'ar-XB']) {
        server.publish([
            { id: 1, start: 0, end: 18, element: poll({ changeable: true }) },
            {
                id: 2,
                start: 0,
                end: 18,
                element: { ...poll(), type: 'quiz', points: 5 },
            },
        ]);
        const visit = await house.visit({
            context: { viewport: { width: 320, height: 740 } },
        });
        await visit.page.evaluate(to => document.querySelector('icmp-player').setAttribute('lang', to), lang);
        await visit.ready();
        await visit.card(1).waitFor();
        const cut = await visit.page.evaluate(() => {
            const nodes = [
                ...document.querySelector('icmp-player').shadowRoot.querySelectorAll('.card *, .waiting *'),
            ];
            return nodes
                .filter(
                    node =>
                        node.scrollWidth > node.clientWidth + 1 &&
                        node.clientWidth > 0 &&
                        getComputedStyle(node).overflowX !== 'visible' &&
                        !node.closest('.sr'),
                )
                .map(node => `${node.className}: ${node.textContent}`);
        });
        assert.deepEqual(cut, []);
        assert.ok((await visit.page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
        await visit.leave();
    }
});

test('a right-to-left player mirrors its cards, not its timeline', async () => {
    server.hostPage = hostPage('lang="ar-XB"', { lang: 'ar' });
    server.publish([
        {
            id: 1,
            start: 0,
            end: 18,
            box: null,
            element: poll({ results: 'always' }),
        },
    ]);
    server.tally('1', [60, 30, 10]);
    const visit = await house.visit({ path: '/host/rtl' });
    await visit.ready();
    await visit.online();
    await visit.card(1).locator('.pct:visible').first().waitFor();
    const at = await visit.page.evaluate(() => {
        const shadow = document.querySelector('icmp-player').shadowRoot;
        const row = shadow.querySelector('.ctl');
        const [option, bar] = ['.opt', '.opt .bar'].map(name =>
            shadow.querySelector(name).getBoundingClientRect(),
        );
        return {
            dir: shadow.querySelector('.player').dir,
            timeline: getComputedStyle(shadow.querySelector('.tl')).direction,
            row: getComputedStyle(row).direction,
            bar: Math.round(option.right - bar.right),
        };
    });
    assert.deepEqual(at, { dir: 'rtl', timeline: 'ltr', row: 'rtl', bar: 0 });
    await visit.leave();
});

test('the host page keeps its own styles, and the player its own', async () => {
    server.hostPage = hostPage('', { around: '<p id="p">Text</p><div class="card" id="c">Host card</div>' });
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    const visit = await house.visit({ path: '/host/page' });
    await visit.ready();
    await visit.card(1).waitFor();
    const styles = await visit.page.evaluate(() =>
        ['p', 'c'].map(id => {
            const { position, padding, fontSize, display } = getComputedStyle(document.getElementById(id));
            return [position, padding, fontSize, display];
        }),
    );
    assert.deepEqual(styles, [
        ['static', '0px', '16px', 'block'],
        ['static', '0px', '16px', 'block'],
    ]);
    await visit.leave();
});

test('a page of another origin embeds the player with one script', async () => {
    server.hostPage = hostPage('', { loader: `${server.origin}/player/loader.js` });
    server.publish([{ id: 1, start: 0, end: 18, element: poll() }]);
    const visit = await house.visit({ path: '/v1/none', context: { bypassCSP: true } });
    await visit.page.goto(`${server.origin.replace('127.0.0.1', 'localhost')}/host/foreign`);
    await visit.ready();
    await visit.online();
    await visit.option(1, 1).click();
    await visit.counted(1);
    await visit.leave();
});

test('the embed page fills its frame', async () => {
    server.publish([
        {
            id: 1,
            start: 0,
            end: 18,
            element: poll({ options: options('One', 'Two') }),
        },
    ]);
    const visit = await house.visit({
        path: '/embed/ev_test',
        context: { viewport: { width: 800, height: 450 } },
    });
    await visit.ready();
    await visit.card(1).waitFor();
    const stage = await visit.page.evaluate(() => {
        const { width, height } = document
            .querySelector('icmp-player')
            .shadowRoot.querySelector('.stage')
            .getBoundingClientRect();
        return { width, height };
    });
    assert.deepEqual(stage, { width: 800, height: 450 });
    await visit.leave();
});
