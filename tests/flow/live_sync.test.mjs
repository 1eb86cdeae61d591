// In sync (live.md R12, R13): the real server loops a film whose frames carry numbers, Chromium plays it 3, 8 and
// 20 s behind, and each card is judged by the picture that is seen with it. Not part of ./check, because a busy
// machine starves the encoder and the browser. By hand, after a build, on a quiet machine:
//     ICMP_BIN=$PWD/build/release/bin ICMP_SYNC_FILMS=build/films node --test tests/flow/live_sync.test.mjs
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
    appendFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    renameSync,
    rmSync,
    writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'resources', 'player', 'package.json'));
const { chromium } = require('playwright-core');
const bin = process.env.ICMP_BIN ?? join(root, 'build', 'release', 'bin');

const bits = 12;
const square = 20; // pixels
// 64 s of 48,000 samples a second are whole AAC frames, so a loop lasts exactly as long as its pictures.
const [width, height, rate, seconds] = [240, 136, 25, 64];
const frameMs = 1000 / rate;
const frames = rate * seconds;
const delays = [3, 8, 20];
const windowMs = 5_000;
const lastMs = 1_500; // of the window: there each viewer answers
const rounds = Number(process.env.ICMP_SYNC_ROUNDS ?? 1);
const resultsFile = process.env.ICMP_SYNC_RESULTS; // where measurements go; a test measures nothing

// Frame n shows n as twelve black or white squares, most significant bit first, on the upper left.
function numberedFilm(folder) {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `numbered-${seconds}.mp4`);
    if (existsSync(file)) return file;
    const all = Buffer.alloc(width * height * frames, 90);
    for (let frame = 0; frame < frames; ++frame)
        for (let bit = 0; bit < bits; ++bit)
            for (let y = 0; y < square; ++y) {
                const at = (frame * height + y) * width + bit * square;
                all.fill((frame >> (bits - 1 - bit)) & 1 ? 235 : 16, at, at + square);
            }
    const input = `-f rawvideo -pix_fmt gray -s ${width}x${height} -r ${rate} -i - `;
    const sound = `-f lavfi -i sine=frequency=330:sample_rate=48000:duration=${seconds} `;
    const output = '-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac -shortest';
    const part = `${file}.part.mp4`;
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...(input + sound + output).split(' '), part], {
        input: all,
    });
    renameSync(part, file);
    return file;
}

// The number in a picture's first line of squares.
function numberIn(grey, stride) {
    let number = 0;
    for (let bit = 0; bit < bits; ++bit)
        number =
            number * 2 + (grey[Math.floor(square / 2) * stride + bit * square + square / 2] > 128 ? 1 : 0);
    return number;
}

