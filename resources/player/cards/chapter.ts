// A chapter: a part of the timeline with a name. It takes no room on the picture; the list of interactions
// holds it with a button to jump there.
import type { CardType } from '../card/card.ts';

const card: CardType = {
    type: 'chapter',
    hue: 'chapter',
    icon: 'M5.8 3.6h8.4v12.9L10 13.2l-4.2 3.3z',
    shape: 'none',
    presence: 'marker',
    answerable: false,
    kind: (_, words) => words.say('kind.chapter', {}, 'Chapter'),
    headline: chapter => String(chapter.heading || chapter.title || ''),
    build: () => ({
        nodes: [],
        update() {
            return;
        },
    }),
};
export default card;
