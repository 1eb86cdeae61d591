// A prediction: points on an outcome before it is known. Who was right shares the pool; points only, never
// money.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Element } from '../model/package.ts';
import { payoutOf } from '../model/scoring.ts';
import type { CardHost, CardType, CardView, HeadState } from '../card/card.ts';
import { Choice, wholePercents, type Option } from '../answer/choice.ts';
import { Foot, standing } from '../card/foot.ts';
import { StakeField } from '../answer/stake_field.ts';

interface Prediction extends Element {
    question: string;
    options: Option[];
    stakeMin: number;
    stakeMax: number;
}

const card: CardType<Prediction> = {
    type: 'prediction',
    hue: 'prediction',
    icon: 'M3.5 14l4-4.5 3 2.8 5.5-6.3M12 5.6h4.3v4.3',
    shape: 'triangle',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('prediction.kind'),
    headline: prediction => prediction.question || prediction.title || '',
    build(prediction, host) {
        const staking = new Staking(prediction, host);
        const standingAt = new Standing(prediction, host);
        // Always the last line, with the button for more time in it while points can be staked.
        const never = h(
            'div',
            { class: 'foot' },
            h('p', { class: 'hint grow' }, host.words.say('prediction.never')),
            h('span'),
        );
        const foot = new Foot(host, never);
        const question = h('h2', { class: 'q', dir: 'auto' }, prediction.question);
        return {
            nodes: [question, staking.node, standingAt.node, foot.node, never],
            focusTarget: () => (staking.node.hidden ? null : staking.choice.focusTarget()),
            state: (view): HeadState | null => headOf(view, host),
            update(view) {
                const open = view.phase === 'open' && !view.locked && view.outcome === null && !view.refunded;
                const sent = standing(view);
                show(staking.node, open && !sent);
                if (open && !sent) staking.update(view);
                show(standingAt.node, !open || sent);
                if (!open || sent) standingAt.update(view, sent);
                show(foot.node, view.stage !== null && (open || view.receipt));
                foot.update({ ...view, tally: null }, '');
            },
        };
    },
};

function headOf(view: CardView, host: CardHost): HeadState | null {
    const { words } = host;
    if (view.refunded) return { text: words.say('prediction.returned'), icon: icons.noRing };
    if (view.outcome !== null) return { text: words.say('state.resolved'), icon: moreIcons.flag };
    if (view.locked) return { text: words.say('state.locked'), icon: icons.lock };
    return null;
}

// Outcome, stake and the button.
class Staking {
    readonly choice: Choice;
    readonly node: HTMLElement;
    private readonly m_field: StakeField;
    private readonly m_send: HTMLButtonElement;
    private m_outcome: number | null = null;
    private m_view: CardView<Prediction> | null = null;

    constructor(
        private readonly m_prediction: Prediction,
        private readonly m_host: CardHost,
    ) {
        const { words } = m_host;
        const options = m_prediction.options ?? [];
        this.choice = new Choice(options, false, false, words.say('prediction.outcomes'), words, index => {
            this.m_outcome = index;
            this.again();
        });
        if (options.length === 2) this.choice.node.classList.add('two');
        this.m_field = new StakeField(words, () => this.again());
        this.m_send = h('button', { class: 'btn pri wide send', type: 'button', onclick: () => this.send() });
        this.node = h('div', { class: 'staking' }, this.choice.node, this.m_field.node, this.m_send);
    }

    update(view: CardView<Prediction>): void {
        this.m_view = view;
        const { words } = this.m_host;
        const stakes = stakesOf(view);
        this.choice.update({
            chosen: this.m_outcome === null ? [] : [this.m_outcome],
            locked: false,
            tally: null,
            share: 'answers',
            right: null,
            note: index => (stakes ? oddsOf(stakes, index, words) : ''),
        });
        const points = view.me.pts ?? 0;
        const { stakeMin, stakeMax } = this.m_prediction;
        this.m_field.setLimits(stakeMin, Math.min(stakeMax, points), points);
        const enough = points >= stakeMin;
        const ready = this.m_outcome !== null && enough;
        setAttribute(this.m_send, 'aria-disabled', ready ? null : 'true');
        setText(this.m_send, this.words(enough));
    }

    private words(enough: boolean): string {
        const { words } = this.m_host;
        if (!enough) return words.say('prediction.tooFew', { n: this.m_prediction.stakeMin });
        if (this.m_outcome === null) return words.say('prediction.pick');
        const option = this.m_prediction.options[this.m_outcome]!.text;
        return words.say('prediction.stake', { n: this.m_field.value(), option });
    }

    private again(): void {
        if (this.m_view) this.update(this.m_view);
    }

    private send(): void {
        if (this.m_outcome === null || this.m_send.getAttribute('aria-disabled')) return;
        this.m_host.vote([this.m_outcome], { stake: this.m_field.value() });
    }
}

