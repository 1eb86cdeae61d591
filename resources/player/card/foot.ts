// The last line of an answerable card: where the answer is, what it counts among, and the card's small
// buttons.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { CardHost, CardView } from './card.ts';

export class Foot {
    readonly node: HTMLElement;
    private readonly m_mark = h('span', { class: 'mark', 'aria-hidden': 'true', hidden: true });
    private readonly m_state = h('span', { class: 'said' });
    private readonly m_more = h('span', { class: 'hint num' });
    private readonly m_time: HTMLButtonElement;
    private readonly m_receipt: HTMLButtonElement;
    private readonly m_freeze: HTMLButtonElement;
    private m_icon = '';

    // row: the line with the button that sends, while there is one; "more time" stands in it then, as an icon.
    constructor(
        private readonly m_host: CardHost,
        private readonly m_row: HTMLElement | null = null,
    ) {
        const { words } = m_host;
        this.m_time = h(
            'button',
            { class: 'btn gho more-time', type: 'button', onclick: () => m_host.moreTime() },
            icon(icons.moreTime),
            h('span'),
        );
        this.m_receipt = h(
            'button',
            {
                class: 'btn gho',
                type: 'button',
                onclick: () => m_host.showReceipt(this.node.parentElement!),
            },
            icon(icons.receipt),
            words.say('card.receipt'),
        );
        this.m_freeze = h(
            'button',
            { class: 'btn gho freeze', type: 'button', onclick: () => m_host.freeze() },
            icon(icons.freeze),
            h('span'),
        );
        const line = h('p', { class: 'grow' }, this.m_mark, this.m_state, ' ', this.m_more);
        this.node = h('div', { class: 'foot' }, line, this.m_receipt, this.m_time, this.m_freeze);
    }

    // hint is said while there is no answer under way.
    update(view: CardView, hint: string): void {
        const { words } = this.m_host;
        const line = stageLine(view);
        this.tellIcon(line?.icon ?? '');
        setText(this.m_state, line ? words.say(line.key) : '');
        show(this.m_state, line !== null);
        this.m_state.className = `said ${line?.tone ?? ''}`.trim();
        this.m_mark.className = `mark ${line?.tone ?? ''}`.trim();
        const votes = view.tally ? words.say(view.final ? 'votes.final' : 'votes', { n: view.tally.n }) : '';
        const beside = line?.detail ? words.say(line.detail) : view.earned ? hint : votes;
        setText(this.m_more, line ? beside : votes || hint);
        show(this.m_freeze, view.tally !== null && view.phase === 'open');
        setAttribute(this.m_freeze, 'aria-pressed', String(view.frozen));
        setText(this.m_freeze.lastElementChild!, words.say(view.frozen ? 'card.frozen' : 'card.freeze'));
        show(this.m_receipt, view.receipt);
        show(this.m_time, view.moreTime !== 'none');
        this.placeTime();
        setAttribute(this.m_time, 'aria-pressed', String(view.moreTime !== 'offered'));
        setText(this.m_time.lastElementChild!, words.say(`card.moreTime.${view.moreTime}`));
    }

    private placeTime(): void {
        const inRow = this.m_row !== null && !this.m_row.hidden;
        const home = inRow ? this.m_row! : this.node;
        if (this.m_time.parentElement !== home) home.insertBefore(this.m_time, home.lastElementChild);
        this.m_time.lastElementChild!.classList.toggle('sr', inRow);
    }

    private tellIcon(paths: string): void {
        if (paths === this.m_icon) return;
        this.m_icon = paths;
        this.m_mark.replaceChildren();
        show(this.m_mark, paths !== '');
        if (paths === 'spin') this.m_mark.append(h('span', { class: 'spin' }));
        else if (paths) this.m_mark.append(icon(paths));
    }
}

interface StageLine {
    key: string;
    icon: string;
    tone?: 'ok' | 'no' | 'wa';
    detail?: string;
}

// The words for where an answer is; null while there is nothing worth saying.
function stageLine(view: CardView): StageLine | null {
    switch (view.stage) {
        case 'sending':
            return view.sendingLong
                ? { key: 'vote.sending', icon: 'spin', detail: 'vote.sending.detail' }
                : null;
        case 'kept':
            return { key: 'vote.kept', icon: icons.noLine, tone: 'wa', detail: 'vote.kept.detail' };
        case 'counted':
        case 'duplicate':
        case 'replaced':
            return { key: 'vote.counted', icon: icons.okRing, tone: 'ok' };
        case 'received':
            return { key: 'vote.received', icon: icons.clock };
        case 'late':
        case 'closed':
        case 'not_open':
            return { key: 'vote.late', icon: icons.lock, tone: 'wa' };
        case 'rate':
            return { key: 'vote.rate', icon: icons.clock };
        case 'denied':
        case 'invalid':
            return { key: 'vote.refused', icon: icons.noRing, tone: 'no' };
        default:
            return null;
    }
}

// Whether the answer stands (or may still): a refused one leaves the card open for another try.
export function standing(view: CardView): boolean {
    return (
        view.answer !== null &&
        !['late', 'closed', 'not_open', 'denied', 'invalid'].includes(view.stage ?? 'counted')
    );
}
