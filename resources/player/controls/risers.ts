// Emoji that rise along the start edge of the picture, own ones first. None where the viewer wants less
// motion.
import { h } from '../look/dom.ts';

const most = 12;
const riseMs = 2_400;

export class Risers {
    private m_alive = 0;
    private readonly m_calm = matchMedia('(prefers-reduced-motion: reduce)');

    constructor(private readonly m_place: HTMLElement) {}

    rise(emoji: string, own: boolean): void {
        if (this.m_calm.matches || document.hidden) return;
        // One place is kept for the viewer's own.
        if (this.m_alive >= (own ? most : most - 1)) return;
        this.m_alive += 1;
        const node = h('span', { class: own ? 'riser own' : 'riser', 'aria-hidden': 'true' }, emoji);
        node.style.setProperty('--x', `${Math.round(Math.random() * 72)}px`);
        node.style.setProperty('--sway', `${Math.round(Math.random() * 24 - 12)}px`);
        this.m_place.append(node);
        setTimeout(() => {
            node.remove();
            this.m_alive -= 1;
        }, riseMs);
    }
}
