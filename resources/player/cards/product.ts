// A product with its picture and price; "View product" leads to the seller's page in a new tab.
import { h, icon, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import { moreIcons } from '../look/more_icons.ts';
import { safeLink } from '../card/link.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView, HeadState } from '../card/card.ts';

interface Product extends Element {
    name: string;
    description?: string;
    price?: { minor: number; currency: string };
    taxNote?: string;
    image?: string;
    url?: string;
    stock?: number; // pieces there were to begin with; 0: not counted
}

const card: CardType<Product> = {
    type: 'product',
    hue: 'product',
    icon: 'M4.8 7.2h10.4l.8 9.3H4z|M7.4 9.5V6.2a2.6 2.6 0 0 1 5.2 0v3.3',
    shape: 'square',
    presence: 'card',
    answerable: false,
    kind: (_, words) => words.say('kind.product', {}, 'Product'),
    headline: product => product.name || product.title || '',
    build(product, host) {
        const { words } = host;
        const picture = product.image
            ? h('img', { class: 'art', src: host.assetUrl(product.image), alt: '', width: 60, height: 60 })
            : h('span', { class: 'art none' }, icon(card.icon));
        const price =
            product.price &&
            h(
                'p',
                { class: 'price num' },
                words.money(product.price.minor, product.price.currency),
                product.taxNote && h('small', { dir: 'auto' }, ` ${product.taxNote}`),
            );
        const info = h(
            'div',
            { class: 'pi' },
            h('h2', { dir: 'auto' }, product.name),
            price,
            product.description && h('p', { class: 't2', dir: 'auto' }, product.description),
        );
        const target = safeLink(product.url);
        const link =
            target &&
            h(
                'a',
                {
                    class: 'btn pri wide',
                    href: target,
                    target: '_blank',
                    rel: 'noopener noreferrer',
                    onclick: () => host.tell('product', { url: target }),
                },
                words.say('product.view'),
                icon(moreIcons.out, 's'),
                h('span', { class: 'sr' }, words.say('link.newTab')),
            );
        const note = h('p', { class: 't2', hidden: true }, words.say('product.lastGone'));
        info.append(note);
        const row = h('div', { class: 'pr' }, picture, info);
        const acts = link && h('div', { class: 'acts' }, link);
        return {
            nodes: [row, ...(acts ? [acts] : [])],
            focusTarget: () => (acts && !acts.hidden ? link || null : null),
            state(view): HeadState | null {
                const left = leftOf(product, view);
                if (left === 0) return { text: words.say('product.soldOut'), icon: icons.noRing };
                return left === null ? null : { text: words.say('product.left', { n: left }), tone: 'calm' };
            },
            update(view) {
                const gone = leftOf(product, view) === 0;
                row.classList.toggle('gone', gone);
                show(note, gone);
                if (acts) show(acts, !gone);
            },
        };
    },
};

// Pieces left; null where they are not counted.
function leftOf(product: Product, view: CardView<Product>): number | null {
    if (view.stock) return view.stock.left;
    return product.stock && product.stock > 0 ? product.stock : null;
}

export default card as unknown as CardType;
