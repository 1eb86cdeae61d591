// How many points are staked: a number between two buttons, "50 of 430 points".
import { h, icon, setText } from '../look/dom.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Words } from '../text/messages.ts';

const steps = 20; // from the least to the highest stake, by the buttons

export class StakeField {
    readonly node: HTMLElement;
    private readonly m_input: HTMLInputElement;
    private readonly m_of = h('span', { class: 'num' });
    private m_least = 1;
    private m_most = 1;
    private m_touched = false;

    constructor(
        private readonly m_words: Words,
        private readonly m_changed: () => void,
    ) {
        this.m_input = h('input', {
            type: 'number',
            inputmode: 'numeric',
            class: 'num',
            'aria-label': m_words.say('prediction.stakeField'),
            oninput: () => {
                this.m_touched = true;
                this.m_changed();
            },
            onchange: () => this.set(this.value()),
        });
        this.node = h(
            'div',
            { class: 'stake' },
            this.button('slider.less', moreIcons.minus, -1),
            h('label', {}, this.m_input, ' ', this.m_of),
            this.button('slider.more', moreIcons.plus, 1),
        );
    }

    // What would be staked now, whatever stands in the field.
    value(): number {
        const typed = Math.floor(Number(this.m_input.value));
        return Math.max(this.m_least, Math.min(this.m_most, Number.isFinite(typed) ? typed : this.m_least));
    }

    // highest is at least the least; points are all the viewer has.
    setLimits(least: number, most: number, points: number): void {
        this.m_least = least;
        this.m_most = Math.max(least, most);
        this.m_input.min = String(least);
        this.m_input.max = String(this.m_most);
        if (!this.m_touched) this.m_input.value = String(Math.max(least, this.step()));
        setText(this.m_of, this.m_words.say('prediction.ofPoints', { n: points }));
    }

    private step(): number {
        const rough = Math.max(1, (this.m_most - this.m_least) / steps);
        const unit = 10 ** Math.floor(Math.log10(rough));
        return unit * ([1, 2, 5, 10].find(factor => factor * unit >= rough) ?? 10);
    }

    private set(value: number): void {
        this.m_touched = true;
        this.m_input.value = String(value);
        this.m_input.value = String(this.value());
        this.m_changed();
    }

    private button(key: string, paths: string, by: number): HTMLButtonElement {
        return h(
            'button',
            {
                class: 'ib',
                type: 'button',
                'aria-label': this.m_words.say(key),
                onclick: () => {
                    const step = this.step();
                    const next =
                        by > 0 ? Math.floor(this.value() / step) + 1 : Math.ceil(this.value() / step) - 1;
                    this.set(next * step);
                },
            },
            icon(paths),
        );
    }
}
