// One player in one shadow tree: loads the event and its film, keeps the line to the server, and lets
// picture, session and viewer meet in the cards.
import { Ballots } from '../live/ballot.ts';
import { ServerClock } from '../live/clock.ts';
import { Connection, type LineStatus } from '../live/connection.ts';
import type { Notice, Snapshot } from '../live/messages.ts';
import { Invitation } from '../live/invitation.ts';
import { Session, type Effect } from '../live/session.ts';
import { browserStore, deviceId, uuidV7 } from '../live/storage.ts';
import { LoadError, loadEvent, loadFilm, type EventInfo } from '../model/loading.ts';
import { frameLength, type Clip, type Film } from '../model/package.ts';
import { cardTypeOf } from '../card/registry.ts';
import type { CardHost } from '../card/card.ts';
import { Controls } from '../controls/controls.ts';
import { Keys } from '../controls/keys.ts';
import { LineNotice } from '../controls/notices.ts';
import { Queue } from '../controls/queue.ts';
import { setAttribute } from '../look/dom.ts';
import { localised } from '../text/languages.ts';
import type { Words } from '../text/messages.ts';
import { Speech } from '../text/speech.ts';
import { Cards } from './cards.ts';
import { Extras } from './extras.ts';
import { Herald } from './herald.ts';
import { Layout } from './layout.ts';
import { Lineup, noticeEntry, type Entry } from './lineup.ts';
import { Menu } from './menu.ts';
import { Patience } from './patience.ts';
import { asset, Screen } from './screen.ts';
import type { Sheet } from './sheet.ts';
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
const noticesMost = 3; // at once; older ones have been read or missed

export class Player {
    readonly layout: Layout;
    private readonly m_session = new Session();
    private readonly m_lineup = new Lineup();
    private readonly m_clock = new ServerClock(
        () => performance.now(),
        () => Date.now(),
    );
    private readonly m_store = browserStore();
    private readonly m_invitation: Invitation;
    private readonly m_speech = new Speech(document);
    private readonly m_herald: Herald;
    private readonly m_cards: Cards;
    private readonly m_controls: Controls;
    private readonly m_queue: Queue;
    private readonly m_menu: Menu;
    private readonly m_patience: Patience;
    private m_sheet: Sheet | null = null;
    private m_wantsSheet = false;
    private readonly m_extras: Extras;
    private readonly m_keys: Keys;
    private readonly m_notice: LineNotice;
    private readonly m_screen: Screen;
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
    private m_notices: Notice[] = [];
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
        this.m_invitation = new Invitation(m_host, this.m_store, `icmp.code.${m_options.event}`);
        this.m_herald = new Herald(m_words, this.m_speech);
        this.m_controls = new Controls(m_words, video, {
            seek: t => this.seek(t),
            toggleMenu: () => this.toggleMenu(),
            toggleCaptions: () => this.m_screen.captions?.toggle(),
            toggleFull: () => this.toggleFull(),
            toLive: () => this.m_screen.line.toLive(),
        });
        this.layout.bottom.append(...this.m_controls.nodes());
        this.layout.slots.before(this.m_controls.big);
        this.layout.root.append(this.m_speech.region);
        this.m_queue = new Queue(m_words, this.layout.waiting, this.m_controls.menuButton);
        this.layout.slots.after(this.m_queue.menu);
        this.m_menu = new Menu({
            words: m_words,
            session: this.m_session,
            queue: this.m_queue,
            open: iid => this.openCard(iid),
            jump: t => {
                this.seek(t);
                this.m_queue.toggle(false);
                this.m_controls.menuButton.focus();
            },
        });
        this.m_patience = new Patience(video, this.m_lineup, () => this.tick());
        this.m_extras = new Extras({
            words: m_words,
            speech: this.m_speech,
            layout: this.layout,
            server: m_options.server,
            event: m_options.event,
            store: this.m_store,
            token: () => this.m_connection.token(),
            learnt: () => this.learnt(),
            doubts: () => this.m_connection.doubts(),
            useCode: code => {
                this.m_invitation.type(code);
                this.renew();
            },
            sendReact: (iid, e, n) => this.m_connection.sendReact(iid, e, n),
        });
        this.m_cards = new Cards({
            layout: this.layout,
            mode: () => this.m_options.mode,
            hostFor: entry => this.hostFor(entry),
            viewOf: entry => this.view(entry),
            opened: (entry, frame) => this.m_herald.opened(this.view(entry), frame),
            noticed: entry => this.m_herald.noticed(this.view(entry).element),
            settled: () => this.settled(),
        });
        this.m_ballots = this.makeBallots();
        this.m_connection = this.makeConnection();
        this.m_notice = new LineNotice(m_words, this.layout.notices, () => this.m_connection.tryNow());
        this.m_keys = this.makeKeys();
        this.m_screen = new Screen(video, this.layout.caption, this.m_controls.captions, {
            server: m_options.server,
            source: m_options.source,
            moved: () => this.tick(),
            failed: () => this.fail('media'),
            inBand: body => this.m_session.inBand(body).forEach(effect => this.learn(effect)),
        });
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

