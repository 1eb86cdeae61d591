// A question answered in the viewer's own words; others see an answer once a moderator has read it.
import { h, setAttribute, setText, show } from '../look/dom.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView } from '../card/card.ts';
import { Foot, standing } from '../card/foot.ts';

interface Poll extends Element {
    question: string;
    lengthMax?: number;
}

const lengthUsual = 200;

const card: CardType<Poll> = {
    type: 'poll.text',
    hue: 'poll',
    icon: 'M4 5.5h12M4 10h12M4 14.5h7',
    shape: 'circle',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('text.kind'),
    headline: poll => poll.question || poll.title || '',
    build(poll, host) {
        const { words } = host;
        const most = poll.lengthMax || lengthUsual;
        const written = () => area.value.trim();
        const count = () => {
            setText(used, words.say('text.used', { n: area.value.length, most }));
            setAttribute(send, 'aria-disabled', written() === '' ? 'true' : null);
        };
        const submit = () => {
            if (written() !== '') host.vote([], { tx: written() });
        };
        const area = h('textarea', {
            class: 'area',
            dir: 'auto',
            rows: 2,
            maxlength: most,
            'aria-label': words.say('text.yourAnswer'),
            oninput: count,
            // An answer is one paragraph: Enter sends it.
            onkeydown: event => {
                const { key, isComposing } = event as KeyboardEvent;
                if (key !== 'Enter' || isComposing) return;
                event.preventDefault();
                submit();
            },
        });
        const used = h('span', { class: 'hint grow num' });
        const send = h(
            'button',
            { class: 'btn pri send', type: 'button', onclick: submit },
            words.say('text.send'),
        );
        const row = h('div', { class: 'foot' }, used, send);
        const writing = h('div', {}, area, row);
        const own = h('p', { class: 'own', dir: 'auto' });
        const list = h('ul', { class: 'said-list' });
        const foot = new Foot(host, row);
        count();
        const question = h('h2', { class: 'q', dir: 'auto' }, poll.question);
        return {
            nodes: [question, writing, own, list, foot.node],
            focusTarget: () => (writing.hidden ? null : area),
            update(view) {
                const sent = standing(view);
                const open = view.phase === 'open' && !view.locked;
                show(writing, open && !sent);
                show(row, open && !sent);
                show(own, sent);
                setText(own, view.text);
                setAttribute(own, 'data-label', words.say('text.yours'));
                drawAnswers(list, view, words.number.bind(words));
                show(foot.node, !open || sent || view.stage !== null);
                foot.update(view, '');
            },
        };
    },
};

// What others wrote, as far as it was approved, the most frequent first.
function drawAnswers(list: HTMLElement, view: CardView, number: (n: number) => string): void {
    const top = view.tally?.top ?? [];
    show(list, top.length > 0);
    while (list.childElementCount > top.length) list.lastElementChild!.remove();
    top.forEach((answer, index) => {
        const row = list.children[index] ?? h('li', {}, h('span', { dir: 'auto' }), h('b', { class: 'num' }));
        if (!row.parentElement) list.append(row);
        setText(row.firstElementChild!, answer.tx);
        setText(row.lastElementChild!, answer.n > 1 ? `×${number(answer.n)}` : '');
    });
}

export default card as unknown as CardType;
