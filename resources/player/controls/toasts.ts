// Short words that come and go by themselves: a badge, how far behind the picture is. They wait while pointer
// or focus is on them, and can be dismissed.
import { h, icon } from '../look/dom.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Words } from '../text/messages.ts';

export interface ToastLook {
    hue: string;
    icon: string;
    title: string;
    detail: string;
}

const stayMs = 6_000;
const most = 3; // more would cover the picture; the oldest goes

export class Toasts {
    private m_shown: { node: HTMLElement; end(): void }[] = [];

    constructor(
        private readonly m_words: Words,
        private readonly m_place: HTMLElement,
    ) {}

    show(look: ToastLook): void {
        let left = stayMs;
        let since = performance.now();
        let timer: ReturnType<typeof setTimeout> | undefined;
        const end = () => {
            clearTimeout(timer);
            node.remove();
            this.m_shown = this.m_shown.filter(one => one.node !== node);
        };
        const run = () => {
            since = performance.now();
            clearTimeout(timer);
            timer = setTimeout(end, left);
        };
        const hold = () => {
            left = Math.max(1_500, left - (performance.now() - since));
            clearTimeout(timer);
        };
        const node = h(
            'div',
            {
                class: `toast k-${look.hue}`,
                onpointerenter: hold,
                onpointerleave: run,
                onfocusin: hold,
                onfocusout: run,
            },
            h('span', { class: 'chip' }, icon(look.icon)),
            h(
                'p',
                {},
                h('b', { dir: 'auto' }, look.title),
                h('span', { class: 't2', dir: 'auto' }, look.detail),
            ),
            h(
                'button',
                {
                    class: 'ib',
                    type: 'button',
                    'aria-label': this.m_words.say('notice.dismiss'),
                    onclick: end,
                },
                icon(moreIcons.cross, 's'),
            ),
        );
        this.m_shown.push({ node, end });
        if (this.m_shown.length > most) this.m_shown[0]!.end();
        this.m_place.append(node);
        run();
    }

    clear(): void {
        for (const one of [...this.m_shown]) one.end();
    }
}