    // Who stands for this viewer has changed.
    renew(): void {
        this.m_connection.renew();
    }

    stop(): void {
        this.m_stopped = true;
        clearInterval(this.m_ticker);
        clearTimeout(this.m_idleTimer);
        this.m_resize.disconnect();
        this.m_connection.stop();
        this.m_ballots.stop();
        this.m_keys.stop();
        this.m_sheet?.stop();
        this.m_extras.stop();
        this.m_screen.stop();
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
        this.m_film = film;
        const { root } = film;
        this.layout.setCanvas(root.canvas);
        this.index(film);
        const shown = await this.m_screen.show(film, this.m_info, this.m_session.mode === 'live');
        this.layout.cover(shown ? null : { text: this.m_words.say('player.noFilm') });
        this.m_signature = '';
        this.tick();
    }

    private index(film: Film): void {
        const clips = film.tracks.flatMap(track => track.clips);
        const typeOf = (clip: Clip) => cardTypeOf(clip.element.type);
        this.m_answerable = new Map(
            clips.filter(clip => typeOf(clip)?.answerable).map(clip => [String(clip.id), clip]),
        );
        this.m_extras.need(clips.map(clip => clip.element));
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

    // Runs for every presented frame and every quarter of a second: cheap unless something changed.
    private tick(): void {
        if (!this.m_film || this.m_stopped) return;
        const t = this.m_screen.now();
        const entries = this.entries(t);
        this.m_connection.checkSleep();
        this.m_extras.need(entries.map(entry => entry.element));
        this.m_patience.watch(entries, t, frameLength(this.m_film.root));
        const signature = entries
            .map(({ iid, phase, round, rev, late, passed, revealed, locked, refunded, outcome, right }) =>
                [iid, phase, round, rev, late, passed, revealed, locked, refunded, outcome, right].join(),
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
        const chapter = entries.filter(one => one.element.type === 'chapter' && one.phase === 'open').pop();
        this.m_controls.update(t, chapter ? this.headline(chapter.element) : '');
        this.m_controls.setLive(this.m_session.mode === 'live' ? this.m_screen.line.behind() : null);
        this.m_controls.setWaiting(this.m_cards.waiting().filter(entry => entry.phase === 'open').length);
        this.m_menu.update(entries, this.m_cards.waiting(), this.m_chapters, t);
        this.m_extras.update(this.m_session.me, entries);
        const matters =
            this.m_session.mode === 'live' ||
            entries.some(entry => this.m_answerable.has(entry.iid) && !entry.passed);
        this.m_notice.update(this.m_status, matters, performance.now());
    }

    private entries(t: number): Entry[] {
        const pdtMs = this.m_screen.programmeMs();
        const utcMs = this.m_clock.now();
        const entries = this.m_lineup.at(this.m_film!.tracks, this.m_session.items, {
            mt: t,
            utcMs,
            pdtMs,
            cues: this.m_screen.cues(),
            maxDelayMs: this.m_session.mode === 'live' ? this.m_session.maxDelayMs : 0,
        });
        if (this.m_session.mode === 'live' && pdtMs !== null && pdtMs > 0)
            if (entries.some(entry => entry.phase === 'open' && entry.claim !== undefined))
                this.m_extras.tellDelay(utcMs - pdtMs);
        entries.push(...this.m_notices.map(noticeEntry));
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

    private view(entry: Entry) {
        return viewOf(entry, {
            words: this.m_words,
            session: this.m_session,
            ballots: this.m_ballots,
            nowMs: performance.now(),
            holding: this.m_patience.holding(),
            self: this.m_connection.pseudonym(),
            standsFor: kind => this.m_connection.standsFor(kind),
        });
    }

    private hostFor(entry: Entry): CardHost {
        const { iid } = entry;
        return {
            words: this.m_words,
            vote: (choice, more) => this.vote(iid, choice, more),
            react: option => {
                this.m_extras.tap(iid, option);
                this.rise(entry, option, true);
            },
            rise: option => this.rise(entry, option, false),
            minimise: () => this.minimise(iid),
            askVoter: (place, kind) => this.m_extras.askVoter(place, kind),
            moreTime: () => this.askTime(iid),
            showReceipt: place => {
                const receipt = this.m_ballots.of(iid, entry.round)?.receipt;
                if (receipt) void this.m_extras.showReceipt(receipt, place);
            },
            freeze: () => undefined, // the card's frame does it
            say: line => this.m_speech.say(line),
            jump: t => this.seek(t),
            assetUrl: hash => asset(this.m_options.server, hash),
            tell: (name, detail) => {
                this.m_connection.sendPress(iid, uuidV7(Math.round(this.m_clock.now())));
                this.tell(name, { element: iid, ...detail });
            },
        };
    }

    private vote(iid: string, choice: number[], more: { tx?: string; stake?: number } = {}): void {
        const entry = this.m_cards.all().find(one => one.iid === iid);
        if (!entry || entry.phase !== 'open' || entry.locked) return;
        const told = this.m_session.me.answers?.[iid];
        const n = told && (told.round ?? entry.round) === entry.round ? told.n + 1 : 1;
        const { rev, round, claim: pt } = entry;
        this.m_ballots.cast({ iid, rev, round, ch: choice, pt, n, ...more });
        this.m_patience.answered(iid);
        this.tell('answer', { element: iid, choice });
    }

    private rise(entry: Entry, option: number, own: boolean): void {
        const options = entry.element.options as { text: string }[] | undefined;
        this.m_extras.rise(options?.[option]?.text ?? '', own);
    }

    private askTime(iid: string): void {
        const entry = this.m_cards.all().find(one => one.iid === iid);
        if (entry) this.m_patience.ask(entry);
    }

    // A chunk of more cards is here: what could not be shown can be now.
    private learnt(): void {
        this.m_signature = '';
        if (this.m_film) this.index(this.m_film);
        this.tick();
    }

    // Phones get the sheet, a chunk of its own.
    private settled(): void {
        if (this.m_sheet) return this.m_sheet.update();
        const phone = this.layout.root.dataset.size === 'narrow' && matchMedia('(pointer: coarse)').matches;
        if (this.m_wantsSheet || !phone || this.m_options.mode === 'below') return;
        this.m_wantsSheet = true;
        import('./sheet.ts').then(
            ({ Sheet }) => {
                if (this.m_stopped) return;
                this.m_sheet = new Sheet(this.layout, this.m_words);
                this.m_sheet.update();
            },
            () => {
                this.m_wantsSheet = false; // the card stays in the page until the next try
            },
        );
    }

    private minimise(iid: string): void {
        const held = this.m_cards.focused() === iid;
        if (this.m_kept === iid) this.m_kept = null;
        this.m_cards.minimise(iid);
        this.m_cards.resettle();
        this.tick();
        if (held) this.m_keys.giveBack(this.m_controls.menuButton);
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
        this.m_patience.forget();
        this.m_screen.seek(t);
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
                l: () => this.m_screen.line.toLive(),
                c: () => this.m_screen.captions?.toggle(),
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
            vouchers: () => this.m_invitation.vouchers(),
            effect: effect => this.learn(effect),
            ack: ack => {
                this.m_ballots.acknowledge(ack);
                if (ack.st === 'counted' && ack.rc) this.m_extras.keepReceipt(ack.rc);
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
        if (status.line === 'up') {
            this.m_ballots.online();
            this.m_extras.vouched();
            if (!this.m_connection.doubts().code) this.m_invitation.taken();
        }
        if (status.line !== 'up') void this.askSnapshot();
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
        if (effect.kind === 'mode') void this.changePicture();
        if (effect.kind === 'notice')
            this.m_notices = [
                ...this.m_notices.filter(one => one.id !== effect.notice.id),
                effect.notice,
            ].slice(-noticesMost);
        if (effect.kind === 'undone') {
            this.m_ballots.forget(effect.iid);
            this.m_lineup.forget(effect.iid);
        }
        if (effect.kind !== 'joined') this.tick();
    }

    // A show that begins or ends may have another picture: the live programme or the film.
    private async changePicture(): Promise<void> {
        if (this.m_session.mode === 'live') this.m_extras.load();
        if (!this.m_film) return;
        try {
            this.m_info = await loadEvent(this.m_options.server, this.m_options.event);
        } catch {
            return; // the picture stays; the next change asks again
        }
        if (this.m_film && !this.m_stopped)
            await this.m_screen.show(this.m_film, this.m_info, this.m_session.mode === 'live');
    }

    private headline(element: Clip['element']): string {
        return cardTypeOf(element.type)?.headline(localised(element, this.m_words.language)) ?? '';
    }

    private tell(name: string, detail: Record<string, unknown>): void {
        this.m_host.dispatchEvent(new CustomEvent(`icmp-${name}`, { detail, bubbles: true, composed: true }));
    }
}
