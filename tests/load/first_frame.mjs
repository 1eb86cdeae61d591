// From the address to the first frame of the film, as a viewer in Chromium meets it: the real server on
// loopback, a browser that has never been there before for each load.
//
//   node tests/load/first_frame.mjs [FILM.mp4] [LOADS]
//
// Without a film the sample show's own is used; with one a show with that film and one poll is published
// first. Prints one JSON line: milliseconds from the navigation to the first frame presented, to the line
// being up, and to the poll's card standing, each as p50, p95 and the worst.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { House } from '../player/support/browser.mjs';
import { RealServer } from '../player/support/real_server.mjs';

const flicksPerSecond = 705_600_000;
const chunkBytes = 1024 * 1024;
const [film, loads = '30'] = process.argv.slice(2);

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

// As the server writes JSON: keys in order, no spaces.
function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    const fields = Object.keys(value).sort();
    return `{${fields.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

// RFC 6238, as the account's second factor.
function codeOf(secret) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map(letter => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const seed = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const mac = createHmac('sha1', seed).update(step).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

class Publisher {
    constructor(server) {
        this.server = server;
    }

    async ask(method, path, body, headers = {}) {
        const answer = await fetch(this.server.origin + path, {
            method,
            body: body && !Buffer.isBuffer(body) ? JSON.stringify(body) : body,
            headers: { Authorization: `Bearer ${this.session ?? ''}`, ...headers },
        });
        const told = await answer.json();
        assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${told.detail}`);
        return told;
    }

    async signIn() {
        const { login, password, totpSecret } = this.server.told.accounts.find(one => one.role === 'creator');
        const told = await this.ask('POST', '/v1/signin', { login, password, code: codeOf(totpSecret) });
        this.session = told.session;
    }

    async put(bytes, type = 'application/json') {
        const hash = sha256(bytes);
        for (let at = 0; at < bytes.length; at += chunkBytes) {
            const end = Math.min(at + chunkBytes, bytes.length);
            const range = `bytes ${at}-${end - 1}/${bytes.length}`;
            await this.ask('PUT', `/v1/objects/${hash}`, bytes.subarray(at, end), {
                'Content-Type': type,
                'Content-Range': range,
            });
        }
        return hash;
    }

    async publish(file) {
        await this.signIn();
        const bytes = readFileSync(file);
        const probe = ['-v', 'error', '-select_streams', 'v:0', '-of', 'json', '-show_entries'];
        const { streams, format } = JSON.parse(
            execFileSync('ffprobe', [...probe, 'stream=width,height:format=duration', file]),
        );
        const [{ width, height }] = streams;
        const length = Math.floor(Number(format.duration)) * flicksPerSecond;
        const before = await this.ask('GET', `/v1/events/${this.server.event}`);
        const root = await this.ask('GET', `/o/${before.package}`);
        const poll = await this.poll(root);
        const part = await this.put(Buffer.from(canonical({ clips: [{ ...poll, start: 0, end: length }] })));
        const made = {
            ...root,
            length,
            media: {
                hash: await this.put(bytes, 'video/mp4'),
                type: 'video/mp4',
                bytes: bytes.length,
                width,
                height,
            },
            poster: null,
            scenes: [{ ...root.scenes[0], tracks: [{ ...root.scenes[0].tracks[0], parts: [part] }] }],
            assets: [],
        };
        const publicRoot = await this.put(Buffer.from(canonical(made)));
        const rest = {
            format: root.format,
            visibility: 'private',
            public: publicRoot,
            secrets: {},
            held: [],
        };
        const privateRoot = await this.put(Buffer.from(canonical(rest)));
        const [{ show }] = (await this.ask('GET', '/v1/shows')).shows;
        await this.ask('POST', `/v1/shows/${show}/versions`, {
            key: 'first-frame',
            root: publicRoot,
            private: privateRoot,
            base: 1,
        });
    }

    // The sample show's first poll.
    async poll(root) {
        for (const hash of root.scenes[0].tracks.flatMap(track => track.parts)) {
            const { clips } = await this.ask('GET', `/o/${hash}`);
            const clip = clips.find(one => one.element.type === 'poll.single');
            if (clip) return clip;
        }
        throw new Error('the sample show has no poll');
    }
}

// Runs in the page before anything else; times are of the page's own clock, which begins with the navigation.
function watch() {
    const times = (globalThis.times = {});
    const look = () => {
        const player = document.querySelector('icmp-player');
        const video = player?.shadowRoot?.querySelector('video');
        if (player?.dataset.line === 'up') times.line ??= performance.now();
        if (player?.shadowRoot?.querySelector('.card')) times.card ??= performance.now();
        if (video && !times.asked) {
            times.asked = true;
            video.requestVideoFrameCallback((_now, frame) => (times.frame = frame.presentationTime));
        }
        setTimeout(look, 5);
    };
    look();
}

const house = new House(new RealServer());
await house.start();
try {
    if (film) await new Publisher(house.server).publish(film);
    const seen = [];
    for (let load = 0; load < Number(loads); ++load) {
        const visit = await house.visit({ prepare: context => context.addInitScript(watch) });
        const wanted = film ? ['frame', 'line', 'card'] : ['frame', 'line'];
        const page = await visit.page.waitForFunction(
            names => names.every(name => globalThis.times[name]) && globalThis.times,
            wanted,
        );
        seen.push(await page.jsonValue());
        await visit.leave();
    }
    const told = {};
    for (const name of film ? ['frame', 'line', 'card'] : ['frame', 'line']) {
        const sorted = seen.map(times => times[name]).sort((a, b) => a - b);
        const at = share =>
            Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]);
        told[name] = { p50: at(0.5), p95: at(0.95), worst: at(1) };
    }
    console.log(JSON.stringify({ loads: seen.length, film: film ?? 'sample', ms: told }));
} finally {
    await house.stop();
}
