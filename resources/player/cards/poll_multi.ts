// A poll with several choices, between picksMin and picksMax, sent together.
import { h } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView } from '../card/card.ts';
import type { Option } from '../answer/choice.ts';
import { standing } from '../card/foot.ts';
import { Picks } from '../answer/picks.ts';

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
        const picks = new Picks(
            {
                options: poll.options ?? [],
                least: leastOf(poll),
                most: mostOf(poll),
                changeable: Boolean(poll.changeable),
                letters: false,
            },
            host,
        );
        return {
            nodes: [h('h2', { class: 'q', dir: 'auto' }, poll.question), picks.choice.node, ...picks.nodes],
            focusTarget: () => picks.choice.focusTarget(),
            update(view: CardView<Poll>) {
                const sent = standing(view);
                picks.update(view, '', {
                    right: null,
                    share: 'voters',
                    over: view.phase !== 'open',
                    note: index => (sent && view.answer!.includes(index) ? words.say('choice.yours') : ''),
                });
            },
        };
    },
};

function mostOf(poll: Poll): number {
    return Math.max(1, poll.picksMax || poll.options?.length || 1);
}
function leastOf(poll: Poll): number {
    return Math.max(1, poll.picksMin ?? 1);
}

export default card as unknown as CardType;
