// One player in one shadow tree: loads the event and its film, keeps the line to the server, and lets
// picture, session and viewer meet in the cards.
import { Ballots, type Vote } from '../live/ballot.ts';
import { ServerClock } from '../live/clock.ts';
import { Connection, type LineStatus } from '../live/connection.ts';
import type { Snapshot } from '../live/messages.ts';
import { Session, type Effect } from '../live/session.ts';
import { browserStore, deviceId, uuidV7 } from '../live/storage.ts';
import { LoadError, loadEvent, loadFilm, type EventInfo } from '../model/loading.ts';
import { flicksPerSecond, frameLength, type Clip, type Film } from '../model/package.ts';
import { cardTypeOf } from '../card/registry.ts';
import type { CardHost } from '../card/card.ts';
import { Captions } from '../controls/captions.ts';
import { Controls } from '../controls/controls.ts';
import { Keys } from '../controls/keys.ts';
import { LineNotice } from '../controls/notices.ts';
import { Queue, type QueueLine } from '../controls/queue.ts';
import { FilmLine } from '../film/film.ts';
import { PictureClock } from '../film/picture_clock.ts';
import { setAttribute } from '../look/dom.ts';
import { localised } from '../text/languages.ts';
import type { Words } from '../text/messages.ts';
import { Speech } from '../text/speech.ts';
import { Cards } from './cards.ts';
import { Herald } from './herald.ts';
import { Layout } from './layout.ts';
import { Lineup, type Entry } from './lineup.ts';
import { viewOf } from './view.ts';

export interface PlayerOptions {
    event: string;
    server: string;
    mode: 'overlay' | 'side' | 'below';
    source: string | null; // a film of the page's own, e.g. a live HLS playlist
    singleKeys: boolean;
}

const tickMs = 250;
const idleAfterMs = 3_000;
const holdFrames = 3;

export class Player {
    readonly layout: Layout;
    private readonly m_session = new Session();
    private readonly m_lineup = new Lineup();
    private readonly m_clock = new ServerClock(
        () => performance.now(),
        () => Date.now(),
    );
    private readonly m_store = browserStore();
    private readonly m_speech = new Speech(document);
    private readonly m_herald: Herald;
    private readonly m_cards: Cards;
    private readonly m_controls: Controls;
    private readonly m_queue: Queue;
    private readonly m_keys: Keys;
    private readonly m_notice: LineNotice;
    private readonly m_captions: Captions;
    private readonly m_filmLine: FilmLine;
    private readonly m_picture: PictureClock;
    private readonly m_ballots: Ballots;
    private readonly m_connection: Connection;
    private readonly m_resize: ResizeObserver;
    private readonly m_ticker: ReturnType<typeof setInterval>;
    private m_status: LineStatus = { line: 'up' };
    private m_info: EventInfo | null = null;
    private m_film: Film | null = null;
    private m_answerable = new Map<string, Clip>();
    private m_chapters: Clip[] = [];
    private m_signature = '';
    private m_hold: string | null = null; // the element that asked for more time
    private m_held = false; // and the picture already waits for it
    private m_kept: string | null = null;
    private m_idleTimer: ReturnType<typeof setTimeout> | undefined;
    private m_askedSnapshot = false;
    private m_stopped = false;

    constructor(
        private readonly m_host: HTMLElement,
        private readonly m_words: Words,
        private readonly m_options: PlayerOptions,
    ) {
        this.layout = new Layout(m_words);
        const { video } = this.layout;
        this.m_herald = new Herald(m_words, this.m_speech);
        this.m_controls = new Controls(m_words, video, {
            seek: t => this.seek(t),
            toggleMenu: () => this.toggleMenu(),
            toggleCaptions: () => this.m_captions.toggle(),
            toggleFull: () => this.toggleFull(),
            toLive: () => this.m_filmLine.toLive(),
        });
        this.layout.bottom.append(...this.m_controls.nodes());
        this.layout.slots.before(this.m_controls.big);
        this.layout.root.append(this.m_speech.region);
        this.m_captions = new Captions(video, this.layout.caption, this.m_controls.captions);
        this.m_queue = new Queue(m_words, this.layout.waiting, this.m_controls.menuButton);
        this.layout.slots.after(this.m_queue.menu);
        this.m_cards = new Cards({
            layout: this.layout,
            mode: () => this.m_options.mode,
            hostFor: entry => this.hostFor(entry),
            viewOf: entry => this.view(entry),
            opened: (entry, frame) => this.m_herald.opened(this.view(entry), frame),
        });
        this.m_ballots = this.makeBallots();
        this.m_connection = this.makeConnection();
        this.m_notice = new LineNotice(m_words, this.layout.notices, () => this.m_connection.tryNow());
        this.m_keys = this.makeKeys();
        this.m_filmLine = new FilmLine(video, () => this.fail('media'));
        this.m_picture = new PictureClock(video, () => this.tick());
        this.m_resize = new ResizeObserver(() => this.m_cards.resettle());
        this.m_resize.observe(this.layout.root);
        this.m_resize.observe(this.layout.stage);
        this.m_ticker = setInterval(() => this.tick(), tickMs);
        this.watchViewer();
    }

