// The notice that the line is lost: words, the age of the numbers, the next try, and "Try now". Two seconds
// of silence are not worth it.
import { h, icon, setText } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { LineStatus } from '../live/connection.ts';
import type { Words } from '../text/messages.ts';

const quietMs = 2_000;

export class LineNotice {
    private m_status: LineStatus = { line: 'up' };
    private m_shown: { node: HTMLElement; detail: HTMLElement; next: HTMLElement } | null = null;

    constructor(
        private readonly m_words: Words,
        private readonly m_place: HTMLElement,
        private readonly m_tryNow: () => void,
    ) {}

    // matters: whether the viewer has anything to do with the line now.
    update(status: LineStatus, matters: boolean, nowMs: number): void {
        this.m_status = status;
        const lost = this.m_status.line === 'down' && nowMs - this.m_status.since >= quietMs;
        if (!(lost || status.line === 'over') || !matters) {
            this.m_shown?.node.remove();
            this.m_shown = null;
            return;
        }
        if (!this.m_shown) {
            this.m_shown = this.build();
            this.m_place.append(this.m_shown.node);
        }
        if (status.line === 'down') {
            const say = this.m_words.say;
            setText(
                this.m_shown.detail,
                say('line.lost.detail', { seconds: Math.round((nowMs - status.since) / 1000) }),
            );
            const next = status.nextTryAt === null ? 0 : Math.ceil((status.nextTryAt - nowMs) / 1000);
            setText(this.m_shown.next, next > 0 ? say('line.next', { seconds: next }) : say('line.trying'));
        } else if (status.line === 'over') {
            setText(
                this.m_shown.detail,
                this.m_words.say(status.why === 'over' ? 'player.over' : 'line.refused'),
            );
            setText(this.m_shown.next, '');
        }
    }

    private build(): { node: HTMLElement; detail: HTMLElement; next: HTMLElement } {
        const detail = h('span', { class: 't2' });
        const next = h('span', { class: 'hint grow num' });
        const button =
            this.m_status.line === 'down' &&
            h(
                'button',
                {
                    class: 'btn gho',
                    type: 'button',
                    onclick: () => this.m_tryNow(),
                },
                icon(icons.again),
                this.m_words.say('line.tryNow'),
            );
        const node = h(
            'div',
            { class: 'notice', role: 'group', 'aria-label': this.m_words.say('line.lost') },
            h('span', { class: 'chip' }, icon(icons.noLine)),
            h('p', {}, h('b', {}, this.m_words.say('line.lost')), detail),
            h('div', { class: 'foot' }, next, button),
        );
        return { node, detail, next };
    }
}
