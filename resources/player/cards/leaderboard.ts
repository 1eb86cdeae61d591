// Who has the most points, and where this viewer stands. Names are pseudonyms.
import { h, setAttribute, setText, show } from '../look/dom.ts';
import type { Board } from '../live/messages.ts';
import type { Element } from '../model/package.ts';
import type { CardType, HeadState } from '../card/card.ts';

interface Leaderboard extends Element {
    heading: string;
    top?: number;
}

const topUsual = 10;
const nameLetters = 6; // of a pseudonym

const card: CardType<Leaderboard> = {
    type: 'leaderboard',
    hue: 'ad',
    icon:
        'M6.2 3.5h7.6v4.6a3.8 3.8 0 0 1-7.6 0z' +
        '|M6.2 5H3.6c0 2.4 1 3.7 2.8 3.9M13.8 5h2.6c0 2.4-1 3.7-2.8 3.9M10 12v3.2M6.8 16.5h6.4',
    shape: 'none',
    presence: 'card',
    answerable: false,
    kind: (_, words) => words.say('board.kind'),
    headline: board => board.heading || board.title || '',
    build(element, host) {
        const { words } = host;
        const list = h('ol', { class: 'lb' });
        const none = h('p', { class: 't2' }, words.say('board.none'));
        const rank = h('span', { class: 't2' });
        const points = h('b', { class: 'num' });
        const own = h(
            'p',
            { class: 'me' },
            h('span', { class: 'n' }, h('b', {}, words.say('board.you')), rank),
            points,
        );
        const heading = h('h2', { class: 'q', dir: 'auto' }, element.heading);
        return {
            nodes: [heading, none, list, own],
            state: (): HeadState => ({ text: words.say('board.scope'), tone: 'calm' }),
            update(view) {
                const top = (view.board?.top ?? []).slice(0, element.top || topUsual);
                const self = view.self.slice(0, nameLetters);
                show(none, top.length === 0);
                drawRows(list, top, self, index => [
                    words.number(index + 1),
                    top[index]!.p === self
                        ? words.say('board.you')
                        : words.say('board.viewer', { name: top[index]!.p }),
                    words.number(top[index]!.pts),
                ]);
                const listed = self !== '' && top.some(row => row.p === self);
                show(own, view.me.pts !== undefined && !listed);
                setText(
                    rank,
                    view.me.rank === undefined ? '' : words.say('board.rank', { rank: view.me.rank }),
                );
                setText(points, words.number(view.me.pts ?? 0));
            },
        };
    },
};

function drawRows(
    list: HTMLElement,
    top: Board['top'],
    self: string,
    texts: (index: number) => [string, string, string],
): void {
    while (list.childElementCount > top.length) list.lastElementChild!.remove();
    top.forEach((row, index) => {
        if (!list.children[index])
            list.append(
                h(
                    'li',
                    {},
                    h('span', { class: 'r', 'aria-hidden': 'true' }),
                    h('span', { class: 'n' }),
                    h('b', { class: 'num' }),
                ),
            );
        const node = list.children[index]!;
        texts(index).forEach((text, at) => setText(node.children[at]!, text));
        setAttribute(node, 'class', row.p === self ? 'me' : null);
    });
}

export default card as unknown as CardType;
