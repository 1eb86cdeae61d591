// Opens the built player in Chromium, against a fresh server. A missing Chromium or ffmpeg is a failure.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hlsOf, numberedClip } from './film.mjs';
import { ShowServer } from './server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const require = createRequire(join(root, 'resources', 'player', 'package.json'));
const { chromium } = require('playwright-core');

const executablePath = '/usr/bin/chromium';
const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
];
export const dist =
    process.env.ICMP_PLAYER_DIST ?? join(root, 'build', 'dev', 'resources', 'player', 'out', 'dist');
export const films = process.env.ICMP_PLAYER_FILMS ?? join(root, 'build', 'dev', 'tests', 'player', 'films');

function standIn() {
    assert.ok(existsSync(join(dist, 'manifest.json')), `build the player first: no ${dist}/manifest.json`);
    const server = new ShowServer(dist, numberedClip(films));
    server.filmAsHls = hlsOf(films);
    return server;
}

// A server and a browser.
export class House {
    constructor(server = standIn()) {
        this.server = server;
    }

    async start() {
        assert.ok(existsSync(executablePath), 'Chromium is needed: apt-get install chromium');
        await this.server.start();
        this.browser = await chromium.launch({ executablePath, args });
    }

    async stop() {
        await this.browser?.close();
        await this.server.stop();
    }

    // path: of the server; context: of the browser's; prepare: is given that before it has a page.
    async visit({ path = `/watch/${this.server.event}`, context: more, prepare } = {}) {
        const context = await this.browser.newContext({
            viewport: { width: 1280, height: 800 },
            colorScheme: 'dark',
            ...more,
        });
        await prepare?.(context);
        const page = await context.newPage();
        const problems = [];
        page.on('pageerror', error => problems.push(error.message));
        page.on('console', line => {
            if (/Content Security Policy|TrustedHTML|Trusted/.test(line.text())) problems.push(line.text());
        });
        await page.addInitScript(() => {
            globalThis.violations = [];
            document.addEventListener('securitypolicyviolation', event =>
                globalThis.violations.push(event.violatedDirective),
            );
        });
        await page.goto(this.server.origin + path);
        return new Visit(page, context, problems);
    }
}

// The house of a test file, for all its tests; the stand-in is as new before each: a film without elements on
// demand, or the same with a live session.
export function openHouse({ mode = 'vod', server } = {}) {
    const house = new House(server);
    before(() => house.start());
    after(() => house.stop());
    beforeEach(() => {
        if (server) return;
        house.server.reset();
        house.server.mode = mode;
        house.server.publish([]);
    });
    return house;
}

// A page of somebody else's that embeds the player.
export const hostPage = (attributes = '', { lang = 'en', around = '', loader = '/player/loader.js' } = {}) =>
    `<!doctype html><html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><head><title>Host</title>` +
    '<meta name="viewport" content="width=device-width"><script src="' +
    `${loader}" defer></script></head><body>${around}<icmp-player event="ev_test" ${attributes}></icmp-player></body></html>`;

// What opens a live element, for a minute from now on unless said otherwise.
export const opening = (iid, doc, more = {}) => ({
    t: 'open',
    iid: String(iid),
    rev: 1,
    round: 1,
    at: { utc: Date.now() },
    until: { utc: Date.now() + 60_000 },
    doc,
    ...more,
});

// One viewer. Selectors go through the open shadow tree.
export class Visit {
    constructor(page, context, problems) {
        this.page = page;
        this.context = context;
        this.problems = problems;
    }

    card(iid) {
        return this.page.locator(`icmp-player .card[data-iid="${iid}"]`);
    }

    option(iid, index) {
        return this.card(iid).locator('.opt').nth(index);
    }

    async ready() {
        await this.page.waitForFunction(
            () => document.querySelector('icmp-player')?.shadowRoot?.querySelector('video')?.readyState >= 2,
        );
    }

    // The line is up, down, or over. Each of its transports may have been tried first.
    line(status) {
        return this.page.waitForFunction(
            wanted => document.querySelector('icmp-player')?.dataset.line === wanted,
            status,
            { timeout: 40_000 },
        );
    }

    online() {
        return this.line('up');
    }

    counted(iid) {
        return this.card(iid).getByText('Counted').waitFor();
    }

    pause() {
        return this.page.evaluate(() =>
            document.querySelector('icmp-player').shadowRoot.querySelector('video').pause(),
        );
    }

    async seek(seconds) {
        await this.page.evaluate(async to => {
            const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
            const done = new Promise(resolve => {
                video.onseeked = resolve;
            });
            video.currentTime = to;
            await done;
        }, seconds);
    }

    spoken() {
        return this.page.evaluate(
            () => document.querySelector('icmp-player').shadowRoot.querySelector('[role=status]').textContent,
        );
    }

    // Ends the visit; anything the policy refused or that was thrown on the way fails the test.
    async leave() {
        const violations = await this.page.evaluate(() => globalThis.violations ?? []);
        await this.context.close();
        assert.deepEqual([...violations, ...this.problems], []);
    }
}

export const options = (...texts) => texts.map((text, index) => ({ id: index + 1, text }));

export const poll = more => ({
    type: 'poll.single',
    question: 'Where should the camera go next?',
    priority: 5,
    options: options('Into the reeds', 'Under the stones', 'Across the stream'),
    ...more,
});
