// A poll whose options are put in order. The result is each option's place on average.
import { h, setText, show } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView } from '../card/card.ts';
import type { Option } from '../answer/choice.ts';
import { Foot, standing } from '../card/foot.ts';
import { Ordering, type OrderResult } from '../answer/ordering.ts';
import type { Words } from '../text/messages.ts';

interface Poll extends Element {
    question: string;
    options: Option[];
    changeable?: boolean;
}

const card: CardType<Poll> = {
    type: 'poll.rank',
    hue: 'poll',
    icon: 'M8 5h9M8 10h9M8 15h9|M3.2 4l1-.7V7M3 13.2c.9-.9 2.2 0 1.5 1L3 16.2h2',
    shape: 'circle',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('rank.kind'),
    headline: poll => poll.question || poll.title || '',
    build(poll, host) {
        const { words } = host;
        let touched = false;
        let last: CardView<Poll> | null = null;
        const list = new Ordering(poll.options ?? [], host, () => {
            touched = true;
            if (last) body.update(last);
        });
        const hint = h('span', { class: 'hint grow' }, words.say('rank.hint'));
        const send = h(
            'button',
            {
                class: 'btn pri send',
                type: 'button',
                onclick: () => {
                    touched = false;
                    host.vote(list.order());
                },
            },
            '',
        );
        const sending = h('div', { class: 'foot' }, hint, send);
        const foot = new Foot(host, sending);
        const body = {
            nodes: [h('h2', { class: 'q', dir: 'auto' }, poll.question), list.node, sending, foot.node],
            focusTarget: () => list.focusTarget(),
            update(view: CardView<Poll>) {
                last = view;
                const sent = standing(view);
                const locked = view.phase !== 'open' || view.locked || (sent && !poll.changeable);
                const order = sent && (!touched || locked) ? view.answer : null;
                list.update(order, locked, locked || sent ? resultsOf(view, words) : null);
                show(sending, !locked && (!sent || touched));
                setText(send, words.say('rank.send'));
                show(foot.node, Boolean(sending.hidden));
                foot.update(view, sent && !locked ? words.say('poll.change') : '');
            },
        };
        return body;
    },
};

// Best of k brings k - 1 points, the last none; so the place on average is k less the points per voter.
function resultsOf(view: CardView<Poll>, words: Words): OrderResult[] | null {
    const { tally } = view;
    const points = tally?.b;
    if (!tally || !points || tally.n === 0) return null;
    const count = points.length;
    const best = Math.max(...points);
    return points.map(sum => ({
        share: sum / (tally.n * Math.max(1, count - 1)),
        text: words.say('rank.place', { place: words.decimal(count - sum / tally.n) }),
        note: sum === best && best > 0 && view.final ? words.say('rank.best') : '',
    }));
}

export default card as unknown as CardType;
