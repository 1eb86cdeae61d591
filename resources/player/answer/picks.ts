// Several picks of a list, sent together: check boxes, how many are chosen, and the button. Polls with
// several choices and quizzes with several right answers share it.
import { h, setAttribute, setText, show } from '../look/dom.ts';
import { Choice, type ChoiceState, type Option } from './choice.ts';
import type { CardHost, CardView } from '../card/card.ts';
import { Foot, standing } from '../card/foot.ts';

export interface PickRules {
    options: Option[];
    least: number;
    most: number;
    changeable: boolean;
    letters: boolean;
}

export class Picks {
    readonly choice: Choice;
    readonly nodes: Node[];
    private readonly m_foot: Foot;
    private readonly m_count = h('span', { class: 'hint grow num' });
    private readonly m_send: HTMLButtonElement;
    private readonly m_sending: HTMLElement;
    private m_picked: number[] = [];
    private m_touched = false;
    private m_again: (() => void) | null = null;

    constructor(
        private readonly m_rules: PickRules,
        private readonly m_host: CardHost,
    ) {
        const { words } = m_host;
        this.choice = new Choice(
            m_rules.options,
            true,
            m_rules.letters,
            words.say('card.options'),
            words,
            index => this.toggle(index),
        );
        this.m_send = h(
            'button',
            { class: 'btn pri send', type: 'button', onclick: () => this.send() },
            words.say('poll.send'),
        );
        this.m_sending = h('div', { class: 'foot' }, this.m_count, this.m_send);
        this.m_foot = new Foot(m_host, this.m_sending);
        this.nodes = [this.m_sending, this.m_foot.node];
    }

    // hint is said while there is no answer under way; state is told to the list.
    update(
        view: CardView,
        hint: string,
        state: Pick<ChoiceState, 'right' | 'share' | 'note'> & { over: boolean },
    ): void {
        this.m_again = () => this.update(view, hint, state);
        const { words } = this.m_host;
        const sent = standing(view);
        const locked = state.over || (sent && !this.m_rules.changeable);
        if (sent && (!this.m_touched || locked)) this.m_picked = view.answer!;
        const { right, share, note } = state;
        this.choice.update({ chosen: this.m_picked, locked, tally: view.tally, right, share, note });
        show(this.m_sending, !locked && (!sent || this.m_touched));
        show(this.m_foot.node, Boolean(this.m_sending.hidden) || hint !== '');
        const { least, most } = this.m_rules;
        const counts = { n: this.m_picked.length, most };
        setText(this.m_count, words.say('poll.chosen', counts));
        setAttribute(this.m_send, 'aria-disabled', this.m_picked.length < least ? 'true' : null);
        this.m_foot.update(view, hint);
    }

    private toggle(index: number): void {
        this.m_touched = true;
        if (this.m_picked.includes(index)) this.m_picked = this.m_picked.filter(other => other !== index);
        else if (this.m_picked.length < this.m_rules.most)
            this.m_picked = [...this.m_picked, index].sort((a, b) => a - b);
        this.m_again?.();
    }

    private send(): void {
        if (this.m_picked.length < this.m_rules.least) return;
        this.m_touched = false;
        this.m_host.vote(this.m_picked);
    }
}
