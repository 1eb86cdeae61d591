// A button that leads somewhere: an https page in a new tab, or a mail.
import { h, icon } from '../look/dom.ts';
import { moreIcons } from '../look/more_icons.ts';
import { safeLink } from '../card/link.ts';
import type { Element } from '../model/package.ts';
import type { CardType, HeadState } from '../card/card.ts';

interface CallToAction extends Element {
    label: string;
    target: string;
    text?: string;
}

const card: CardType<CallToAction> = {
    type: 'call_to_action',
    hue: 'cta',
    icon: 'M5 4.2l10.6 4.4-4.6 1.9-1.9 4.7z|M11.4 11.2l4.2 4.3',
    shape: 'none',
    presence: 'card',
    answerable: false,
    kind: (_, words) => words.say('kind.cta', {}, 'From the show'),
    headline: action => action.text || action.title || action.label || '',
    build(action, host) {
        const { words } = host;
        const target = safeLink(action.target);
        const mail = target?.startsWith('mailto:') ?? false;
        const link =
            target &&
            h(
                'a',
                {
                    class: 'btn pri wide',
                    href: target,
                    rel: 'noopener noreferrer',
                    target: mail ? null : '_blank',
                    onclick: () => host.tell('link', { target }),
                },
                h('span', { dir: 'auto' }, action.label),
                icon(moreIcons.out, 's'),
                mail ? null : h('span', { class: 'sr' }, words.say('link.newTab')),
            );
        const place = target && !mail ? new URL(target).hostname : '';
        return {
            nodes: [
                h('h2', { class: 'q', dir: 'auto' }, action.text || action.title || ''),
                ...(link ? [link] : []),
            ],
            focusTarget: () => link || null,
            state: (): HeadState | null => (place ? { text: place, tone: 'calm' } : null),
            update() {
                return;
            },
        };
    },
};
export default card as unknown as CardType;