function codeOf(secret) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let text = '';
    for (const letter of secret) text += letters.indexOf(letter).toString(2).padStart(5, '0');
    const key = Buffer.from(text.match(/.{8}/g).map(byte => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const hash = createHmac('sha1', key).update(step).digest();
    const at = hash[19] & 15;
    return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

let folder, server, demo, session, browser;

async function ask(method, path, body, bearer) {
    const answer = await fetch(demo.http + path, {
        method,
        headers: {
            ...(body && { 'Content-Type': 'application/json' }),
            ...(bearer && { Authorization: `Bearer ${bearer}` }),
        },
        body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

let keys = 0;
const command = (name, element, more) =>
    ask(
        'POST',
        `/v1/events/${demo.event}/commands`,
        { key: `sync-${++keys}`, command: name, ...(element && { element }), ...more },
        session,
    );

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

async function until(check, what, ms = 60_000) {
    for (const end = Date.now() + ms; Date.now() < end; await wait(200)) {
        const found = await check().catch(() => null);
        if (found) return found;
    }
    assert.fail(`${what} within ${ms / 1000} s`);
}

// What the playlist says of one segment's first picture, and which picture that is, as FFmpeg decodes it.
async function landmark() {
    const address = `/live/${demo.event}/`;
    const text = await ask('GET', `${address}index.m3u8`);
    const opening = text.match(/URI="([^"]+)"/)[1];
    const [, date, name] = [...text.matchAll(/DATE-TIME:(\S+)\n#EXTINF:\S+\n(\S+)/g)].at(-1);
    const bytes = async file => Buffer.from(await (await fetch(demo.http + address + file)).arrayBuffer());
    const file = join(folder, 'piece.mp4');
    writeFileSync(file, Buffer.concat([await bytes(opening), await bytes(name)]));
    const words = `-v error -i ${file} -frames:v 1 -f rawvideo -pix_fmt gray -`;
    return { ms: Date.parse(date), frame: numberIn(execFileSync('ffmpeg', words.split(' ')), width) };
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'icmp-sync-'));
    const film = numberedFilm(process.env.ICMP_SYNC_FILMS ?? folder);
    server = spawn(
        join(bin, 'icmp-server'),
        ['demo', '--data', join(folder, 'data'), '--port', '0', '--loop', film],
        { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await new Promise((resolve, reject) => {
        createInterface(server.stdout).once('line', text => resolve([text]));
        server.once('exit', code => reject(new Error(`the server ended with ${code}`)));
    });
    demo = JSON.parse(line);
    const producer = demo.accounts.find(account => account.role === 'producer');
    const { login, password, totpSecret } = producer;
    ({ session } = await ask('POST', '/v1/signin', { login, password, code: codeOf(totpSecret) }));
    await command('start');
    browser = await chromium.launch({
        executablePath: '/usr/bin/chromium',
        args: '--headless --no-sandbox --disable-gpu --no-first-run --autoplay-policy=no-user-gesture-required'.split(
            ' ',
        ),
    });
});

after(async () => {
    await browser?.close();
    if (server && server.exitCode === null) {
        const gone = new Promise(resolve => server.once('exit', resolve));
        server.kill();
        await gone;
    }
    rmSync(folder, { recursive: true, force: true });
});

// In the page: every picture that is presented, with the cards that are seen beside it. Once a picture is in the
// last part of the window, the card is answered.
function watchPictures({ bits, square }) {
    const player = document.querySelector('icmp-player');
    const video = player.shadowRoot.querySelector('video');
    const canvas = new OffscreenCanvas(bits * square, square);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const openOptions = card => card.querySelectorAll('.opt:not([disabled]):not([aria-disabled="true"])');
    globalThis.pictures = [];
    globalThis.answerFrom = null; // { iid, frames: the numbers of the last part of the window }
    const look = () => {
        context.drawImage(video, 0, 0, bits * square, square, 0, 0, bits * square, square);
        const { data } = context.getImageData(0, square / 2, bits * square, 1);
        let frame = 0;
        for (let bit = 0; bit < bits; ++bit)
            frame = frame * 2 + (data[(bit * square + square / 2) * 4] > 128 ? 1 : 0);
        const seen = [...player.shadowRoot.querySelectorAll('.card[data-iid]')].filter(card =>
            card.checkVisibility(),
        );
        const cards = seen.map(card => [card.dataset.iid, openOptions(card).length > 0]);
        globalThis.pictures.push({ frame, cards, now: Date.now() });
        const answer = globalThis.answerFrom;
        const card = answer?.frames.includes(frame) && seen.find(one => one.dataset.iid === answer.iid);
        if (card && openOptions(card).length > 0) {
            globalThis.answerFrom = null;
            openOptions(card)[0].click();
        }
        video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
}

// How far behind the live edge the picture is brought, again and again while the machine is too busy to follow.
async function fallBack(page, seconds) {
    await page.evaluate(async behind => {
        const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
        video.muted = true;
        await video.play();
        video.currentTime = video.seekable.end(video.seekable.length - 1) - behind;
    }, seconds);
}

async function viewer(delay, prepare = async () => {}) {
    const page = await (await browser.newContext({ viewport: { width: 720, height: 480 } })).newPage();
    await prepare(page);
    await page.goto(demo.watch);
    await page.waitForFunction(() => {
        const video = document.querySelector('icmp-player')?.shadowRoot?.querySelector('video');
        return video?.readyState >= 3 && video.seekable.length > 0;
    });
    await page.evaluate(watchPictures, { bits, square });
    await fallBack(page, delay - 1);
    return { page, delay };
}

// Programme times of pictures, from what the playlist says now.
async function calendar() {
    const mark = await landmark();
    return (frame, near) => {
        const ms = mark.ms + (frame - mark.frame) * frameMs;
        return ms + Math.round((near - ms) / (seconds * 1000)) * seconds * 1000;
    };
}

async function behindOf({ page, delay }, timeOf) {
    const { frame, now } = await page.evaluate(() => globalThis.pictures.at(-1));
    return now - timeOf(frame, now - delay * 1000);
}

// Brings everybody to their delay; a viewer whom the machine holds up is further behind, which is as good.
async function settle(viewers, timeOf) {
    for (let round = 0; round < 4; ++round) {
        await wait(3_000);
        for (const one of viewers) {
            one.behind = await behindOf(one, timeOf);
            const off = one.behind - one.delay * 1000;
            if (Math.abs(off) > 700)
                await one.page.evaluate(by => {
                    document.querySelector('icmp-player').shadowRoot.querySelector('video').currentTime += by;
                }, off / 1000);
        }
    }
}

// The one that is no part of the film: it waits for its producer.
const pollIid = () => demo.elements.filter(element => element.type === 'poll.single').at(-1).id;
const result = async iid =>
    (await ask('GET', `/v1/events/${demo.event}/elements/${iid}/result`, null, session)).n;

// Opens the poll; every viewer is to answer within the last part of their own window.
async function openFor(viewers, iid, timeOf) {
    await command('open', iid, { openForMs: windowMs });
    const snapshot = await ask('GET', `/v1/events/${demo.event}/snapshot`);
    const item = snapshot.items.find(one => one.iid === iid);
    assert.ok(item?.at?.pdt, `the anchor is no programme time: ${JSON.stringify(item?.at)}`);
    assert.equal(item.until.pdt - item.at.pdt, windowMs);
    const last = Array.from({ length: frames }, (_, frame) => frame).filter(frame => {
        const ms = timeOf(frame, item.at.pdt) - item.at.pdt;
        return ms >= windowMs - lastMs && ms < windowMs - frameMs;
    });
    assert.ok(last.length >= lastMs / frameMs - 3, `${last.length} frames`);
    for (const { page } of viewers)
        await page.evaluate(answer => (globalThis.answerFrom = answer), { iid, frames: last });
    return item.at.pdt;
}

// Judges what one viewer saw; gives by how much the card came after its picture, in ms.
// `over`: the card of an earlier round may still be on the picture, closed.
async function judge({ page, delay }, iid, at, timeOf, say, over = false) {
    const pictures = (await page.evaluate(() => globalThis.pictures.splice(0)))
        .map(picture => ({ ...picture, ms: timeOf(picture.frame, picture.now - delay * 1000) - at }))
        .filter(picture => picture.ms > -20_000 && picture.ms < windowMs + 3_000);
    const has = picture => picture.cards.some(([id]) => id === iid);
    const isOpen = picture => picture.cards.some(([id, open]) => id === iid && open);
    const shown = pictures.filter(over ? isOpen : has);
    assert.ok(shown.length > 0, `no card ${delay} s behind`);
    const before = pictures.filter(picture => picture.ms < -1 && (over ? isOpen : has)(picture));
    assert.equal(before.length, 0, `a card came ${-before[0]?.ms} ms before its picture`);
    // From its first picture on each one has an answer to give; in the last part it was given, and counted.
    const short = pictures.filter(p => p.ms >= shown[0].ms && p.ms < windowMs - lastMs && !isOpen(p));
    assert.equal(short.length, 0, `the window was short: ${short[0]?.ms} ms`);
    say(
        `${delay} s behind: the card ${Math.round(shown[0].ms)} ms after its picture (${pictures.length} pictures)`,
    );
    return shown[0].ms;
}

test('cards come with their picture, 3, 8 and 20 s behind, and everybody has the whole window', async t => {
    await until(
        async () => (await ask('GET', `/live/${demo.event}/index.m3u8`)).match(/#EXTINF/g).length > 22,
        'a window',
    );
    const viewers = await Promise.all(delays.map(delay => viewer(delay)));
    await settle(viewers, await calendar());
    for (const one of viewers)
        t.diagnostic(`${one.delay} s: the picture is ${(one.behind / 1000).toFixed(2)} s behind`);
    const iid = pollIid();
    const late = [];
    for (let round = 0; round < rounds; ++round) {
        const timeOf = await calendar();
        const at = await openFor(viewers, iid, timeOf);
        // Their own windows: all of them answered in the last part of theirs, and each counts.
        await until(async () => (await result(iid)) === viewers.length, 'an answer of each', 60_000);
        for (const one of viewers) late.push(await judge(one, iid, at, timeOf, text => t.diagnostic(text)));
        if (round + 1 < rounds) {
            await command('reset', iid);
            await settle(viewers, await calendar());
        }
    }
    late.sort((a, b) => a - b);
    const share = part => late[Math.min(late.length - 1, Math.floor(late.length * part))];
    const told = `${late.length} cards after their picture: p50 ${share(0.5)} ms, p95 ${share(0.95)} ms, most ${late.at(-1)} ms, least ${late[0]} ms`;
    t.diagnostic(told);
    if (resultsFile) appendFileSync(resultsFile, `${told}\n${late.map(Math.round).join(' ')}\n`);
    for (const { page } of viewers) await page.context().close();
});

test('without any line the card comes from the playlist, with its picture, and the answer goes by POST later', async t => {
    let blocked = true;
    const one = await viewer(3, async page => {
        await page.routeWebSocket(/./, socket => socket.close());
        await page.route('**/v1/rt/**', route => (blocked ? route.abort() : route.continue()));
        // Nor what is told beside the playlist.
        await page.route('**/snapshot', route => (blocked ? route.abort() : route.continue()));
    });
    const iid = pollIid();
    await command('reset', iid);
    await settle([one], await calendar());
    const timeOf = await calendar();
    const at = await openFor([one], iid, timeOf);
    const playlist = await until(async () => {
        const text = await ask('GET', `/live/${demo.event}/index.m3u8`);
        return text.includes(`#EXT-X-DATERANGE:ID="${iid}.`) && text;
    }, 'the card in the playlist');
    assert.match(playlist, /CLASS="org\.icmp\.card",START-DATE="[^"]+",DURATION=5\.000,X-COM-ICMP-CARD="/);
    await one.page.waitForFunction(() => globalThis.answerFrom === null, null, { timeout: 60_000 });
    await judge(one, iid, at, timeOf, text => t.diagnostic(text), true);
    assert.equal((await result(iid)) ?? 0, 0);
    blocked = false; // sockets stay blocked
    await until(async () => (await result(iid)) === 1, 'the kept answer', 40_000);
    assert.equal(await one.page.locator(`.card[data-iid="${iid}"]`).count(), 1);
    await one.page.context().close();
});
