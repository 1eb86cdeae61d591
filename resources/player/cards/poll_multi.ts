// A poll with several choices, between picksMin and picksMax, sent together.
import { h, setAttribute, setText, show } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView } from '../card/card.ts';
import { Choice, type Option } from '../card/choice.ts';
import { Foot, standing } from '../card/foot.ts';

interface Poll extends Element {
    question: string;
    options: Option[];
    picksMin?: number;
    picksMax?: number;
    changeable?: boolean;
}

const card: CardType<Poll> = {
    type: 'poll.multi',
    hue: 'poll',
    icon:
        'M4.4 3.6h2.6a1.2 1.2 0 0 1 1.2 1.2v2.6a1.2 1.2 0 0 1-1.2 1.2H4.4a1.2 1.2 0 0 1-1.2-1.2V4.8' +
        'a1.2 1.2 0 0 1 1.2-1.2zM4.4 11.4h2.6a1.2 1.2 0 0 1 1.2 1.2v2.6a1.2 1.2 0 0 1-1.2 1.2H4.4a1.2' +
        ' 1.2 0 0 1-1.2-1.2v-2.6a1.2 1.2 0 0 1 1.2-1.2z|M11 6h6M11 14h6',
    shape: 'circle',
    presence: 'card',
    answerable: true,
    kind: (poll, words) => words.say('kind.pickUpTo', { n: mostOf(poll) }, 'Pick several'),
    headline: poll => poll.question || poll.title || '',
    build(poll, host) {
        const { words } = host;
        let picked: number[] = [];
        let touched = false;
        let last: CardView<Poll> | null = null;
        const choice = new Choice(
            poll.options ?? [],
            true,
            false,
            words.say('card.options'),
            words,
            index => {
                touched = true;
                if (picked.includes(index)) picked = picked.filter(other => other !== index);
                else if (picked.length < mostOf(poll)) picked = [...picked, index].sort((a, b) => a - b);
                if (last) body.update(last);
            },
        );
        const foot = new Foot(host);
        const count = h('span', { class: 'hint grow num' });
        const send = h(
            'button',
            {
                class: 'btn pri send',
                type: 'button',
                onclick: () => {
                    if (picked.length < leastOf(poll) || send.getAttribute('aria-disabled')) return;
                    touched = false;
                    host.vote(picked);
                },
            },
            words.say('poll.send'),
        );
        const sending = h('div', { class: 'foot' }, count, send);
        const body = {
            nodes: [h('h2', { class: 'q', dir: 'auto' }, poll.question), choice.node, sending, foot.node],
            focusTarget: () => choice.focusTarget(),
            update(view: CardView<Poll>) {
                last = view;
                const sent = standing(view);
                const locked = view.phase !== 'open' || (sent && !poll.changeable);
                if (sent && (!touched || locked)) picked = view.answer!;
                choice.update({
                    chosen: picked,
                    right: null,
                    tally: view.tally,
                    share: 'voters',
                    locked,
                    note: index => (sent && view.answer!.includes(index) ? words.say('choice.yours') : ''),
                });
                show(sending, !locked && (!sent || touched));
                show(foot.node, Boolean(sending.hidden));
                setText(count, words.say('poll.chosen', { n: picked.length, most: mostOf(poll) }));
                setAttribute(send, 'aria-disabled', picked.length < leastOf(poll) ? 'true' : null);
                foot.update(view, '');
            },
        };
        return body;
    },
};

function mostOf(poll: Poll): number {
    return Math.max(1, poll.picksMax || poll.options?.length || 1);
}
function leastOf(poll: Poll): number {
    return Math.max(1, poll.picksMin ?? 1);
}

export default card as unknown as CardType;