// How things stand once the stake is placed, locked or resolved: the split, the own stake, and the sum worked
// out.
class Standing {
    private readonly m_split = h('div', { class: 'split', role: 'img' });
    private readonly m_shares = h('ul', { class: 'shares' });
    private readonly m_lines = h('dl', { class: 'num' });
    private readonly m_result = h('p', { class: 'line' });
    private readonly m_sum = h('p', { class: 'hint num' });
    readonly node = h(
        'div',
        { class: 'standing' },
        this.m_split,
        this.m_shares,
        this.m_lines,
        this.m_result,
        this.m_sum,
    );

    constructor(
        private readonly m_prediction: Prediction,
        private readonly m_host: CardHost,
    ) {}

    update(view: CardView<Prediction>, sent: boolean): void {
        const over = view.outcome !== null || view.refunded;
        const stakes = stakesOf(view);
        this.drawSplit(over ? null : stakes);
        const own = sent ? view.answer![0]! : null;
        this.drawLines(view, own, stakes, over);
        show(this.m_result, over);
        show(this.m_sum, over && this.m_sum.textContent !== '');
        if (over) this.drawResult(view, own, stakes);
    }

    private option(index: number): string {
        return this.m_prediction.options[index]?.text ?? '';
    }

    private drawSplit(stakes: number[] | null): void {
        const { words } = this.m_host;
        const shown = stakes !== null && stakes.some(stake => stake > 0);
        show(this.m_split, shown);
        show(this.m_shares, shown);
        if (!shown) return;
        const percents = wholePercents(stakes).map(share => words.percent(share / 100));
        this.m_split.replaceChildren(
            ...stakes.map((stake, index) => {
                const part = h('i', { class: `p${index % 4}` });
                part.style.flexGrow = String(stake);
                return part;
            }),
        );
        const said = stakes.map((_, index) => `${this.option(index)} ${percents[index]}`);
        setAttribute(this.m_split, 'aria-label', said.join(', '));
        this.m_shares.replaceChildren(
            ...stakes.map((_, index) =>
                h('li', {}, h('b', { dir: 'auto' }, this.option(index)), ` ${percents[index]}`),
            ),
        );
    }

    private drawLines(view: CardView, own: number | null, stakes: number[] | null, over: boolean): void {
        const { words } = this.m_host;
        show(this.m_lines, own !== null && !over);
        if (own === null || over) return;
        const option = this.option(own);
        const stake = view.stake ?? 0;
        const rows: [string, string][] = [
            [words.say('prediction.yourStake', { option }), words.say('board.points', { n: stake })],
        ];
        if (stakes) {
            const n = payoutOf(stake, stakes, own);
            rows.push([words.say('prediction.ifSo', { option }), words.say('board.points', { n })]);
        }
        this.m_lines.replaceChildren(
            ...rows.map(([name, value]) => h('div', { class: 'kv' }, h('dt', {}, name), h('dd', {}, value))),
        );
    }

    private drawResult(view: CardView, own: number | null, stakes: number[] | null): void {
        const { words } = this.m_host;
        const stake = view.stake ?? 0;
        const nobody = stakes !== null && view.outcome !== null && (stakes[view.outcome] ?? 0) === 0;
        if (view.refunded || nobody) {
            this.say(icons.noRing, '', words.say('prediction.refunded'), own === null ? 0 : stake);
            setText(this.m_sum, '');
            return;
        }
        const outcome = view.outcome!;
        const won = own === outcome;
        const paid = won && stakes ? payoutOf(stake, stakes, outcome) : 0;
        this.say(won ? icons.okRing : moreIcons.flag, won ? 'ok' : '', this.option(outcome), paid);
        const pool = stakes?.reduce((sum, one) => sum + one, 0) ?? 0;
        const figures = { stake, pool, winning: stakes?.[outcome] ?? 0, option: this.option(outcome) };
        const lost = own !== null && !won ? words.say('prediction.lost', { n: stake }) : '';
        setText(this.m_sum, paid > 0 ? words.say('prediction.worked', figures) : lost);
        show(this.m_sum, this.m_sum.textContent !== '');
    }

    private say(paths: string, tone: string, text: string, points: number): void {
        const { words } = this.m_host;
        this.m_result.replaceChildren(
            h('span', { class: `state ${tone}`.trim() }, icon(paths), h('span', { dir: 'auto' }, text)),
            h('span', { class: 'sp' }),
            ...(points > 0 ? [h('b', { class: 'num' }, words.say('prediction.forYou', { n: points }))] : []),
        );
    }
}

function stakesOf(view: CardView): number[] | null {
    const stakes = view.tally?.s;
    return Array.isArray(stakes) ? stakes : null;
}

function oddsOf(stakes: number[], index: number, words: CardHost['words']): string {
    const pool = stakes.reduce((sum, one) => sum + one, 0);
    const own = stakes[index] ?? 0;
    const points = words.say('board.points', { n: own });
    if (own === 0) return points;
    return `${points}\n${words.say('prediction.pays', { rate: words.rate(pool / own) })}`;
}

export default card as unknown as CardType;
