// The list of options that polls and quizzes share: one choice (radio group) or several (check boxes). Arrows
// move among the options without voting; Enter and Space choose. Rows never change order or height.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Words } from '../text/messages.ts';
import type { TallyCounts } from '../live/messages.ts';

export interface Option {
    id: number;
    text: string;
}

export interface ChoiceState {
    chosen: number[];
    locked: boolean; // nothing can be chosen any more
    tally: TallyCounts | null;
    share: 'answers' | 'voters'; // what a percentage is of (the same number when each voter picks one)
    right: number[] | null;
    note(index: number): string; // small words under an option, e.g. "Your vote"
}

// Whole percents that add up to 100 (largest remainder; earlier options first among equals); zeros without
// answers.
export function wholePercents(counts: number[]): number[] {
    const sum = counts.reduce((a, b) => a + b, 0);
    if (sum <= 0) return counts.map(() => 0);
    const percents = counts.map(count => Math.floor((count * 100) / sum));
    const missing = 100 - percents.reduce((a, b) => a + b, 0);
    const byRemainder = counts
        .map((count, index) => ({ index, rest: (count * 100) % sum }))
        .sort((a, b) => b.rest - a.rest || a.index - b.index);
    for (const { index } of byRemainder.slice(0, missing)) percents[index]! += 1;
    return percents;
}

interface Row {
    node: HTMLElement;
    mark: HTMLElement;
    text: HTMLElement;
    small: HTMLElement;
    bar: HTMLElement;
    percent: HTMLElement;
}

export class Choice {
    readonly node: HTMLElement;
    private readonly m_rows: Row[];
    private m_locked = false;
    private m_at = 0;

    constructor(
        options: Option[],
        private readonly m_several: boolean,
        letters: boolean,
        label: string,
        private readonly m_words: Words,
        private readonly m_choose: (index: number) => void,
    ) {
        this.m_rows = options.map((option, index) => this.row(option, index, letters));
        this.node = h(
            'div',
            {
                class: 'opts',
                part: 'options',
                role: m_several ? 'group' : 'radiogroup',
                'aria-label': label,
                onkeydown: event => this.key(event as KeyboardEvent),
            },
            ...this.m_rows.map(row => row.node),
        );
        this.rove(0, false);
    }

    focusTarget(): HTMLElement | null {
        return this.m_rows[this.m_at]?.node ?? null;
    }

    update(state: ChoiceState): void {
        this.m_locked = state.locked;
        const whole = state.tally ? state.tally.n || 0 : 0;
        const percents = state.tally ? wholePercents(state.tally.c) : [];
        this.m_rows.forEach((row, index) => {
            const on = state.chosen.includes(index);
            row.node.classList.toggle('on', on);
            row.node.classList.toggle('still', state.locked);
            row.node.classList.toggle('right', state.right?.includes(index) ?? false);
            row.node.classList.toggle('wrong', Boolean(state.right && on && !state.right.includes(index)));
            setAttribute(row.node, 'aria-checked', String(on));
            setAttribute(row.node, 'aria-disabled', state.locked ? 'true' : null);
            setText(row.small, state.note(index));
            show(row.small, row.small.textContent !== '');
            const share = whole > 0 ? (state.tally!.c[index] ?? 0) / whole : 0;
            const percent = state.share === 'answers' ? (percents[index] ?? 0) : Math.round(share * 100);
            show(row.bar, state.tally !== null);
            show(row.percent, state.tally !== null);
            setText(row.percent, state.tally ? this.m_words.percent(percent / 100) : '');
            row.bar.style.setProperty('--v', String(Math.round(share * 1000) / 10));
        });
        if (state.chosen.length === 1 && !this.hasFocus()) this.rove(state.chosen[0]!, false);
    }

    private hasFocus(): boolean {
        const root = this.node.getRootNode() as Document | ShadowRoot;
        return Boolean(root.activeElement && this.node.contains(root.activeElement));
    }

    private row(option: Option, index: number, letters: boolean): Row {
        const mark = letters
            ? h('span', { class: 'key', 'aria-hidden': 'true' }, String.fromCharCode(65 + index))
            : h(
                  'span',
                  { class: this.m_several ? 'dot sq' : 'dot', 'aria-hidden': 'true' },
                  icon(icons.check),
              );
        const text = h('span', { class: 'words', dir: 'auto' }, option.text);
        const small = h('small', { hidden: true });
        const bar = h('span', { class: 'bar', hidden: true });
        const percent = h('span', { class: 'pct', hidden: true });
        const node = h(
            'div',
            {
                class: 'opt',
                part: 'option',
                role: this.m_several ? 'checkbox' : 'radio',
                tabindex: -1,
                'aria-checked': 'false',
                onclick: () => this.choose(index),
            },
            bar,
            mark,
            h('span', { class: 'txt' }, text, small),
            percent,
        );
        return { node, mark, text, small, bar, percent };
    }

    private choose(index: number): void {
        this.rove(index, false);
        if (!this.m_locked) this.m_choose(index);
    }

    private rove(index: number, focus: boolean): void {
        this.m_at = index;
        this.m_rows.forEach((row, at) =>
            setAttribute(row.node, 'tabindex', this.m_several || at === index ? 0 : -1),
        );
        if (focus) this.m_rows[index]?.node.focus();
    }

    private key(event: KeyboardEvent): void {
        const from = this.m_rows.findIndex(row => row.node === event.target);
        if (from < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
        const count = this.m_rows.length;
        const forward = getComputedStyle(this.node).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
        const backward = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
        let to = from;
        if (event.key === 'ArrowDown' || event.key === forward) to = (from + 1) % count;
        else if (event.key === 'ArrowUp' || event.key === backward) to = (from + count - 1) % count;
        else if (event.key === 'Home') to = 0;
        else if (event.key === 'End') to = count - 1;
        else if (event.key === 'Enter' || event.key === ' ') this.choose(from);
        else return;
        event.preventDefault();
        event.stopPropagation();
        if (to !== from) this.rove(to, true);
    }
}
