// The viewer's points under the picture: the figure, and what just came or went for four seconds.
import { h, icon, setText, show } from '../look/dom.ts';
import { moreIcons } from '../look/more_icons.ts';
import type { Words } from '../text/messages.ts';

const newsMs = 4_000;

export class Points {
    private readonly m_sum = h('b', { class: 'num' });
    private readonly m_news = h('span', { class: 'num ok', hidden: true });
    private m_points: number | null = null;
    private m_timer: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly m_words: Words,
        private readonly m_place: HTMLElement,
    ) {
        m_place.append(icon(moreIcons.points, 's'), this.m_sum, this.m_news);
    }

    // Null while the server has told nothing.
    update(points: number | null): void {
        show(this.m_place, points !== null && points > 0);
        if (points === null || points === this.m_points) return;
        const before = this.m_points;
        this.m_points = points;
        setText(this.m_sum, this.m_words.say('board.points', { n: points }));
        if (before === null) return;
        const gained = points - before;
        const sign = gained > 0 ? '+' : '−';
        this.m_news.className = gained > 0 ? 'num ok' : 'num t2';
        setText(
            this.m_news,
            this.m_words.say('board.justNow', { n: sign + this.m_words.number(Math.abs(gained)) }),
        );
        show(this.m_news, true);
        clearTimeout(this.m_timer);
        this.m_timer = setTimeout(() => show(this.m_news, false), newsMs);
    }
}
