// A poll for one value of a scale. The result is the mean and how the values spread.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Element } from '../model/package.ts';
import type { CardHost, CardType, CardView } from '../card/card.ts';
import { Foot, standing } from '../card/foot.ts';

interface Poll extends Element {
    question: string;
    min: number;
    max: number;
    step: number;
    minLabel?: string;
    maxLabel?: string;
    changeable?: boolean;
}

const card: CardType<Poll> = {
    type: 'poll.slider',
    hue: 'poll',
    icon: 'M3 10h4M12 10h5|M7 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
    shape: 'circle',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('slider.kind'),
    headline: poll => poll.question || poll.title || '',
    build(poll, host) {
        const { words } = host;
        let touched = false;
        let last: CardView<Poll> | null = null;
        const scale = new Scale(poll, host, () => {
            touched = true;
            if (last) body.update(last);
        });
        const spread = new Spread(poll, host);
        const hint = h('span', { class: 'hint grow' });
        const send = h('button', {
            class: 'btn pri send',
            type: 'button',
            onclick: () => {
                touched = false;
                host.vote([scale.value()]);
            },
        });
        const sending = h('div', { class: 'foot' }, hint, send);
        const question = h('h2', { class: 'q', dir: 'auto' }, poll.question);
        const foot = new Foot(host, sending);
        const body = {
            nodes: [question, ...scale.nodes, spread.node, sending, foot.node],
            focusTarget: () => scale.input,
            update(view: CardView<Poll>) {
                last = view;
                const sent = standing(view);
                const locked = view.phase !== 'open' || view.locked || (sent && !poll.changeable);
                scale.update(sent && (!touched || locked) ? view.answer![0]! : null, locked);
                spread.update(view, sent ? view.answer![0]! : null);
                show(sending, !locked && (!sent || touched));
                const shown = poll.results === 'always' || poll.results === 'after_answer' || !poll.results;
                setText(hint, shown && !sent ? words.say('slider.hint') : '');
                setText(send, words.say('slider.send', { value: scale.value() }));
                show(foot.node, Boolean(sending.hidden));
                foot.update(view, '');
            },
        };
        return body;
    },
};

// The native range with a button at either end; the value stands on the thumb.
class Scale {
    readonly input: HTMLInputElement;
    readonly nodes: Node[];
    private readonly m_thumb = h('span', { class: 'th num', 'aria-hidden': 'true' });
    private readonly m_buttons: HTMLButtonElement[];

    constructor(
        private readonly m_poll: Poll,
        private readonly m_host: CardHost,
        private readonly m_changed: () => void,
    ) {
        const { min, max, step } = m_poll;
        const middle = min + Math.round((max - min) / 2 / step) * step;
        this.input = h('input', {
            type: 'range',
            min,
            max,
            step,
            value: middle,
            'aria-label': m_poll.question,
            oninput: () => this.tell(),
        });
        this.m_buttons = [
            this.button('slider.less', moreIcons.minus, -step),
            this.button('slider.more', moreIcons.plus, step),
        ];
        const track = h('div', { class: 'track' }, this.input, this.m_thumb);
        const [less, more] = this.m_buttons as [HTMLButtonElement, HTMLButtonElement];
        const end = (value: number, label: string | undefined) =>
            h('span', { dir: 'auto' }, [m_host.words.number(value), label].filter(Boolean).join(' '));
        this.nodes = [
            h('div', { class: 'sl' }, less, track, more),
            h('div', { class: 'ends' }, end(min, m_poll.minLabel), end(max, m_poll.maxLabel)),
        ];
        this.place();
    }

    value(): number {
        return Number(this.input.value);
    }

    update(value: number | null, locked: boolean): void {
        if (value !== null && value !== this.value()) this.input.value = String(value);
        this.input.disabled = locked;
        for (const button of this.m_buttons) {
            show(button, !locked);
        }
        this.place();
    }

    private button(key: string, paths: string, by: number): HTMLButtonElement {
        const press = () => {
            this.input.value = String(this.value() + by);
            this.tell();
        };
        const label = this.m_host.words.say(key);
        return h('button', { class: 'ib', type: 'button', 'aria-label': label, onclick: press }, icon(paths));
    }

    private tell(): void {
        this.place();
        this.m_changed();
    }

    private place(): void {
        const { min, max } = this.m_poll;
        const share = max > min ? (this.value() - min) / (max - min) : 0;
        (this.input.parentElement ?? this.input).style.setProperty('--v', String(share));
        setText(this.m_thumb, this.m_host.words.number(this.value()));
        this.m_thumb.classList.toggle('long', this.m_thumb.textContent!.length > 2);
    }
}

// How the audience's values spread: at most 20 bars, the viewer's own marked, and the mean in words.
class Spread {
    private readonly m_bars = h('div', { class: 'hist', role: 'img' });
    private readonly m_mean = h('p', { class: 'kv' });
    readonly node = h('div', { class: 'spread', hidden: true }, this.m_bars, this.m_mean);

    constructor(
        private readonly m_poll: Poll,
        private readonly m_host: CardHost,
    ) {}

    update(view: CardView<Poll>, own: number | null): void {
        const { tally } = view;
        const shown = tally !== null && tally.n > 0 && typeof tally.s === 'number';
        show(this.node, shown);
        if (!shown) return;
        const { words } = this.m_host;
        const counts = tally.c;
        while (this.m_bars.childElementCount < counts.length) this.m_bars.append(h('i'));
        const most = Math.max(1, ...counts);
        const mine = own === null ? -1 : this.bucketOf(own, counts.length);
        counts.forEach((count, index) => {
            const bar = this.m_bars.children[index] as HTMLElement;
            bar.style.setProperty('--v', String(count / most));
            bar.classList.toggle('mine', index === mine);
        });
        const mean = words.decimal((tally.s as number) / tally.n);
        const line = words.say('slider.mean', { mean });
        setText(this.m_mean, own === null ? line : `${line} · ${words.say('slider.yours', { value: own })}`);
        setAttribute(this.m_bars, 'aria-label', words.say('slider.spread', { mean, n: tally.n }));
    }

    // The server's rule: of V values in B = min(20, V) buckets, the value with index i lies in floor(i·B/V).
    private bucketOf(value: number, buckets: number): number {
        const { min, max, step } = this.m_poll;
        const values = Math.floor((max - min) / step) + 1;
        return Math.floor((((value - min) / step) * buckets) / values);
    }
}

export default card as unknown as CardType;
