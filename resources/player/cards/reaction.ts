// A bar of emoji to tap, as often as one likes. Other viewers' taps rise over the picture.
import { h, setAttribute, setText } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType } from '../card/card.ts';
import type { Option } from '../answer/choice.ts';

interface Reaction extends Element {
    options: Option[];
}

const hitMs = 600;
const risingMost = 4; // of one emoji and one message; the count tells the rest

const card: CardType<Reaction> = {
    type: 'reaction',
    hue: 'reaction',
    icon: 'M10 16C5.5 13 3.5 10.8 3.5 8.1c0-3.6 4.7-4.4 6.5-1.1 1.8-3.3 6.5-2.5 6.5 1.1 0 2.7-2 4.9-6.5 7.9z',
    shape: 'none',
    presence: 'bar',
    answerable: false,
    kind: (_, words) => words.say('reaction.kind'),
    headline: reaction => reaction.title || '',
    build(reaction, host) {
        const { words } = host;
        const options = reaction.options ?? [];
        const own = options.map(() => 0); // taps that the counts may not hold yet
        let told: number[] = [];
        const press = (index: number) => {
            own[index]! += 1;
            const button = buttons[index]!;
            button.classList.add('hit');
            setTimeout(() => button.classList.remove('hit'), hitMs);
            host.react(index);
            draw();
        };
        const counts = options.map(() => h('span', { 'aria-hidden': 'true' }));
        const buttons = options.map((option, index) =>
            h(
                'button',
                { type: 'button', onclick: () => press(index) },
                h('span', { class: 'f', 'aria-hidden': 'true' }, option.text),
                counts[index]!,
            ),
        );
        const draw = () => {
            options.forEach((option, index) => {
                const count = (told[index] ?? 0) + own[index]!;
                setText(counts[index]!, count > 0 ? words.compact(count) : '');
                const n = words.compact(count);
                setAttribute(
                    buttons[index]!,
                    'aria-label',
                    words.say('reaction.tap', { emoji: option.text, n }),
                );
            });
        };
        draw();
        return {
            nodes: [
                h(
                    'div',
                    { class: 'bar6', role: 'group', 'aria-label': words.say('reaction.kind') },
                    ...buttons,
                ),
            ],
            update(view) {
                const before = told;
                if (view.reactions === before || view.reactions.join() === before.join()) return;
                told = view.reactions;
                told.forEach((count, index) => {
                    const more = count - (before[index] ?? count) - own[index]!;
                    for (let at = 0; at < Math.min(risingMost, more); ++at)
                        setTimeout(() => host.rise(index), at * 180);
                    own[index] = 0;
                });
                draw();
            },
        };
    },
};

export default card as unknown as CardType;