    async start(): Promise<void> {
        this.layout.cover({ text: this.m_words.say('player.loading'), busy: true });
        try {
            this.m_info = await loadEvent(this.m_options.server, this.m_options.event);
            if (this.m_stopped) return;
            this.m_session.mode ??= this.m_info.mode;
            setAttribute(
                this.layout.root,
                'aria-label',
                this.m_info.title || this.m_words.say('player.name'),
            );
            this.tell('ready', { title: this.m_info.title, mode: this.m_info.mode });
            this.m_connection.start();
            if (this.m_info.package) await this.play(this.m_info.package);
            else this.layout.cover({ text: this.m_words.say('player.empty') });
        } catch (problem) {
            this.fail(problem instanceof LoadError ? problem.reason : 'server');
        }
    }

    stop(): void {
        this.m_stopped = true;
        clearInterval(this.m_ticker);
        clearTimeout(this.m_idleTimer);
        this.m_resize.disconnect();
        this.m_connection.stop();
        this.m_ballots.stop();
        this.m_keys.stop();
        this.m_picture.stop();
        this.m_filmLine.detach();
        document.removeEventListener('fullscreenchange', this.onFull);
    }

    private fail(reason: string): void {
        this.layout.cover({
            text: this.m_words.say(`error.${reason}`),
            retry: { label: this.m_words.say('player.retry'), press: () => void this.start() },
        });
    }

    private async play(hash: string): Promise<void> {
        if (this.m_film?.hash === hash) return;
        const film = await loadFilm(this.m_options.server, hash);
        if (this.m_stopped) return;
        const before = this.m_film;
        this.m_film = film;
        const { root } = film;
        this.layout.setCanvas(root.canvas);
        this.m_picture.setFrame(frameLength(root));
        this.index(film);
        const media = root.media ?? null;
        const url = this.m_options.source ?? (media && this.asset(media.hash));
        if (root.poster) this.layout.video.poster = this.asset(root.poster);
        if (url && (this.m_options.source || before?.root.media?.hash !== media?.hash)) {
            const live = this.m_session.mode === 'live';
            await this.m_filmLine.attach({ url, type: this.m_options.source ? '' : media!.type, live });
            this.addCaptionFiles(film);
        }
        this.layout.cover(url ? null : { text: this.m_words.say('player.noFilm') });
        this.layout.video.onerror = () => {
            if (this.layout.video.error) this.fail('media');
        };
        this.m_signature = '';
        this.tick();
    }

    private index(film: Film): void {
        const clips = film.tracks.flatMap(track => track.clips);
        const typeOf = (clip: Clip) => cardTypeOf(clip.element.type);
        this.m_answerable = new Map(
            clips.filter(clip => typeOf(clip)?.answerable).map(clip => [String(clip.id), clip]),
        );
        this.m_chapters = clips
            .filter(clip => clip.element.type === 'chapter')
            .sort((a, b) => a.start - b.start);
        setAttribute(
            this.layout.root,
            'data-column',
            this.m_options.mode === 'side' || clips.some(clip => clip.element.placement === 'side'),
        );
        this.m_controls.setLength(film.root.length);
        this.m_controls.timeline.setFilm(
            film.root.length,
            this.m_chapters.map(clip => clip.start),
            clips
                .filter(clip => clip.element.trigger !== 'live')
                .map(clip => ({
                    start: clip.start,
                    shape: typeOf(clip)?.shape ?? 'none',
                    hue: typeOf(clip)?.hue ?? 'poll',
                })),
        );
    }

