// The producer's notice: words beside the picture until the viewer dismisses them. How weighty it is shows in
// word, icon and hue.
import { h, icon } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import { moreIcons } from '../look/more_icons.ts';
import { severityOf } from '../live/messages.ts';
import type { Element } from '../model/package.ts';
import type { CardType } from '../card/card.ts';

interface Announcement extends Element {
    text: string;
    image?: string;
    severity?: unknown;
}

const horn = 'M4 8.2v3.6h2.4l6.6 3.4V4.8L6.4 8.2z|M15.4 7.6a3.4 3.4 0 0 1 0 4.8|M7 12v4h2.4v-2.7';
const warning = 'M10 3.4l7.2 12.8H2.8z|M10 8.4v3.4M10 13.9v.1';

const card: CardType<Announcement> = {
    type: 'announcement',
    hue: 'cta',
    icon: horn,
    shape: 'none',
    presence: 'notice',
    answerable: false,
    kind: (_, words) => words.say('notice.kind'),
    headline: announcement => announcement.text || announcement.title || '',
    build(announcement, host) {
        const { words } = host;
        const severity = severityOf(announcement.severity);
        const picture = announcement.image
            ? h('img', { class: 'art', src: host.assetUrl(announcement.image), alt: '' })
            : h(
                  'span',
                  { class: `chip s-${severity}` },
                  icon({ info: icons.info, notice: horn, warning }[severity]),
              );
        return {
            nodes: [
                picture,
                h(
                    'p',
                    {},
                    h('b', {}, words.say(`notice.${severity}`)),
                    h('span', { dir: 'auto' }, announcement.text),
                ),
                h(
                    'button',
                    {
                        class: 'ib',
                        type: 'button',
                        'aria-label': words.say('notice.dismiss'),
                        onclick: () => host.minimise(),
                    },
                    icon(moreIcons.cross, 's'),
                ),
            ],
            update() {
                return;
            },
        };
    },
};

export default card as unknown as CardType;
