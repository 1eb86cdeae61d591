// A question with right answers. What is right is told by the server after the viewer may know it, never
// before.
import { h, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Element } from '../model/package.ts';
import type { CardType, CardView, HeadState } from '../card/card.ts';
import { Choice, type Option } from '../card/choice.ts';
import { Foot, standing } from '../card/foot.ts';

interface Quiz extends Element {
    question: string;
    options: Option[];
    points?: number;
}

const card: CardType<Quiz> = {
    type: 'quiz',
    hue: 'quiz',
    icon: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0|M7.9 8.1a2.2 2.2 0 1 1 3.2 2c-.8.4-1.1.8-1.1 1.5|M10 13.9v.1',
    shape: 'diamond',
    presence: 'card',
    answerable: true,
    kind: (_, words) => words.say('kind.quiz', {}, 'Quiz'),
    headline: quiz => quiz.question || quiz.title || '',
    build(quiz, host) {
        const { words } = host;
        const choice = new Choice(quiz.options ?? [], false, true, words.say('card.options'), words, index =>
            host.vote([index]),
        );
        const foot = new Foot(host);
        const why = h('p', { class: 'why', hidden: true }, h('b', {}, words.say('quiz.why')), ' ');
        const reason = h('span', { dir: 'auto' });
        why.append(reason);
        return {
            nodes: [h('h2', { class: 'q', dir: 'auto' }, quiz.question), choice.node, why, foot.node],
            focusTarget: () => choice.focusTarget(),
            state: (view): HeadState | null => verdict(view, words.say.bind(words)),
            update(view) {
                const chosen = standing(view) ? view.answer! : [];
                choice.update({
                    chosen,
                    right: view.right,
                    tally: view.tally,
                    share: 'answers',
                    locked: view.phase !== 'open' || chosen.length > 0 || view.right !== null,
                    note: index => words.say(noteKey(view, chosen, index)),
                });
                const explained = view.right !== null && view.explanation !== '';
                show(why, explained);
                setText(reason, view.explanation);
                foot.update(
                    view,
                    quiz.points && view.phase === 'open' ? words.say('quiz.points', { n: quiz.points }) : '',
                );
            },
        };
    },
};

function noteKey(view: CardView, chosen: number[], index: number): string {
    const mine = chosen.includes(index);
    const right = view.right?.includes(index) ?? false;
    if (mine && right) return 'quiz.mineRight';
    if (mine) return 'quiz.mine';
    return right ? 'quiz.right' : 'empty';
}

function verdict(view: CardView, say: (key: string) => string): HeadState | null {
    if (!view.right) return null;
    if (!standing(view)) return { text: say('state.resolved'), icon: icons.okRing };
    const right =
        view.answer!.length === view.right.length && view.answer!.every(index => view.right!.includes(index));
    return right
        ? { text: say('state.right'), icon: icons.okRing, tone: 'good' }
        : { text: say('state.wrong'), icon: icons.noRing, tone: 'bad' };
}

export default card as unknown as CardType;