    private addCaptionFiles(film: Film): void {
        for (const asset of film.root.assets ?? []) {
            if (asset.type !== 'text/vtt') continue;
            const language =
                /(?:^|[._-])([a-z]{2,3}(?:-[A-Z]{2})?)\.vtt$/.exec(asset.name)?.[1] ?? film.root.language;
            this.m_captions.addFile(this.asset(asset.hash), asset.name, language);
        }
    }

    // Runs for every presented frame and every quarter of a second: cheap unless something changed.
    private tick(): void {
        if (!this.m_film || this.m_stopped) return;
        const t = this.m_picture.now();
        const entries = this.entries(t);
        this.waitIfAsked(entries, t);
        const signature = entries
            .map(entry =>
                [
                    entry.iid,
                    entry.phase,
                    entry.round,
                    entry.rev,
                    entry.late,
                    entry.passed,
                    entry.revealed,
                    entry.right?.join('.'),
                ].join(),
            )
            .join(';');
        if (signature !== this.m_signature) {
            this.m_signature = signature;
            this.m_cards.update(entries);
        } else {
            this.m_cards.tick(entries);
        }
        for (const frame of this.m_cards.frames()) {
            const entry = entries.find(one => one.iid === frame.iid);
            if (entry) this.m_herald.update(this.view(entry), frame);
        }
        const chapter = this.m_chapters.filter(clip => clip.start <= t && t < clip.end).pop();
        this.m_controls.update(t, chapter ? this.headline(chapter.element) : '');
        this.m_controls.setLive(this.m_session.mode === 'live' ? this.m_filmLine.behind() : null);
        this.updateQueue(entries);
        const matters =
            this.m_session.mode === 'live' ||
            entries.some(entry => this.m_answerable.has(entry.iid) && !entry.passed);
        this.m_notice.update(this.m_status, matters, performance.now());
    }

    private entries(t: number): Entry[] {
        const entries = this.m_lineup.at(this.m_film!.tracks, this.m_session.items, {
            mt: t,
            utcMs: this.m_clock.now(),
            pdtMs: this.m_filmLine.programmeMs(),
        });
        const inUse = this.m_cards.inUse();
        for (const [iid, clip] of this.m_answerable) {
            if (clip.end > t || entries.some(entry => entry.iid === iid)) continue;
            const past = this.m_lineup.past(clip, this.m_session.items.get(iid));
            // A card that is in use when its window ends stays, closed, until it is minimised.
            if (inUse === iid && this.m_kept !== iid) {
                this.m_kept = iid;
                this.m_cards.pin(iid);
            }
            if (this.m_kept === iid || this.view(past).answer !== null) entries.push(past);
        }
        return entries;
    }

    // "More time": the picture waits just before the window would close.
    private waitIfAsked(entries: Entry[], t: number): void {
        const entry = entries.find(one => one.iid === this.m_hold);
        if (!entry?.clip || entry.passed) {
            this.m_hold = null;
            return;
        }
        const margin = Math.max(frameLength(this.m_film!.root) * holdFrames, flicksPerSecond / 8);
        if (entry.clip.end - t > margin || this.layout.video.paused) return;
        this.m_held = true;
        this.layout.video.pause();
    }

    private view(entry: Entry) {
        return viewOf(entry, {
            words: this.m_words,
            session: this.m_session,
            ballots: this.m_ballots,
            nowMs: performance.now(),
            holding: this.m_hold,
        });
    }

    private hostFor(entry: Entry): CardHost {
        const { iid } = entry;
        return {
            words: this.m_words,
            vote: choice => this.vote(iid, choice),
            minimise: () => this.minimise(iid),
            moreTime: entry.clip ? () => this.askTime(iid) : null,
            freeze: () => undefined, // the card's frame does it
            jump: t => this.seek(t),
            assetUrl: hash => this.asset(hash),
            tell: (name, detail) => {
                this.m_connection.sendPress(iid, uuidV7(Math.round(this.m_clock.now())));
                this.tell(name, { element: iid, ...detail });
            },
        };
    }

