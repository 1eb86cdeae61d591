// What waits: a list in the menu on the picture, and the row "Waiting for you" below it.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import type { CardType } from '../card/card.ts';
import type { Words } from '../text/messages.ts';

export interface QueueLine {
    key: string;
    type: CardType;
    headline: string;
    detail: string; // "Poll · 0:45 left"
    press(): void;
}

interface Shown {
    button: HTMLButtonElement;
    headline: HTMLElement;
    detail: HTMLElement;
    line: QueueLine;
}

// A list of buttons that is changed in place, so that focus and pointer stay where they are.
class LineList {
    readonly node = h('ul');
    private m_shown = new Map<string, Shown>();

    update(lines: QueueLine[]): void {
        const keys = new Set(lines.map(line => line.key));
        for (const [key, shown] of this.m_shown) {
            if (keys.has(key)) continue;
            shown.button.parentElement!.remove();
            this.m_shown.delete(key);
        }
        for (const line of lines) {
            const shown = this.m_shown.get(line.key) ?? this.add(line);
            shown.line = line;
            setText(shown.headline, line.headline);
            setText(shown.detail, line.detail);
        }
    }

    private add(line: QueueLine): Shown {
        const headline = h('b', { dir: 'auto' });
        const detail = h('small');
        const shown: Shown = {
            line,
            headline,
            detail,
            button: h(
                'button',
                { class: 'wait', type: 'button', onclick: () => shown.line.press() },
                h('span', { class: `chip k-${line.type.hue}` }, icon(line.type.icon)),
                h('span', {}, headline, detail),
            ),
        };
        this.m_shown.set(line.key, shown);
        this.node.append(h('li', {}, shown.button));
        return shown;
    }
}

export class Queue {
    readonly menu: HTMLElement;
    private readonly m_all = new LineList();
    private readonly m_row = new LineList();
    private readonly m_none: HTMLElement;
    private readonly m_count = h('span');

    constructor(
        private readonly m_words: Words,
        private readonly m_waiting: HTMLElement,
        private readonly m_button: HTMLElement,
    ) {
        this.m_none = h('p', { class: 't2' }, m_words.say('menu.none'));
        this.menu = h(
            'div',
            {
                class: 'menu',
                hidden: true,
                role: 'group',
                tabindex: -1,
                'aria-label': m_words.say('menu.title'),
            },
            h('h2', {}, m_words.say('menu.title')),
            this.m_none,
            this.m_all.node,
        );
        this.m_waiting.append(h('h3', {}, m_words.say('waiting.title'), this.m_count), this.m_row.node);
    }

    // all: everything there is to take part in; waiting: what has no slot now.
    update(all: QueueLine[], waiting: QueueLine[]): void {
        this.m_all.update(all);
        this.m_row.update(waiting);
        show(this.m_none, all.length === 0);
        show(this.m_waiting, waiting.length > 0);
        setText(this.m_count, this.m_words.say('waiting.count', { n: waiting.length }));
    }

    isOpen(): boolean {
        return !this.menu.hidden;
    }

    toggle(open = !this.isOpen()): void {
        show(this.menu, open);
        setAttribute(this.m_button, 'aria-expanded', String(open));
        if (open) (this.menu.querySelector('button') ?? this.menu).focus();
    }
}
