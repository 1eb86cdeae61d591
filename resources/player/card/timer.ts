// The ring that runs down from 12 o'clock with "m:ss left" beside it. Near the end it becomes a pill, so that
// its shape tells it too.
import { h, setAttribute, setText, svg } from '../look/dom.ts';
import type { Words } from '../text/messages.ts';

const warnSeconds = 10;
const warnSecondsLong = 20; // of a window of 40 s or more
const longWindowSeconds = 40;

export class Timer {
    readonly node: HTMLElement;
    private m_value = svg('circle', { class: 'v', cx: 11, cy: 11, r: 8.5, pathLength: 100 });
    private m_clock = h('b');
    private m_second = -1;

    constructor(private readonly m_words: Words) {
        const ring = svg(
            'svg',
            { class: 'ring', viewBox: '0 0 22 22', 'aria-hidden': 'true' },
            svg('circle', { cx: 11, cy: 11, r: 8.5 }),
            this.m_value,
        );
        this.node = h('span', { class: 'timer', role: 'timer', 'aria-live': 'off', part: 'timer' });
        this.node.append(
            ring,
            h('span', { 'aria-hidden': 'true' }, this.m_clock, ' ', this.m_words.say('timer.left')),
        );
    }

    update(left: number, whole: number): void {
        const seconds = Math.ceil(left);
        if (seconds === this.m_second) return;
        this.m_second = seconds;
        setText(this.m_clock, this.m_words.clock(seconds));
        this.m_value.setAttribute(
            'stroke-dasharray',
            `${whole > 0 ? Math.min(100, (100 * left) / whole) : 0} 100`,
        );
        this.node.classList.toggle('last', seconds <= warnAt(whole));
        setAttribute(this.node, 'aria-label', this.m_words.say('timer.spoken', { seconds }));
    }
}

// From how many seconds before the end the timer warns.
export function warnAt(whole: number): number {
    return whole >= longWindowSeconds ? warnSecondsLong : warnSeconds;
}
