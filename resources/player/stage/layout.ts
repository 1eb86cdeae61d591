// The shadow tree of a player: stage (picture, overlays, controls), the panel below it, the side column and
// the row of what waits. Which cards go where is the deck's decision.
import { h, icon, setAttribute, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Words } from '../text/messages.ts';
import { pixelBox, type PixelBox } from '../model/visible.ts';
import type { Box } from '../model/package.ts';

export type SizeName = 'wide' | 'medium' | 'narrow';

const wideFrom = 1100;
const mediumFrom = 640;
const secondOverlayFrom = 880;
const edge = 16; // from the stage's edge
const aboveBottom = 112; // left free for controls and captions
const cardRoom = 290; // three options with question and foot stand whole, where the stage has it
const cardLeast = 280;
const cardMost = 360;
const noticeMost = 300;
const noticeLeast = 200; // narrower cannot be read; it then lies over a card until it is dismissed

export class Layout {
    readonly video = h('video', { playsinline: true, preload: 'metadata', tabindex: -1 });
    readonly picture = h('div', { class: 'picture' });
    readonly slots = h('div', { class: 'slots' });
    readonly bottom = h('div', { class: 'bottom' });
    readonly caption = h('div', { class: 'caps', 'aria-hidden': 'true' });
    readonly panel: HTMLElement;
    readonly side: HTMLElement;
    readonly notices = h('div', { class: 'notices' });
    // Under the picture: what stands about the show, reactions, points.
    readonly bar = h('div', { class: 'bars' });
    readonly points = h('div', { class: 'points', hidden: true });
    readonly rising = h('div', { class: 'rising', 'aria-hidden': 'true' });
    readonly waiting = h('section', { class: 'waiting', hidden: true });
    readonly stage: HTMLElement;
    readonly root: HTMLElement;
    private readonly m_whole = h('div', { class: 'whole' });
    private m_canvas = { width: 16, height: 9 };

    constructor(words: Words) {
        this.panel = h('section', { class: 'panel', 'aria-label': words.say('panel.name'), part: 'panel' });
        this.side = h('section', { class: 'side', 'aria-label': words.say('panel.name'), part: 'side' });
        this.stage = h(
            'div',
            { class: 'stage', part: 'stage', 'data-theme': 'dark' },
            this.video,
            this.picture,
            this.rising,
            h('div', { class: 'shade' }),
            this.caption,
            this.bottom,
            this.slots,
            this.notices,
            this.m_whole,
        );
        this.root = h(
            'div',
            {
                class: 'player',
                part: 'player',
                role: 'region',
                'aria-label': words.say('player.name'),
                lang: words.language,
                dir: words.direction,
                'data-size': 'medium',
            },
            h(
                'div',
                { class: 'frame' },
                this.stage,
                this.side,
                h('div', { class: 'under' }, h('slot', { name: 'about' }), this.bar, this.points),
                this.panel,
                this.waiting,
            ),
        );
    }

    setCanvas(canvas: { width: number; height: number }): void {
        this.m_canvas = canvas;
        this.stage.style.setProperty('--canvas-w', String(canvas.width));
        this.stage.style.setProperty('--canvas-h', String(canvas.height));
    }

    // Measures again; returns the name of the size the player has now.
    measure(): SizeName {
        const width = this.root.clientWidth;
        const name: SizeName = width >= wideFrom ? 'wide' : width >= mediumFrom ? 'medium' : 'narrow';
        setAttribute(this.root, 'data-size', name);
        // Where there is no room on the picture they stand right below it.
        const onPicture = name !== 'narrow';
        if (onPicture !== (this.notices.parentElement === this.stage)) {
            if (onPicture) this.m_whole.before(this.notices);
            else this.stage.after(this.notices);
        }
        this.picture.style.setProperty('--picture-h', String(this.pictureRect().h));
        return name;
    }

    hasRoomForTwo(): boolean {
        return this.stage.clientWidth >= secondOverlayFrom;
    }

    // Where the picture is inside the stage, in whole pixels: the canvas fitted into it.
    pictureRect(): PixelBox {
        const width = this.stage.clientWidth;
        const height = this.stage.clientHeight;
        const scale = Math.min(width / this.m_canvas.width, height / this.m_canvas.height) || 0;
        const w = Math.min(width, Math.round(this.m_canvas.width * scale));
        const fitted = Math.min(height, Math.round(this.m_canvas.height * scale));
        return { x: Math.floor((width - w) / 2), y: Math.floor((height - fitted) / 2), w, h: fitted };
    }