    private vote(iid: string, choice: number[]): void {
        const entry = this.m_cards.all().find(one => one.iid === iid);
        if (!entry || entry.phase !== 'open') return;
        const told = this.m_session.me.answers?.[iid];
        const n = told && (told.round ?? entry.round) === entry.round ? told.n + 1 : 1;
        this.m_ballots.cast({ iid, rev: entry.rev, round: entry.round, ch: choice, pt: entry.claim, n });
        if (this.m_hold === iid) this.release();
        this.tell('answer', { element: iid, choice });
    }

    private askTime(iid: string): void {
        if (this.m_hold === iid) this.release();
        else this.m_hold = iid;
        this.m_cards.refresh();
    }

    private release(): void {
        this.m_hold = null;
        if (this.m_held) void this.layout.video.play().catch(() => undefined);
        this.m_held = false;
    }

    private minimise(iid: string): void {
        const held = this.m_cards.focused() === iid;
        if (this.m_kept === iid) this.m_kept = null;
        this.m_cards.minimise(iid);
        this.m_cards.resettle();
        this.tick();
        if (held) this.m_keys.giveBack(this.m_controls.menuButton);
    }

    private updateQueue(entries: Entry[]): void {
        const waiting = this.m_cards.waiting();
        this.m_controls.setWaiting(waiting.filter(entry => entry.phase === 'open').length);
        const cards = entries
            .filter(entry => cardTypeOf(entry.element.type)?.presence === 'card')
            .map(entry => this.line(entry));
        const t = this.m_picture.now();
        const chapters = this.m_chapters
            .filter(clip => clip.start <= t || this.m_session.mode !== 'live')
            .map((clip): QueueLine => ({
                key: `chapter-${clip.id}`,
                type: cardTypeOf('chapter')!,
                headline: this.headline(clip.element),
                detail: this.m_words.say('menu.jump', {
                    time: this.m_words.clock(clip.start / flicksPerSecond),
                }),
                press: () => {
                    this.seek(clip.start);
                    this.m_queue.toggle(false);
                    this.m_controls.menuButton.focus();
                },
            }));
        this.m_queue.update(
            [...cards, ...chapters],
            waiting.filter(entry => !entry.passed).map(entry => this.line(entry)),
        );
    }

    private line(entry: Entry): QueueLine {
        const type = cardTypeOf(entry.element.type)!;
        const element = localised(entry.element, this.m_words.language);
        const left =
            type.answerable && entry.phase === 'open' && entry.secondsLeft !== null
                ? ` · ${this.m_words.clock(Math.ceil(entry.secondsLeft))} ${this.m_words.say('timer.left')}`
                : '';
        const closed = entry.phase === 'open' ? '' : ` · ${this.m_words.say('menu.closed')}`;
        return {
            key: entry.iid,
            type,
            headline: type.headline(element),
            detail: type.kind(element, this.m_words) + left + closed,
            press: () => this.openCard(entry.iid),
        };
    }

    private openCard(iid: string): void {
        this.m_cards.pin(iid);
        if (this.m_answerable.has(iid)) this.m_kept = iid;
        this.m_queue.toggle(false);
        this.m_signature = '';
        this.tick();
        this.m_cards
            .frames()
            .find(frame => frame.iid === iid)
            ?.focus();
    }

    private toggleMenu(): void {
        this.m_queue.toggle();
        if (!this.m_queue.isOpen()) this.m_controls.menuButton.focus();
    }

    private seek(t: number): void {
        this.m_hold = null;
        this.m_held = false;
        // Half a microsecond into the frame: the time is kept in whole microseconds, and one too few is the
        // frame before.
        this.layout.video.currentTime = t / flicksPerSecond + 5e-7;
    }

    private toggleFull(): void {
        const video = this.layout.video as HTMLVideoElement & { webkitEnterFullscreen?: () => void };
        if (document.fullscreenElement) void document.exitFullscreen();
        else if (this.m_host.requestFullscreen) void this.m_host.requestFullscreen().catch(() => undefined);
        else video.webkitEnterFullscreen?.();
    }

    private readonly onFull = () => {
        this.m_controls.setFull(document.fullscreenElement === this.m_host);
        this.m_cards.resettle();
    };

