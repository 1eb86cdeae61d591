// The line under the picture: chapters as segments, elements already passed as markers, a slider for keys and
// pointers. It always runs from left to right, as play does.
import { h, setAttribute, svg } from '../look/dom.ts';
import { flicksPerSecond } from '../model/package.ts';
import type { CardType } from '../card/card.ts';
import type { Words } from '../text/messages.ts';

export interface Mark {
    start: number;
    shape: CardType['shape'];
    hue: string;
}

const stepSeconds = 5;
const pageSeconds = 30;

export class Timeline {
    readonly node: HTMLElement;
    private readonly m_thumb = h('span', { class: 'thumb' });
    private m_segments: { node: HTMLElement; from: number; to: number }[] = [];
    private m_marks: { node: SVGElement; start: number }[] = [];
    private m_length = 0;
    private m_second = -1;

    constructor(
        private readonly m_words: Words,
        private readonly m_seek: (t: number) => void,
    ) {
        this.node = h(
            'div',
            {
                class: 'tl',
                part: 'timeline',
                role: 'slider',
                tabindex: 0,
                dir: 'ltr',
                'aria-label': m_words.say('control.position'),
                'aria-valuemin': 0,
                onkeydown: event => this.key(event as KeyboardEvent),
                onpointerdown: event => this.press(event as PointerEvent),
                onpointermove: event => this.drag(event as PointerEvent),
            },
            this.m_thumb,
        );
    }

    // length in flicks; chapters are the starts of named parts, marks the elements.
    setFilm(length: number, chapters: number[], marks: Mark[]): void {
        this.m_length = length;
        this.m_second = -1;
        for (const old of [...this.m_segments, ...this.m_marks]) old.node.remove();
        const edges = [
            ...new Set([0, ...chapters.filter(start => start > 0 && start < length), length]),
        ].sort((a, b) => a - b);
        this.m_segments = edges.slice(0, -1).map((from, index) => this.segment(from, edges[index + 1]!));
        this.m_marks = marks.filter(mark => mark.shape !== 'none').map(mark => this.mark(mark));
        this.node.prepend(...this.m_segments.map(segment => segment.node));
        this.m_thumb.before(...this.m_marks.map(mark => mark.node));
        setAttribute(this.node, 'aria-valuemax', Math.round(length / flicksPerSecond));
    }

    update(t: number): void {
        const at = this.m_length > 0 ? Math.max(0, Math.min(1, t / this.m_length)) : 0;
        this.m_thumb.style.left = `${at * 100}%`;
        for (const { node, from, to } of this.m_segments) {
            const filled = to > from ? Math.max(0, Math.min(1, (t - from) / (to - from))) : 0;
            (node.firstElementChild as HTMLElement).style.setProperty('--v', String(filled));
        }
        const second = Math.floor(t / flicksPerSecond);
        if (second === this.m_second) return;
        this.m_second = second;
        for (const mark of this.m_marks)
            setAttribute(mark.node, 'visibility', mark.start <= t ? 'visible' : 'hidden');
        setAttribute(this.node, 'aria-valuenow', second);
        setAttribute(
            this.node,
            'aria-valuetext',
            this.m_words.say('control.positionText', {
                now: this.m_words.clock(second),
                whole: this.m_words.clock(this.m_length / flicksPerSecond),
            }),
        );
    }

    private segment(from: number, to: number): { node: HTMLElement; from: number; to: number } {
        const node = h('span', { class: 'seg' }, h('i'));
        const gap = from > 0 ? 3 : 0;
        node.style.left = `calc(${(from / this.m_length) * 100}% + ${gap}px)`;
        node.style.width = `calc(${((to - from) / this.m_length) * 100}% - ${gap}px)`;
        return { node, from, to };
    }

    private mark(mark: Mark): { node: SVGElement; start: number } {
        const shapes: Record<string, SVGElement> = {
            circle: svg('circle', { cx: 6, cy: 6, r: 4 }),
            diamond: svg('path', { d: 'M6 1l5 5-5 5-5-5z' }),
            square: svg('path', { d: 'M2 2h8v8H2z' }),
            triangle: svg('path', { d: 'M6 1.5l4.5 8.5h-9z' }),
        };
        const node = svg(
            'svg',
            { class: `mk k-${mark.hue}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
            shapes[mark.shape]!,
        );
        node.style.left = `${this.m_length > 0 ? (mark.start / this.m_length) * 100 : 0}%`;
        return { node, start: mark.start };
    }

    private press(event: PointerEvent): void {
        if (event.button !== 0) return;
        this.node.setPointerCapture(event.pointerId);
        this.seekTo(event);
    }

    private drag(event: PointerEvent): void {
        if (this.node.hasPointerCapture(event.pointerId)) this.seekTo(event);
    }

    private seekTo(event: PointerEvent): void {
        const rect = this.node.getBoundingClientRect();
        if (rect.width > 0)
            this.m_seek(Math.max(0, Math.min(1, (event.clientX - rect.left) / rect.width)) * this.m_length);
    }

    private key(event: KeyboardEvent): void {
        const now = Number(this.node.getAttribute('aria-valuenow') ?? 0);
        const steps: Record<string, number> = {
            ArrowRight: now + stepSeconds,
            ArrowUp: now + stepSeconds,
            ArrowLeft: now - stepSeconds,
            ArrowDown: now - stepSeconds,
            PageUp: now + pageSeconds,
            PageDown: now - pageSeconds,
            Home: 0,
            End: this.m_length / flicksPerSecond,
        };
        const to = steps[event.key];
        if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        this.m_seek(Math.max(0, Math.min(this.m_length, to * flicksPerSecond)));
    }
}
