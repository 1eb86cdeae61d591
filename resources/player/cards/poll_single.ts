// A poll with one choice per viewer; changeable until it closes when its author allows.
import { h } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType } from '../card/card.ts';
import { Choice, type Option } from '../answer/choice.ts';
import { Foot, standing } from '../card/foot.ts';

interface Poll extends Element {
    question: string;
    options: Option[];
    changeable?: boolean;
}

const card: CardType<Poll> = {
    type: 'poll.single',
    hue: 'poll',
    icon: 'M4 16v-5M10 16V4M16 16V8',
    shape: 'circle',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('kind.poll', {}, 'Poll'),
    headline: poll => poll.question || poll.title || '',
    build(poll, host) {
        const { words } = host;
        const choice = new Choice(poll.options ?? [], false, false, words.say('card.options'), words, index =>
            host.vote([index]),
        );
        const foot = new Foot(host);
        return {
            nodes: [h('h2', { class: 'q', dir: 'auto' }, poll.question), choice.node, foot.node],
            focusTarget: () => choice.focusTarget(),
            update(view) {
                const chosen = standing(view) ? view.answer! : [];
                const most = view.final && view.tally ? Math.max(...view.tally.c) : Infinity;
                choice.update({
                    chosen,
                    right: null,
                    tally: view.tally,
                    share: 'answers',
                    locked: view.phase !== 'open' || (chosen.length > 0 && !poll.changeable),
                    note: index =>
                        [
                            chosen.includes(index) && words.say('choice.yours'),
                            view.tally &&
                                view.tally.c[index] === most &&
                                most > 0 &&
                                words.say('choice.most'),
                        ]
                            .filter(Boolean)
                            .join(', '),
                });
                foot.update(
                    view,
                    view.phase !== 'open' ? '' : words.say(poll.changeable ? 'poll.change' : 'poll.once'),
                );
            },
        };
    },
};
export default card as unknown as CardType;
