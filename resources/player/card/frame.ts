// The outside of every card: head with chip, kind, timer or state, and minimise; the body is the type's own.
import type { TallyCounts } from '../live/messages.ts';
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { CardBody, CardHost, CardType, CardView, HeadState } from './card.ts';
import { Timer } from './timer.ts';

export class CardFrame {
    readonly node: HTMLElement;
    private readonly m_body: CardBody;
    private readonly m_timer: Timer;
    private readonly m_state = h('span', { class: 'state', part: 'state' });
    private readonly m_kind: HTMLElement;
    private readonly m_stale: HTMLElement;
    private readonly m_voter = h('div', { class: 'voter', hidden: true });
    private m_told = '';
    private m_frozen: TallyCounts | null = null;
    private m_last: CardView;

    constructor(
        readonly iid: string,
        readonly type: CardType,
        first: CardView,
        private readonly m_host: CardHost,
    ) {
        const { words } = m_host;
        this.m_last = first;
        this.m_timer = new Timer(words);
        this.m_kind = h('span', { class: 'kind', id: `kind-${iid}` }, type.kind(first.element, words));
        const minimise = h(
            'button',
            {
                class: 'ib',
                type: 'button',
                onclick: () => m_host.minimise(),
                'aria-label': words.say('card.minimise', { kind: type.kind(first.element, words) }),
            },
            icon(icons.down),
        );
        this.m_body = type.build(first.element, {
            ...m_host,
            vote: (choice, more) => this.vote(choice, more),
            freeze: () => this.freeze(),
        });
        this.m_stale = h('p', { class: 'hint stale' }, icon(icons.noLine), words.say('card.stale'));
        this.node = h(
            'section',
            {
                class: `card k-${type.hue}`,
                part: 'card',
                role: 'group',
                tabindex: -1,
                'aria-label': first.element.spoken || type.headline(first.element),
                'data-iid': iid,
                'data-type': type.type,
            },
            h(
                'header',
                {},
                h('span', { class: 'chip' }, icon(type.icon)),
                this.m_kind,
                h('span', { class: 'sp' }),
                this.m_timer.node,
                this.m_state,
                minimise,
            ),
            h('div', { class: 'body' }, ...this.m_body.nodes),
            this.m_stale,
            this.m_voter,
        );
        this.update(first);
    }

    update(newest: CardView): void {
        this.m_last = newest;
        if (newest.phase !== 'open') this.m_frozen = null;
        const view =
            this.m_frozen && newest.tally ? { ...newest, tally: this.m_frozen, frozen: true } : newest;
        const state = this.m_body.state?.(view) ?? this.defaultState(view);
        this.tellState(state);
        const running =
            this.type.answerable &&
            !state &&
            !view.locked &&
            view.secondsLeft !== null &&
            view.phase === 'open';
        show(this.m_timer.node, running);
        show(this.m_state, Boolean(state));
        show(this.m_stale, view.stale);
        this.tellVoter(view);
        if (running) this.m_timer.update(view.secondsLeft!, view.secondsWhole ?? view.secondsLeft!);
        setAttribute(this.node, 'data-phase', view.phase);
        setAttribute(this.node, 'data-stage', view.stage);
        this.m_body.update(view);
    }

    focus(): void {
        (this.m_body.focusTarget?.() ?? this.node).focus();
    }

    private vote: CardHost['vote'] = (choice, more) => {
        if (!this.m_last.voter) return this.m_host.vote(choice, more);
        this.m_host.say(this.m_voter.firstElementChild?.textContent ?? '');
        this.m_voter.querySelector('input')?.focus();
    };

    // Who may not answer is told why, and gets the focus back on the question once they may.
    private tellVoter({ voter }: CardView): void {
        const held = voter === null && this.m_voter.matches(':focus-within');
        show(this.m_voter, voter !== null);
        if (held) this.focus();
        if (voter && !this.m_voter.dataset.kind) this.m_host.askVoter(this.m_voter, voter);
        if (voter) this.m_voter.dataset.kind = voter;
    }

    private freeze(): void {
        this.m_frozen = this.m_frozen ? null : this.m_last.tally;
        this.update(this.m_last);
    }

    private defaultState(view: CardView): HeadState | null {
        const { words } = this.m_host;
        if (view.phase === 'cancelled') return { text: words.say('state.cancelled'), icon: icons.noRing };
        if (view.refunded) return { text: words.say('state.refunded'), icon: icons.noRing };
        if (view.phase === 'closed') return { text: words.say('state.closed'), icon: icons.lock };
        if (view.locked) return { text: words.say('state.locked'), icon: icons.lock };
        if (view.late) return { text: words.say('state.late'), icon: icons.clock };
        return null;
    }

    private tellState(state: HeadState | null): void {
        const told = state ? `${state.tone}|${state.text}|${state.icon}` : '';
        if (told === this.m_told) return;
        this.m_told = told;
        this.m_state.replaceChildren();
        if (!state) return;
        if (state.icon) this.m_state.append(icon(state.icon));
        const text = h('span');
        setText(text, state.text);
        this.m_state.append(text);
        this.m_state.className =
            `state ${state.tone === 'good' ? 'ok' : state.tone === 'bad' ? 'no' : ''}`.trim();
    }
}
