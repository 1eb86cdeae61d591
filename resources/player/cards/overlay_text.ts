// Words on the picture, in their box: part of the picture, so they scale with it.
import { h } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType } from '../card/card.ts';

// size is the height of the letters in thousandths of the picture's height.
interface TextOverlay extends Element {
    text: string;
    size?: number;
}

const card: CardType<TextOverlay> = {
    type: 'overlay.text',
    hue: 'overlay',
    icon: 'M4 5.5h12M4 10h12M4 14.5h7',
    shape: 'none',
    presence: 'picture',
    answerable: false,
    kind: (_, words) => words.say('kind.text', {}, 'Text'),
    headline: overlay => overlay.text || overlay.title || '',
    build(overlay) {
        const words = h('p', { class: 'on-picture', dir: 'auto' }, overlay.text);
        words.style.setProperty('--text-size', String(overlay.size || 40));
        return {
            nodes: [words],
            update() {
                return;
            },
        };
    },
};
export default card as unknown as CardType;
