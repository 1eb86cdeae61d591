// A small stand-in for the server, for the player's tests: serves the built player, a package made from
// elements, and speaks live.v1.json. It keeps the rules the player relies on (offsets, one vote per key), and
// a test can make it misbehave: drop lines, close with a code, hold acks back.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { HttpLines } from './http_lines.mjs';
import { acceptKey, FrameReader, textFrame, closeFrame } from './websocket.mjs';

export const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; " +
    "connect-src 'self' ws: wss:; font-src 'self'; base-uri 'none'; form-action 'none'; " +
    "require-trusted-types-for 'script'";

const types = {
    js: 'text/javascript',
    css: 'text/css',
    html: 'text/html; charset=utf-8',
    json: 'application/json',
    mp4: 'video/mp4',
    webm: 'video/webm',
};

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

export class ShowServer {
    constructor(dist, film) {
        this.dist = dist;
        this.film = film;
        this.event = 'ev_test';
        this.title = 'A morning by the stream';
        this.mode = 'vod';
        this.objects = new Map(); // hash -> {bytes, type} or {file, type}
        this.sockets = new Set();
        this.lines = new HttpLines(this);
        this.reset();
    }

    reset() {
        this.epoch = randomUUID().slice(0, 4);
        this.log = [];
        this.items = new Map();
        this.tallies = new Map();
        this.votes = new Map(); // key -> {vote, ack}
        this.received = []; // every vote message, repeats too
        this.ackState = null; // a function of the vote, instead of "counted"
        this.ackDelayMs = 0;
        this.refuseSockets = false;
        this.refuseLines = false; // the fallback transports too
        this.lines.reset();
        this.timesAsked = 0;
        this.reacts = []; // {iid, e, n, at}
        this.states = new Map(); // stock:<iid>, lb:<iid>, react:<iid>
        this.me = { v: 1, answers: {} };
        this.maxDelay = 0;
        this.ladder = null; // the playlist in filmAsHls that the event names, for a film that is too heavy
        this.tokensAsked = []; // bodies of the requests
        this.sites = new Set(); // site tokens that hold
        this.invited = new Set(); // codes
        this.programme = null; // a LiveStream, which the event then names
        this.receipts = new Map(); // receipt id -> what is told of it
        this.receiptsAsked = 0;
        this.window = 512;
        this.hellos = [];
        this.pingMs = 25_000;
        this.deaf = false; // hears and answers nothing, with the line open
    }

    // Publishes clips (with start and end in seconds) on one track as the event's package.
    publish(clips, root = {}) {
        const flicks = seconds => Math.round(seconds * 705_600_000);
        const made = clips
            .map((clip, index) => ({
                id: clip.id ?? index + 1,
                start: clip.startFlicks ?? flicks(clip.start),
                end: clip.endFlicks ?? flicks(clip.end),
                box: clip.box !== undefined ? clip.box : { x: 620_000, y: 40_000, w: 340_000, h: 700_000 },
                z: clip.z ?? 0,
                element: clip.element,
            }))
            .sort((a, b) => a.start - b.start || a.id - b.id);
        const film = readFileSync(this.film);
        const media = {
            hash: sha256(film),
            type: types[this.film.split('.').pop()],
            bytes: this.ladder ? 2 ** 40 : film.length,
            width: 320,
            height: 180,
        };
        this.objects.set(media.hash, { file: this.film, type: media.type });
        const part = this.keep({ clips: made });
        this.package = this.keep({
            format: 1,
            visibility: 'public',
            project: 'p1',
            title: this.title,
            language: 'en',
            languages: ['en'],
            rate: { numerator: 25, denominator: 1 },
            canvas: { width: 1280, height: 720 },
            length: flicks(20),
            media,
            poster: null,
            scenes: [
                {
                    id: 1,
                    name: 'Main',
                    tracks: [
                        {
                            id: 1,
                            name: 'Cards',
                            kind: 'overlay',
                            hidden: false,
                            parts: [part],
                        },
                    ],
                },
            ],
            assets: [],
            ...root,
        });
        return made;
    }

    keep(value, type = 'application/json') {
        const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
        const hash = sha256(bytes);
        this.objects.set(hash, { bytes, type });
        return hash;
    }

    async start() {
        this.http = createServer((request, answer) => this.answer(request, answer));
        this.http.on('upgrade', (request, socket) => this.upgrade(request, socket));
        await new Promise(done => this.http.listen(0, '127.0.0.1', done));
        this.origin = `http://127.0.0.1:${this.http.address().port}`;
    }

    async stop() {
        for (const socket of this.sockets) socket.destroy();
        this.http.closeAllConnections?.();
        await new Promise(done => this.http.close(done));
    }

