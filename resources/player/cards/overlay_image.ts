// An image on the picture, in its box, with its alternative text.
import { h } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType } from '../card/card.ts';

interface ImageOverlay extends Element {
    image: string;
    alternative?: string;
}

const card: CardType<ImageOverlay> = {
    type: 'overlay.image',
    hue: 'overlay',
    icon: 'M3 4.5h14v11H3z|M3.5 14l4-4.5 3 3 2.5-2.5 3.5 4',
    shape: 'none',
    presence: 'picture',
    answerable: false,
    kind: (_, words) => words.say('kind.image', {}, 'Image'),
    headline: overlay => overlay.alternative || overlay.title || '',
    build(overlay, host) {
        const picture = h('img', {
            class: 'on-picture',
            src: host.assetUrl(overlay.image),
            alt: overlay.alternative ?? '',
        });
        return {
            nodes: [picture],
            update() {
                return;
            },
        };
    },
};
export default card as unknown as CardType;
