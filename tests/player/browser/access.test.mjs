// Every card in every state that a viewer can meet: WCAG 2.2 A and AA as far as a machine finds it, in both themes, on
// the smallest phone and a desk; and in the colours that a viewer forces on every page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { openHouse, require } from '../support/browser.mjs';
import { enter, states } from '../support/states.mjs';

const house = openHouse();

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Rules by axe's tags: all of WCAG 2.2 A and AA, and those that another theme can change.
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const colours = ['cat.color'];

// Violations in the page as it is.
async function violations(visit, tags) {
    const found = await visit.page.evaluate(async values => {
        const run = await globalThis.axe.run(document, {
            runOnly: { type: 'tag', values },
            resultTypes: ['violations'],
        });
        return run.violations.map(
            one =>
                `${one.id}: ${one.nodes
                    .map(
                        node =>
                            `${node.target.join(' ')} (${node.any
                                .concat(node.all, node.none)
                                .map(check => check.message)
                                .join('; ')})`,
                    )
                    .join(', ')}`,
        );
    }, tags);
    return found;
}

const viewport = width => ({
    viewport: { width, height: 800 },
    bypassCSP: true, // for what a test puts into the page
    reducedMotion: 'reduce',
    hasTouch: width < 640,
    isMobile: width < 640,
});

for (const width of [320, 1280]) {
    test(`no machine-found violation in any card state, ${width} px, and nothing wider than the window`, async () => {
        const visit = await house.visit({ path: '/v1/none', context: viewport(width) });
        for (const [name, state] of Object.entries(states)) {
            await enter(house, visit, state);
            await visit.page.evaluate(axe);
            for (const [colorScheme, tags] of [
                ['dark', wcag],
                ['light', colours],
            ]) {
                await visit.page.emulateMedia({ colorScheme });
                await visit.page.waitForFunction(
                    wanted =>
                        document.querySelector('icmp-player').shadowRoot.querySelector('.player').dataset
                            .theme === wanted,
                    colorScheme,
                );
                assert.deepEqual(await violations(visit, tags), [], `${name}, ${colorScheme}, ${width} px`);
            }
            const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= width, `${name}: ${wide} px`);
        }
        await visit.leave();
    });
}

test('in forced colours what can be pressed, chosen or typed into has an edge of its own', async () => {
    const context = { ...viewport(1280), forcedColors: 'active' };
    const visit = await house.visit({ path: '/v1/none', context });
    for (const [name, state] of Object.entries(states)) {
        await enter(house, visit, state);
        const bare = await visit.page.evaluate(() => {
            const edged = node => {
                const { borderTopWidth, borderTopStyle } = getComputedStyle(node);
                return borderTopStyle !== 'none' && parseFloat(borderTopWidth) >= 1;
            };
            const shadow = document.querySelector('icmp-player').shadowRoot;
            const wanted =
                '.card, .opt, .opt .dot, .wait, .notice, .toast, .bar6, .points, .area, .code, .stake, .btn.pri, .btn.sec';
            const without = [...shadow.querySelectorAll(wanted)].filter(
                node => node.checkVisibility() && !edged(node),
            );
            const chosen = [...shadow.querySelectorAll('.opt.on')].filter(node => {
                const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(node);
                // Inside: the list cuts off what is outside.
                return !(
                    outlineStyle === 'solid' &&
                    parseFloat(outlineWidth) >= 2 &&
                    parseFloat(outlineOffset) <= -2
                );
            });
            const track = getComputedStyle(shadow.querySelector('.tl .seg')).backgroundColor;
            return [
                ...[...without, ...chosen].map(node => node.className),
                ...(track === 'rgb(0, 0, 0)' ? ['timeline'] : []),
            ];
        });
        assert.deepEqual(bare, [], name);
    }
    await visit.leave();
});
