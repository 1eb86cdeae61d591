// A question with right answers. What is right is told by the server after the viewer may know it, never
// before.
import { h, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Element } from '../model/package.ts';
import type { CardHost, CardType, CardView, HeadState } from '../card/card.ts';
import { Choice, type Option } from '../answer/choice.ts';
import { Foot, standing } from '../card/foot.ts';
import { Picks } from '../answer/picks.ts';
import type { Words } from '../text/messages.ts';

interface Quiz extends Element {
    question: string;
    options: Option[];
    points?: number;
    speedBonus?: number;
    picks?: number; // how many options are right, where it is more than one
}

const card: CardType<Quiz> = {
    type: 'quiz',
    hue: 'quiz',
    icon: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0|M7.9 8.1a2.2 2.2 0 1 1 3.2 2c-.8.4-1.1.8-1.1 1.5|M10 13.9v.1',
    shape: 'diamond',
    presence: 'card',
    answerable: true,
    kind: (quiz, words) =>
        (quiz.picks ?? 1) > 1
            ? words.say('kind.quizSeveral', { n: quiz.picks! })
            : words.say('kind.quiz', {}, 'Quiz'),
    headline: quiz => quiz.question || quiz.title || '',
    build(quiz, host) {
        const { words } = host;
        const list = (quiz.picks ?? 1) > 1 ? several(quiz, quiz.picks!, host) : single(quiz, host);
        const why = h('p', { class: 'why', hidden: true }, h('b', {}, words.say('quiz.why')), ' ');
        const reason = h('span', { dir: 'auto' });
        why.append(reason);
        return {
            nodes: [
                h('h2', { class: 'q', dir: 'auto' }, quiz.question),
                list.choice.node,
                why,
                ...list.nodes,
            ],
            focusTarget: () => list.choice.focusTarget(),
            state: (view): HeadState | null => verdict(view, words.say.bind(words)),
            update(view) {
                const explained = view.right !== null && view.explanation !== '';
                show(why, explained);
                setText(reason, view.explanation);
                list.update(view, hint(quiz, view, words));
            },
        };
    },
};

interface List {
    choice: Choice;
    nodes: Node[];
    update(view: CardView<Quiz>, hint: string): void;
}

// One right answer: the pick is the answer.
function single(quiz: Quiz, host: CardHost): List {
    const { words } = host;
    const choice = new Choice(quiz.options ?? [], false, true, words.say('card.options'), words, index =>
        host.vote([index]),
    );
    const foot = new Foot(host);
    return {
        choice,
        nodes: [foot.node],
        update(view, said) {
            const chosen = standing(view) ? view.answer! : [];
            choice.update({
                chosen,
                right: view.right,
                tally: view.tally,
                share: 'answers',
                locked: view.phase !== 'open' || view.locked || chosen.length > 0 || view.right !== null,
                note: index => words.say(noteKey(view, chosen, index)),
            });
            foot.update(view, said);
        },
    };
}

// Several right answers: up to so many picks, sent together.
function several(quiz: Quiz, count: number, host: CardHost): List {
    const options = quiz.options ?? [];
    const picks = new Picks({ options, least: 1, most: count, changeable: false, letters: true }, host);
    return {
        choice: picks.choice,
        nodes: picks.nodes,
        update(view, said) {
            const chosen = standing(view) ? view.answer! : [];
            picks.update(view, said, {
                right: view.right,
                share: 'voters',
                over: view.phase !== 'open' || view.locked || view.right !== null,
                note: index => host.words.say(noteKey(view, chosen, index)),
            });
        },
    };
}

// What it is worth before the answer, what it brought afterwards.
function hint(quiz: Quiz, view: CardView<Quiz>, words: Words): string {
    if (view.earned) return words.say('quiz.earned', { n: view.earned });
    if (view.phase !== 'open' || !quiz.points) return '';
    return quiz.speedBonus
        ? words.say('quiz.pointsAndSpeed', { n: quiz.points, bonus: quiz.speedBonus })
        : words.say('quiz.points', { n: quiz.points });
}

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
