// The card of a badge or quest, read from the list: what it is for, how far the viewer is, what it brings.
import { h, icon, setAttribute, setText, show } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Element } from '../model/package.ts';
import type { CardType, Hue } from './card.ts';

interface Award extends Element {
    heading: string;
    text?: string;
    image?: string;
    count?: number;
    reward?: number;
}

export function awardCard(look: { type: string; hue: Hue; icon: string }): CardType {
    const card: CardType<Award> = {
        ...look,
        shape: 'none',
        presence: 'award',
        answerable: false,
        kind: (_, words) => words.say(`award.${look.type}`),
        headline: award => award.heading || award.title || '',
        build(award, host) {
            const { words } = host;
            const picture = award.image
                ? h('img', { class: 'art', src: host.assetUrl(award.image), alt: '' })
                : h('span', { class: 'art none' }, icon(look.icon));
            const progress = h('p', { class: 't2 num' });
            const bar = h(
                'div',
                { class: 'progress', role: 'progressbar', 'aria-label': award.heading },
                h('i'),
            );
            const reward = award.reward ? h('p', {}, words.say('award.reward', { n: award.reward })) : null;
            return {
                nodes: [
                    h(
                        'div',
                        { class: 'pr' },
                        picture,
                        h(
                            'div',
                            { class: 'pi' },
                            h('h2', { dir: 'auto' }, award.heading),
                            award.text ? h('p', { class: 't2', dir: 'auto' }, award.text) : null,
                            reward,
                            progress,
                        ),
                    ),
                    bar,
                ],
                state(view) {
                    const done = view.me.badges?.includes(view.iid) || view.me.quests?.[view.iid]?.done;
                    return done
                        ? { text: words.say('award.earned'), icon: icons.okRing, tone: 'good' }
                        : null;
                },
                update(view) {
                    const quest = view.me.quests?.[view.iid];
                    const need = quest?.need ?? award.count ?? 1;
                    const have = Math.min(need, quest?.have ?? 0);
                    const goal = look.type === 'quest';
                    show(bar, goal);
                    show(progress, goal);
                    setText(progress, words.say('award.progress', { have, need }));
                    setAttribute(bar, 'aria-valuemax', need);
                    setAttribute(bar, 'aria-valuenow', have);
                    (bar.firstElementChild as HTMLElement).style.setProperty('--v', String(have / need));
                },
            };
        },
    };
    return card as unknown as CardType;
}
