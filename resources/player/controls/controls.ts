// The row of controls on the picture. The player's own, because the browser's cannot carry interactions.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import { flicksPerSecond } from '../model/package.ts';
import type { Words } from '../text/messages.ts';
import { Timeline } from './timeline.ts';

export interface ControlActions {
    seek(t: number): void;
    toggleMenu(): void;
    toggleCaptions(): void;
    toggleFull(): void;
    toLive(): void;
}

export class Controls {
    readonly timeline: Timeline;
    readonly big: HTMLButtonElement;
    readonly menuButton: HTMLButtonElement;
    readonly captions: HTMLButtonElement;
    private readonly m_play: HTMLButtonElement;
    private readonly m_mute: HTMLButtonElement;
    private readonly m_full: HTMLButtonElement;
    private readonly m_volume: HTMLInputElement;
    private readonly m_clock = h('b');
    private readonly m_whole = h('span');
    private readonly m_part = h('span', { class: 'part', dir: 'auto' });
    private readonly m_count = h('span', { class: 'count', 'aria-hidden': 'true', hidden: true });
    private readonly m_live: HTMLElement;
    private readonly m_toLive: HTMLButtonElement;
    private m_clockSecond = -1;

    constructor(
        private readonly m_words: Words,
        private readonly m_video: HTMLVideoElement,
        actions: ControlActions,
    ) {
        const say = (key: string) => m_words.say(key);
        this.timeline = new Timeline(m_words, t => actions.seek(t));
        this.big = h(
            'button',
            {
                class: 'big',
                type: 'button',
                'aria-label': say('control.play'),
                onclick: () => this.playOrPause(),
            },
            icon(icons.play),
        );
        this.m_play = button('play', () => this.playOrPause());
        this.m_mute = button('mute', () => {
            m_video.muted = !m_video.muted;
        });
        this.m_volume = h('input', {
            class: 'vol',
            type: 'range',
            min: 0,
            max: 100,
            value: 100,
            'aria-label': say('control.volume'),
            oninput: () => {
                m_video.muted = false;
                m_video.volume = Number(this.m_volume.value) / 100;
            },
        });
        this.m_live = h(
            'span',
            { class: 'live on', hidden: true },
            h('i'),
            h('span', {}, say('control.live')),
        );
        this.m_toLive = h(
            'button',
            { class: 'btn gho', type: 'button', hidden: true, onclick: () => actions.toLive() },
            icon(icons.toLive),
            say('control.toLive'),
        );
        this.menuButton = button('interactions', () => actions.toggleMenu());
        this.menuButton.append(icon(icons.cards), this.m_count);
        setAttribute(this.menuButton, 'aria-expanded', 'false');
        this.captions = button('captions', () => actions.toggleCaptions());
        this.captions.append(icon(icons.captions));
        setAttribute(this.captions, 'aria-label', say('control.captions'));
        this.m_full = button('full', () => actions.toggleFull());
        show(this.captions, false);
        for (const name of ['play', 'pause', 'ended', 'seeking', 'volumechange'])
            m_video.addEventListener(name, () => this.state());
        this.state();
        this.setFull(false);
        this.setWaiting(0);
    }

    nodes(): Node[] {
        const row = h(
            'div',
            { class: 'ctl', role: 'group', 'aria-label': this.m_words.say('control.bar'), part: 'controls' },
            this.m_play,
            this.m_mute,
            this.m_volume,
            this.m_live,
            h('span', { class: 'clock' }, this.m_clock, this.m_whole),
            this.m_toLive,
            this.m_part,
            h('span', { class: 'sp' }),
            this.menuButton,
            this.captions,
            this.m_full,
        );
        return [this.timeline.node, row];
    }

    setLength(length: number): void {
        this.m_clockSecond = -1;
        setText(this.m_whole, length > 0 ? ` / ${this.m_words.clock(length / flicksPerSecond)}` : '');
    }

    update(t: number, chapter: string): void {
        this.timeline.update(t);
        setText(this.m_part, chapter && `· ${chapter}`);
        const second = Math.floor(t / flicksPerSecond);
        if (second === this.m_clockSecond) return;
        this.m_clockSecond = second;
        setText(this.m_clock, this.m_words.clock(second));
    }

    // behind: seconds behind the live edge; null on demand.
    setLive(behind: number | null): void {
        show(this.m_live, behind !== null);
        const late = (behind ?? 0) > 3;
        this.m_live.className = `live ${late ? 'off' : 'on'}`;
        show(this.m_toLive, late);
        show(this.m_whole, behind === null);
    }

    setWaiting(count: number): void {
        show(this.m_count, count > 0);
        setText(this.m_count, this.m_words.number(count));
        setAttribute(this.menuButton, 'aria-label', this.m_words.say('control.interactions', { n: count }));
    }

    setFull(full: boolean): void {
        this.m_full.replaceChildren(icon(full ? icons.unfull : icons.full));
        setAttribute(this.m_full, 'aria-label', this.m_words.say(full ? 'control.unfull' : 'control.full'));
    }

    playOrPause(): void {
        if (this.m_video.paused) this.m_video.play().catch(() => this.state());
        else this.m_video.pause();
    }

    private state(): void {
        const { paused, muted, currentTime } = this.m_video;
        const say = this.m_words.say;
        this.m_play.replaceChildren(icon(paused ? icons.play : icons.pause));
        setAttribute(this.m_play, 'aria-label', say(paused ? 'control.play' : 'control.pause'));
        const silent = muted || this.m_video.volume === 0;
        this.m_mute.replaceChildren(icon(silent ? icons.muted : icons.volume));
        setAttribute(this.m_mute, 'aria-label', say(silent ? 'control.unmute' : 'control.mute'));
        this.m_volume.value = String(silent ? 0 : Math.round(this.m_video.volume * 100));
        show(this.big, paused && currentTime === 0);
    }
}

function button(name: string, press: () => void): HTMLButtonElement {
    return h('button', { class: 'ib', type: 'button', 'data-control': name, onclick: () => press() });
}