    // Puts a part of the picture into its box.
    placePicture(node: HTMLElement, box: Box): void {
        const rect = this.pictureRect();
        const at = pixelBox(box, rect.w, rect.h);
        place(node, { x: rect.x + at.x, y: rect.y + at.y, w: at.w, h: at.h });
    }

    // Puts a card where its box says, but never narrower than it can be read, never over the edge, and above
    // the controls; without a box it stands at the inline end. Returns what it may cover.
    placeCard(node: HTMLElement, box: Box | undefined, avoid: PixelBox | null): PixelBox {
        const width = this.stage.clientWidth;
        const height = this.stage.clientHeight;
        const rect = this.pictureRect();
        const usual = Math.max(cardLeast, Math.min(cardMost, Math.round(width * 0.36)));
        const wanted = box ? pixelBox(box, rect.w, rect.h) : null;
        const w = Math.min(width - 2 * edge, Math.max(cardLeast, Math.min(cardMost, wanted?.w ?? usual)));
        const endSide = getComputedStyle(this.root).direction === 'rtl' ? edge : width - edge - w;
        let x = wanted ? Math.max(edge, Math.min(width - edge - w, rect.x + wanted.x)) : endSide;
        const lowest = Math.max(edge, height - aboveBottom - Math.min(cardRoom, height - aboveBottom - edge));
        const y = wanted ? Math.max(edge, Math.min(lowest, rect.y + wanted.y)) : edge;
        if (avoid && x < avoid.x + avoid.w && avoid.x < x + w)
            x = avoid.x + avoid.w / 2 > width / 2 ? edge : width - edge - w;
        const max = Math.max(120, height - aboveBottom - y);
        node.style.setProperty('--card-w', `${w}px`);
        node.style.setProperty('--card-max', `${max}px`);
        node.style.left = `${x}px`;
        node.style.top = `${y}px`;
        return { x, y, w, h: max };
    }

    // Captions and notices stand in the width that the cards leave free.
    placeBetween(cards: PixelBox[]): void {
        const width = this.stage.clientWidth;
        const [left, room] = freeWidth(cards, width);
        this.caption.style.left = `${left + edge}px`;
        this.caption.style.width = `${Math.max(0, room - 2 * edge)}px`;
        const narrow = this.notices.parentElement !== this.stage;
        const wide = Math.min(noticeMost, Math.max(noticeLeast, room - 2 * edge));
        const rtl = getComputedStyle(this.root).direction === 'rtl';
        const x = rtl ? left + room - edge - wide : left + edge;
        this.notices.style.left = narrow ? '' : `${Math.max(edge, Math.min(x, width - wide - edge))}px`;
        this.notices.style.width = narrow ? '' : `${wide}px`;
    }

    // Covers the stage with a state of the whole player; null uncovers it.
    cover(state: { text: string; busy?: boolean; retry?: { label: string; press(): void } } | null): void {
        show(this.m_whole, state !== null);
        this.m_whole.replaceChildren();
        if (!state) return;
        this.m_whole.append(
            state.busy ? h('span', { class: 'spin' }) : icon(icons.info),
            h('p', { role: state.busy ? null : 'alert' }, state.text),
        );
        if (state.retry) {
            const { label, press } = state.retry;
            this.m_whole.append(
                h('button', { class: 'btn sec', type: 'button', onclick: () => press() }, label),
            );
        }
    }
}

// The widest gap between the cards: where it begins and how wide it is.
function freeWidth(cards: PixelBox[], width: number): [left: number, room: number] {
    const gaps = [0, ...cards.flatMap(card => [card.x, card.x + card.w]), width].sort((a, b) => a - b);
    let [left, room] = cards.length === 0 ? [0, width] : [0, 0];
    for (let at = 0; cards.length > 0 && at + 1 < gaps.length; ++at) {
        const middle = (gaps[at]! + gaps[at + 1]!) / 2;
        const free = !cards.some(card => middle > card.x && middle < card.x + card.w);
        if (free && gaps[at + 1]! - gaps[at]! > room) [left, room] = [gaps[at]!, gaps[at + 1]! - gaps[at]!];
    }
    return [left, room];
}

function place(node: HTMLElement, at: PixelBox): void {
    node.style.left = `${at.x}px`;
    node.style.top = `${at.y}px`;
    node.style.width = `${at.w}px`;
    node.style.height = `${at.h}px`;
}
