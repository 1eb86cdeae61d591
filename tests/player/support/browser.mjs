// Opens the built player in Chromium, against a fresh server. A missing Chromium or ffmpeg is a failure.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

// A server and a browser for one test file; stop() ends both.
export async function openHouse(server = standIn()) {
    assert.ok(existsSync(executablePath), 'Chromium is needed: apt-get install chromium');
    await server.start();
    const browser = await chromium.launch({ executablePath, args });
    return {
        server,
        async visit(options = {}) {
            const context = await browser.newContext({
                viewport: { width: 1280, height: 800 },
                colorScheme: 'dark',
                ...options.context,
            });
            await options.prepare?.(context);
            const page = await context.newPage();
            const problems = [];
            page.on('pageerror', error => problems.push(error.message));
            page.on('console', line => {
                if (/Content Security Policy|TrustedHTML|Trusted/.test(line.text()))
                    problems.push(line.text());
            });
            await page.addInitScript(() => {
                globalThis.violations = [];
                document.addEventListener('securitypolicyviolation', event =>
                    globalThis.violations.push(event.violatedDirective),
                );
            });
            await page.goto(server.origin + (options.path ?? `/watch/${server.event}`));
            return new Visit(page, context, problems);
        },
        async stop() {
            await browser.close();
            await server.stop();
        },
    };
}

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

    async online() {
        await this.page.waitForFunction(() => document.querySelector('icmp-player')?.dataset.line === 'up');
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
