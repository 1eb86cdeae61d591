// Every card in every state that a viewer can meet: WCAG 2.2 A and AA as far as a machine finds it, in both
// themes, on the smallest phone and a desk; and in the colours that a viewer forces on every page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { openHouse, require } from '../support/browser.mjs';
import { enter, states } from '../support/states.mjs';

const house = openHouse();

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// All rules of WCAG 2.2 A and AA, and those that another theme can change.
const wcag = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

// Violations in the page as it is.
async function violations(visit, rules) {
    const found = await visit.page.evaluate(async runOnly => {
        const run = await globalThis.axe.run(document, {
            runOnly,
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
    }, rules);
    return found;
}

const viewport = width => ({
    viewport: { width, height: 800 },
    bypassCSP: true, // for what a test puts into the page
    reducedMotion: 'reduce',
    hasTouch: width < 640,
    isMobile: width < 640,
});

// In the colours that a viewer forces on every page: what can be pressed, chosen or typed into, and has no
// edge that shows it; shadows and grounds are gone there.
function bare(visit) {
    return visit.page.evaluate(() => {
        const edged = node => {
            const { borderTopWidth, borderTopStyle } = getComputedStyle(node);
            return borderTopStyle !== 'none' && parseFloat(borderTopWidth) >= 1;
        };
        const shadow = document.querySelector('icmp-player').shadowRoot;
        const wanted =
            '.card, .opt, .opt .dot, .wait, .notice, .toast, .bar6, .points, .area, .code, .stake, ' +
            '.btn.pri, .btn.sec';
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
}

for (const width of [320, 1280]) {
    test(`in every card state at ${width} px: no violation, no overflow, edges in forced colours`, async () => {
        const visit = await house.visit({ path: '/v1/none', context: viewport(width) });
        for (const [name, state] of Object.entries(states)) {
            await enter(house, visit, state);
            await visit.page.evaluate(axe);
            for (const [colorScheme, rules] of [
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
                assert.deepEqual(await violations(visit, rules), [], `${name}, ${colorScheme}, ${width} px`);
            }
            const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= width, `${name}: ${wide} px`);
            await visit.page.emulateMedia({ forcedColors: 'active' });
            assert.deepEqual(await bare(visit), [], `${name}, forced colours, ${width} px`);
            await visit.page.emulateMedia({ forcedColors: 'none' });
        }
        await visit.leave();
    });
}