    answer(request, answer) {
        answer.setHeader('Access-Control-Allow-Origin', '*');
        if (request.method === 'OPTIONS') {
            answer.setHeader('Access-Control-Allow-Methods', 'GET, POST');
            answer.setHeader('Access-Control-Allow-Headers', 'Content-Type, Authorization');
            return answer.writeHead(204).end();
        }
        const path = new URL(request.url, 'http://x').pathname;
        if (path.startsWith('/o/')) return this.object(path.slice(3), request, answer);
        if (path.startsWith('/v1/rt/')) return this.lines.answer(request, answer);
        const receipt = /^\/v1\/events\/[^/]+\/receipts\/(.+)$/.exec(path);
        if (receipt) {
            this.receiptsAsked += 1;
            const told = this.receipts.get(decodeURIComponent(receipt[1]));
            return told
                ? this.json(answer, told)
                : this.send(answer, 404, types.json, '{"code":"not_found"}');
        }
        if (path.startsWith('/hls/')) return this.stream(path.slice(5), answer);
        if (path.startsWith('/live/')) return this.live(path.split('/').pop(), answer);
        if (path.startsWith('/player/')) return this.file(path.slice(8), answer);
        if (path.startsWith('/watch/')) return this.page('watch.html', path.slice(7), answer);
        if (path.startsWith('/embed/')) return this.page('embed.html', path.slice(7), answer);
        if (path.startsWith('/host/')) return this.send(answer, 200, types.html, this.hostPage ?? '');
        if (path === '/v1/events/ev_missing')
            return this.send(answer, 404, types.json, '{"code":"not_found"}');
        if (path === `/v1/events/${this.event}`)
            return this.json(answer, {
                title: this.title,
                mode: this.mode,
                package: this.package ?? null,
                ...(this.ladder ? { hls: `/hls/${this.ladder}` } : {}),
                ...(this.programme ? { stream: { hls: '/live/ev_test/index.m3u8' } } : {}),
            });
        if (path.endsWith('/tokens') && request.method === 'POST') return this.token(request, answer);
        if (path.endsWith('/snapshot')) return this.json(answer, this.snapshot());
        return this.send(answer, 404, types.json, '{"code":"not_found"}');
    }

    // A token for what the request proves beside its device, or the refusal of all of it.
    token(request, answer) {
        let body = '';
        request.on('data', bytes => (body += bytes));
        return request.on('end', () => {
            const asked = JSON.parse(body);
            this.tokensAsked.push(asked);
            const refuse = code => this.send(answer, 401, types.json, JSON.stringify({ code }));
            if (asked.site === 'expired') return refuse('expired');
            if (asked.site && !this.sites.has(asked.site)) return refuse('wrong-credentials');
            if (asked.code && !this.invited.has(asked.code)) return refuse('wrong-credentials');
            const kinds = ['device', ...(asked.site ? ['site'] : []), ...(asked.code ? ['list'] : [])];
            return this.json(answer, {
                token: `tok ${kinds.join(' ')}`,
                pseudonym: 'v1',
                expires: Date.now() + 3_600_000,
                kinds,
            });
        });
    }

    json(answer, value) {
        this.send(answer, 200, types.json, JSON.stringify(value));
    }

    send(answer, status, type, body) {
        answer.writeHead(status, {
            'Content-Type': type,
            'Content-Security-Policy': policy,
            'X-Content-Type-Options': 'nosniff',
            'Cache-Control': 'no-store',
        });
        answer.end(body);
    }

    file(name, answer) {
        try {
            const bytes = readFileSync(join(this.dist, name.replace(/[^\w.-]/g, '')));
            this.send(answer, 200, types[name.split('.').pop()] ?? 'application/octet-stream', bytes);
        } catch {
            this.send(answer, 404, types.json, '{}');
        }
    }

    // The same film as an HLS playlist with its segments.
    stream(name, answer) {
        const type = name.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp2t';
        this.send(answer, 200, type, readFileSync(join(this.filmAsHls, name.replace(/[^\w.-]/g, ''))));
    }

    live(name, answer) {
        if (!this.programme) return this.send(answer, 404, types.json, '{}');
        if (name.endsWith('.m3u8'))
            return this.send(answer, 200, 'application/vnd.apple.mpegurl', this.programme.playlist());
        return this.send(answer, 200, 'video/mp2t', this.programme.segment(name));
    }

    page(name, event, answer) {
        const html = readFileSync(join(this.dist, name), 'utf8')
            .replaceAll('{{event}}', event)
            .replaceAll('{{title}}', this.title)
            .replaceAll('{{language}}', 'en');
        this.send(answer, 200, types.html, html);
    }

    object(hash, request, answer) {
        const object = this.objects.get(hash);
        if (!object) return this.send(answer, 404, types.json, '{}');
        if (object.bytes) return this.send(answer, 200, object.type, object.bytes);
        const { size } = statSync(object.file);
        const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
        const from = range ? Number(range[1]) : 0;
        const to = range && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
        answer.writeHead(range ? 206 : 200, {
            'Content-Type': object.type,
            'Accept-Ranges': 'bytes',
            'Content-Length': to - from + 1,
            ...(range ? { 'Content-Range': `bytes ${from}-${to}/${size}` } : {}),
        });
        return createReadStream(object.file, { start: from, end: to })
            .on('error', () => answer.destroy())
            .pipe(answer);
    }

    snapshot() {
        return {
            off: this.log.length,
            ep: this.epoch,
            mode: this.mode,
            package: this.package,
            items: [...this.items.values()],
            state: Object.fromEntries([...this.tallies, ...this.states]),
            me: this.me,
            maxDelay: this.maxDelay,
        };
    }

