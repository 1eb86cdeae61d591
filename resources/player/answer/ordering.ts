// A list that is put in order: dragged by its rows, moved by two buttons, or by the arrow keys on them.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Option } from './choice.ts';
import type { CardHost } from '../card/card.ts';

interface Row {
    node: HTMLElement;
    place: HTMLElement;
    up: HTMLButtonElement;
    down: HTMLButtonElement;
    bar: HTMLElement;
    small: HTMLElement;
    result: HTMLElement;
}

export interface OrderResult {
    share: number; // 0-1, of the best there can be
    text: string;
    note: string;
}

export class Ordering {
    readonly node = h('ol', { class: 'opts', part: 'options' });
    private m_order: number[];
    private m_locked = false;
    private readonly m_rows: Row[];
    private m_drag: { row: number; id: number } | null = null;

    constructor(
        private readonly m_options: Option[],
        private readonly m_host: CardHost,
        private readonly m_changed: () => void,
    ) {
        this.m_order = m_options.map((_, index) => index);
        this.m_rows = m_options.map((option, index) => this.row(option, index));
        this.draw();
    }

    // Option indexes, the best first.
    order(): number[] {
        return [...this.m_order];
    }

    focusTarget(): HTMLElement | null {
        const first = this.m_rows[this.m_order[0]!];
        return first && !this.m_locked ? first.down : null;
    }

    // results are by option; null while they are hidden.
    update(order: number[] | null, locked: boolean, results: OrderResult[] | null): void {
        if (order && order.length === this.m_order.length) this.m_order = [...order];
        this.m_locked = locked;
        this.node.classList.toggle('still', locked);
        this.m_rows.forEach((row, index) => {
            const result = results?.[index];
            show(row.up, !locked);
            show(row.down, !locked);
            show(row.bar, result !== undefined);
            show(row.result, result !== undefined);
            row.bar.style.setProperty('--v', String(Math.round((result?.share ?? 0) * 1000) / 10));
            setText(row.result, result?.text ?? '');
            setText(row.small, result?.note ?? '');
            show(row.small, Boolean(result?.note));
        });
        this.draw();
    }

    private row(option: Option, index: number): Row {
        const { words } = this.m_host;
        const move = (by: number) => () => this.move(index, by);
        const button = (key: string, paths: string, by: number) =>
            h(
                'button',
                {
                    class: 'ib',
                    type: 'button',
                    'aria-label': words.say(key, { option: option.text }),
                    onclick: move(by),
                    onkeydown: event => this.key(event as KeyboardEvent, index),
                },
                icon(paths),
            );
        const place = h('span', { class: 'pos num' });
        const small = h('small', { hidden: true });
        const result = h('span', { class: 'pct', hidden: true });
        const up = button('rank.up', moreIcons.up, -1);
        const down = button('rank.down', icons.down, 1);
        const bar = h('span', { class: 'bar', hidden: true });
        const node = h(
            'li',
            {
                class: 'opt rk',
                part: 'option',
                onpointerdown: event => this.press(event as PointerEvent, index),
                onpointermove: event => this.drag(event as PointerEvent),
                onpointerup: () => this.drop(),
                onpointercancel: () => this.drop(),
            },
            bar,
            icon(moreIcons.grip, 'grip'),
            place,
            h('span', { class: 'txt' }, h('span', { class: 'words', dir: 'auto' }, option.text), small),
            result,
            up,
            down,
        );
        return { node, place, up, down, bar, small, result };
    }

    private draw(): void {
        const { words } = this.m_host;
        this.m_order.forEach((index, at) => {
            const row = this.m_rows[index]!;
            if (this.node.children[at] !== row.node)
                this.node.insertBefore(row.node, this.node.children[at] ?? null);
            setText(row.place, words.number(at + 1));
            setAttribute(row.up, 'aria-disabled', at === 0 ? 'true' : null);
            setAttribute(row.down, 'aria-disabled', at === this.m_order.length - 1 ? 'true' : null);
        });
    }

    private move(index: number, by: number): void {
        const from = this.m_order.indexOf(index);
        const to = from + by;
        if (this.m_locked || to < 0 || to >= this.m_order.length) return;
        this.put(from, to);
        const row = this.m_rows[index]!;
        (by < 0 ? row.up : row.down).focus(); // moving a node takes its focus away
        this.m_host.say(
            this.m_host.words.say('rank.moved', {
                option: this.m_options[index]!.text,
                place: to + 1,
                count: this.m_order.length,
            }),
        );
    }

    private put(from: number, to: number): void {
        const [moved] = this.m_order.splice(from, 1);
        this.m_order.splice(to, 0, moved!);
        this.draw();
        this.m_changed();
    }

    private key(event: KeyboardEvent, index: number): void {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (by === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        this.move(index, by);
    }

    private press(event: PointerEvent, index: number): void {
        if (this.m_locked || event.button !== 0 || (event.target as Element).closest('button')) return;
        this.m_drag = { row: index, id: event.pointerId };
        this.m_rows[index]!.node.setPointerCapture(event.pointerId);
        this.m_rows[index]!.node.classList.add('dragged');
    }

    // The row takes the place of the one under the pointer as soon as it passes that one's middle.
    private drag(event: PointerEvent): void {
        if (!this.m_drag || event.pointerId !== this.m_drag.id) return;
        const from = this.m_order.indexOf(this.m_drag.row);
        const middles = this.m_order.map(index => {
            const { top, height } = this.m_rows[index]!.node.getBoundingClientRect();
            return top + height / 2;
        });
        let to = from;
        while (to > 0 && event.clientY < middles[to - 1]!) to -= 1;
        while (to < middles.length - 1 && event.clientY > middles[to + 1]!) to += 1;
        if (to === from) return;
        this.put(from, to);
        this.m_rows[this.m_drag.row]!.node.setPointerCapture(event.pointerId);
    }

    private drop(): void {
        if (this.m_drag) this.m_rows[this.m_drag.row]!.node.classList.remove('dragged');
        this.m_drag = null;
    }
}