    // The controls go away while nobody uses them and the film plays.
    private watchViewer(): void {
        const { stage, video } = this.layout;
        const wake = () => {
            stage.classList.remove('idle');
            clearTimeout(this.m_idleTimer);
            this.m_idleTimer = setTimeout(() => {
                if (!video.paused) stage.classList.add('idle');
            }, idleAfterMs);
        };
        for (const name of ['pointermove', 'pointerdown', 'keydown', 'focusin'])
            stage.addEventListener(name, wake);
        for (const name of ['play', 'pause']) video.addEventListener(name, wake);
        // Pressing play while the picture waits lets it go on.
        video.addEventListener('play', () => {
            if (this.m_held) this.m_hold = null;
            this.m_held = false;
        });
        video.addEventListener('click', () => {
            if (matchMedia('(hover: hover)').matches) this.m_controls.playOrPause();
        });
        document.addEventListener('fullscreenchange', this.onFull);
    }

    private makeKeys(): Keys {
        return new Keys({
            root: this.layout.root,
            cards: () =>
                this.m_cards.frames().map(frame => ({
                    node: frame.node,
                    focus: () => frame.focus(),
                    minimise: () => this.minimise(frame.iid),
                })),
            closeMenu: () => {
                if (!this.m_queue.isOpen()) return false;
                this.m_queue.toggle(false);
                this.m_controls.menuButton.focus();
                return true;
            },
            single: {
                k: () => this.m_controls.playOrPause(),
                l: () => this.m_filmLine.toLive(),
                c: () => this.m_captions.toggle(),
                f: () => this.toggleFull(),
                i: () => this.toggleMenu(),
            },
            singleKeysOn: () => this.m_options.singleKeys,
        });
    }

    private makeBallots(): Ballots {
        return new Ballots(this.m_options.event, {
            store: this.m_store,
            newKey: () => uuidV7(Math.round(this.m_clock.now())),
            monotonicMs: () => performance.now(),
            send: vote => this.m_connection.sendVote(vote),
            random: Math.random,
            after: (ms, job) => {
                const timer = setTimeout(job, ms);
                return () => clearTimeout(timer);
            },
            changed: () => this.m_cards.refresh(),
        });
    }

    private makeConnection(): Connection {
        const { server, event } = this.m_options;
        return new Connection({
            server,
            event,
            device: deviceId(this.m_store),
            language: this.m_words.language,
            clock: this.m_clock,
            session: this.m_session,
            effect: effect => this.learn(effect),
            ack: ack => {
                this.m_ballots.acknowledge(ack);
                if (ack.me) this.m_session.receive({ me: ack.me });
                this.tick();
            },
            status: status => this.lineChanged(status),
        });
    }

    private lineChanged(status: LineStatus): void {
        const lost = this.m_status.line === 'down' && performance.now() - this.m_status.since > 2_000;
        if (status.line === 'up' && lost) this.m_speech.say(this.m_words.say('speech.back'));
        this.m_status = status;
        if (status.line === 'up') this.m_ballots.online();
        else void this.askSnapshot();
        setAttribute(this.m_host, 'data-line', status.line);
        this.tick();
    }

    // Without a socket the state of the moment still comes over plain HTTP, once.
    private async askSnapshot(): Promise<void> {
        if (this.m_askedSnapshot || this.m_session.epoch !== null) return;
        this.m_askedSnapshot = true;
        try {
            const { server, event } = this.m_options;
            const answer = await fetch(`${server}/v1/events/${encodeURIComponent(event)}/snapshot`, {
                credentials: 'omit',
            });
            if (!answer.ok) return;
            for (const effect of this.m_session.adopt((await answer.json()) as Snapshot)) this.learn(effect);
        } catch {
            return;
        }
    }

    private learn(effect: Effect): void {
        if (
            effect.kind === 'package' &&
            this.m_film?.hash !== effect.hash &&
            this.m_session.mode !== 'live'
        ) {
            void this.play(effect.hash).catch(problem =>
                this.fail(problem instanceof LoadError ? problem.reason : 'server'),
            );
        }
        if (effect.kind === 'changed') this.m_cards.refresh();
        if (effect.kind !== 'joined') this.tick();
    }

    private headline(element: Clip['element']): string {
        return cardTypeOf(element.type)?.headline(localised(element, this.m_words.language)) ?? '';
    }

    private asset(hash: string): string {
        return `${this.m_options.server}/o/${hash}`;
    }

    private tell(name: string, detail: Record<string, unknown>): void {
        this.m_host.dispatchEvent(new CustomEvent(`icmp-${name}`, { detail, bubbles: true, composed: true }));
    }
}

export type { Vote };