    upgrade(request, socket) {
        if (request.headers.origin === 'null') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        if (this.refuseSockets || !request.url.startsWith('/v1/rt'))
            return socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
        socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
                `Sec-WebSocket-Accept: ${acceptKey(request.headers['sec-websocket-key'])}\r\n` +
                'Sec-WebSocket-Protocol: live.v1.json\r\n\r\n',
        );
        const reader = new FrameReader();
        this.sockets.add(socket);
        socket.say = message => socket.writable && socket.write(textFrame(JSON.stringify(message)));
        socket.on('data', bytes => {
            for (const frame of reader.push(bytes)) {
                if (frame.opcode === 8) socket.end();
                if (frame.opcode === 1) this.hear(socket, JSON.parse(frame.text));
            }
        });
        for (const name of ['close', 'error']) socket.on(name, () => this.sockets.delete(socket));
        return undefined;
    }

    hear(socket, message) {
        if (this.deaf) return;
        if (message.hello) this.welcome(socket, message);
        if (message.time) this.timesAsked += 1;
        if (message.time)
            socket.say({
                i: message.i,
                time: { c0: message.time.c0, s1: Date.now(), s2: Date.now() },
            });
        if (message.vote) this.vote(socket, message);
        if (message.react) this.reacts.push({ ...message.react, at: Date.now() });
    }

    welcome(socket, { i, hello }) {
        this.hellos.push(hello);
        socket.kinds = hello.tok.split(' ').slice(1);
        const { since } = hello;
        const recovered = Boolean(
            since &&
            since.ep === this.epoch &&
            since.off <= this.log.length &&
            since.off >= this.log.length - this.window,
        );
        socket.live = true;
        socket.say({
            i,
            welcome: {
                sid: 's1',
                ep: this.epoch,
                off: this.log.length,
                recovered,
                ping: this.pingMs,
                now: Date.now(),
                tick: 100,
            },
        });
        if (!recovered) socket.say({ snap: this.snapshot() });
        else if (since.off < this.log.length) socket.say({ log: this.log.slice(since.off) });
    }

    // Appends to the log; unheard means the sockets lose it.
    append(message, { unheard = false } = {}) {
        const entry = { off: this.log.length + 1, ...message };
        this.log.push(entry);
        const item = this.items.get(message.iid) ?? {
            iid: message.iid,
            rev: 0,
            round: 1,
            state: 'armed',
        };
        const states = {
            open: 'open',
            close: 'final',
            cancel: 'cancelled',
            reset: 'armed',
            undo: 'armed',
            hold: 'held',
            release: 'open',
        };
        const { t, ...fields } = message;
        if (t === 'lock') {
            fields.lock = fields.at ?? {};
            delete fields.at;
        }
        if (t === 'refund') fields.refunded = true;
        if (message.iid)
            this.items.set(message.iid, {
                ...item,
                ...fields,
                state: states[t] ?? item.state,
            });
        if (!unheard) for (const socket of this.sockets) if (socket.live) socket.say({ log: entry });
        return entry;
    }

    // counts: per option, or the whole of what the tally holds.
    tally(iid, counts, extra = {}) {
        const key = `tally:${iid}`;
        const state = {
            v: (this.tallies.get(key)?.v ?? 0) + 1,
            d: Array.isArray(counts) ? { n: counts.reduce((a, b) => a + b, 0), c: counts } : counts,
            ...extra,
        };
        this.tallies.set(key, state);
        for (const socket of this.sockets) if (socket.live) socket.say({ st: { k: key, ...state } });
    }

    // Any other state: stock:<iid>, lb:<iid>, react:<iid>.
    tell(k, d) {
        const state = { v: (this.states.get(k)?.v ?? 0) + 1, d };
        this.states.set(k, state);
        for (const socket of this.sockets) if (socket.live) socket.say({ st: { k, ...state } });
    }

    // What is told to the viewer alone.
    tellMe(me) {
        this.me = { ...this.me, ...me, v: this.me.v + 1 };
        for (const socket of this.sockets) if (socket.live) socket.say({ me: this.me });
    }

    vote(socket, { i, vote }) {
        this.received.push(vote);
        const before = this.votes.get(vote.key);
        const asked = this.items.get(vote.iid)?.doc?.voters ?? 'device';
        const state = socket.kinds.includes(asked) ? this.ackState?.(vote) : { st: 'denied' };
        if (state === 'silence') return;
        const ack = before
            ? { ...before, st: 'duplicate' }
            : { key: vote.key, st: 'counted', n: vote.n, ...state };
        if (!before && ack.st === 'counted') this.votes.set(vote.key, ack);
        setTimeout(() => socket.say({ i, ack }), this.ackDelayMs);
    }

    // Ends every line, with a close frame when a code is given, else by cutting it.
    dropAll(code, reason = '') {
        for (const socket of this.sockets) {
            if (code === undefined) socket.destroy();
            else if (socket.goodbye) socket.goodbye(code, reason);
            else socket.end(closeFrame(code, reason));
        }
    }
}
