// On a phone the card is a sheet at the bottom of the window: it rests at its head, at its content or as high
// as the picture lets it, and follows the finger in between. A button does the same for those who do not
// drag.
import { adopt, h, setAttribute } from '../look/dom.ts';
import look from '../look/sheet.css';
import type { Words } from '../text/messages.ts';
import type { Layout } from './layout.ts';

const headHeight = 64 + 24; // the card's head below the grip
const contentShare = 0.6; // of the window, at most, without being asked
const roomLeast = 220; // below the picture; with less the card stays in the page
const clickAfterDragMs = 350;
const flick = 0.4; // px per ms that carry on to the next stop

export class Sheet {
    private readonly m_grip: HTMLButtonElement;
    private readonly m_touch = matchMedia('(pointer: coarse)');
    private m_stop = 1; // 0 head, 1 content, 2 all there is room for
    private m_shown: Element | null = null;
    // What is on the card changes its height: results come, an answer is sent.
    private readonly m_sizes = new ResizeObserver(() => this.fit());
    private readonly m_parts = new MutationObserver(() => this.observe());
    private m_draggedAt = -Infinity;
    private m_drag: { y: number; height: number; at: number; speed: number } | null = null;

    constructor(
        private readonly m_layout: Layout,
        words: Words,
    ) {
        this.m_grip = h('button', {
            class: 'pull',
            type: 'button',
            'aria-label': words.say('sheet.size'),
            onclick: event => this.pressGrip(event),
            onkeydown: event => this.key(event as KeyboardEvent),
        });
        const { panel } = m_layout;
        adopt(panel, look);
        panel.addEventListener('pointerdown', this.press);
        panel.addEventListener('pointermove', this.move);
        for (const name of ['pointerup', 'pointercancel'] as const)
            panel.addEventListener(name, this.release);
        // What has the focus must be seen.
        panel.addEventListener('focusin', event => {
            if (this.m_stop === 0 && event.target !== this.m_grip) this.rest(1);
        });
        addEventListener('scroll', this.fit, { passive: true });
    }

    stop(): void {
        this.m_sizes.disconnect();
        this.m_parts.disconnect();
        removeEventListener('scroll', this.fit);
    }

    // After cards came or went, or the room changed.
    update(): void {
        const { panel, root } = this.m_layout;
        const card = panel.querySelector('.card');
        const on =
            card !== null &&
            this.m_touch.matches &&
            root.dataset.size === 'narrow' &&
            this.most() >= roomLeast;
        panel.classList.toggle('sheet', on);
        if (!on) {
            this.m_grip.remove();
            this.m_shown = null;
            root.style.paddingBottom = '';
            return;
        }
        if (panel.firstChild !== this.m_grip) panel.prepend(this.m_grip);
        if (card !== this.m_shown) {
            this.m_stop = 1;
            this.m_shown = card;
            this.observe();
        }
        this.fit();
    }

    private observe(): void {
        const body = this.m_shown?.querySelector('.body');
        this.m_sizes.disconnect();
        this.m_parts.disconnect();
        if (!body) return;
        this.m_parts.observe(body, { childList: true });
        for (const part of body.children) this.m_sizes.observe(part);
    }

    private readonly fit = () => {
        if (this.m_shown && !this.m_drag) this.rest(Math.min(this.m_stop, this.highest()));
    };

    private rest(stop: number): void {
        this.m_stop = stop;
        this.setHeight(this.stops()[stop]!);
        this.m_layout.root.style.paddingBottom = `${this.stops()[stop]!}px`;
        setAttribute(this.m_grip, 'aria-expanded', String(stop > 0));
    }

    private setHeight(px: number): void {
        this.m_layout.panel.style.setProperty('--sheet-h', `${Math.round(px)}px`);
    }

    // Room below the picture, and all of the window once it is scrolled away.
    private most(): number {
        return innerHeight - Math.max(0, this.m_layout.stage.getBoundingClientRect().bottom);
    }

    private stops(): [number, number, number] {
        const natural = this.natural();
        const full = Math.max(headHeight, Math.min(natural, this.most()));
        return [Math.min(headHeight, full), Math.min(full, innerHeight * contentShare), full];
    }

    private highest(): number {
        const [, content, full] = this.stops();
        return full > content + 8 ? 2 : 1;
    }

    private natural(): number {
        const card = this.m_shown;
        const body = card?.querySelector('.body');
        if (!card || !body) return headHeight;
        let inside = 0;
        for (const part of body.children) {
            const { marginTop, marginBottom } = getComputedStyle(part);
            const height =
                part.scrollHeight > part.clientHeight
                    ? part.scrollHeight
                    : (part as HTMLElement).offsetHeight;
            inside += height + parseFloat(marginTop) + parseFloat(marginBottom);
        }
        const { paddingBottom, paddingTop } = getComputedStyle(card);
        const head = card.querySelector('header')!.offsetHeight;
        return (
            this.m_grip.offsetHeight + head + inside + parseFloat(paddingTop) + parseFloat(paddingBottom) + 8
        );
    }

    private readonly press = (event: PointerEvent) => {
        const target = event.composedPath()[0] as Element;
        const onGrip = target === this.m_grip;
        if (
            !this.m_shown ||
            event.button !== 0 ||
            (!onGrip && (!target.closest('header') || target.closest('button')))
        )
            return;
        this.m_drag = { y: event.clientY, height: this.stops()[this.m_stop]!, at: event.timeStamp, speed: 0 };
        if (!onGrip) this.m_layout.panel.setPointerCapture(event.pointerId);
        else this.m_grip.setPointerCapture(event.pointerId);
    };

    private readonly move = (event: PointerEvent) => {
        const drag = this.m_drag;
        if (!drag) return;
        const [least, , most] = this.stops();
        const height = Math.max(least, Math.min(most, drag.height + drag.y - event.clientY));
        if (height === drag.height) return;
        const ms = Math.max(1, event.timeStamp - drag.at);
        drag.speed = 0.6 * ((drag.y - event.clientY) / ms) + 0.4 * drag.speed;
        Object.assign(drag, { y: event.clientY, height, at: event.timeStamp });
        this.m_layout.panel.classList.add('dragging');
        this.setHeight(height);
    };

    private readonly release = () => {
        const drag = this.m_drag;
        this.m_drag = null;
        const { panel } = this.m_layout;
        if (!drag || !panel.classList.contains('dragging')) return;
        panel.classList.remove('dragging');
        this.m_draggedAt = drag.at;
        const stops = this.stops();
        const carried = drag.height + (Math.abs(drag.speed) > flick ? Math.sign(drag.speed) * 120 : 0);
        const distance = stops.map(stop => Math.abs(stop - carried));
        this.rest(Math.min(this.highest(), distance.indexOf(Math.min(...distance))));
    };

    // The click that ends a drag is no press.
    private pressGrip(event: Event): void {
        if (event.timeStamp - this.m_draggedAt < clickAfterDragMs) return;
        this.rest(this.m_stop === this.highest() ? 0 : this.m_stop + 1);
    }

    private key(event: KeyboardEvent): void {
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        this.rest(Math.max(0, Math.min(this.highest(), this.m_stop + step)));
    }
}
