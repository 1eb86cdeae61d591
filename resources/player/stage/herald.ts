// Says what happens to the cards on the screen: opening, closing with its result, "Counted", new tallies now
// and then, and the time at 60, 30 and 10 seconds.
import type { CardView } from '../card/card.ts';
import type { CardFrame } from '../card/frame.ts';
import type { Element } from '../model/package.ts';
import type { Words } from '../text/messages.ts';
import type { Speech } from '../text/speech.ts';
import { resultLine } from './view.ts';

interface Heard {
    phase: string;
    stage: string | null;
    votes: number;
    seconds: number;
    locked: boolean;
    stale: boolean;
}

const spokenAt = [60, 30, 10];

export class Herald {
    private m_heard = new Map<string, Heard>();

    constructor(
        private readonly m_words: Words,
        private readonly m_speech: Speech,
    ) {}

    opened(view: CardView, frame: CardFrame): void {
        this.m_heard.set(view.iid, heardOf(view));
        this.m_speech.say(
            this.m_words.say('speech.opened', {
                kind: frame.type.kind(view.element, this.m_words),
                headline: this.headline(view, frame),
            }),
        );
    }

    noticed(element: Element): void {
        this.m_speech.say(String(element.spoken || element.text || element.title || ''));
    }

    update(view: CardView, frame: CardFrame): void {
        const before = this.m_heard.get(view.iid);
        const now = heardOf(view);
        this.m_heard.set(view.iid, now);
        if (!before) return;
        const headline = this.headline(view, frame);
        if (before.phase === 'open' && now.phase === 'closed') {
            const closed = this.m_words.say('speech.closed', { headline });
            this.m_speech.say(`${closed} ${resultLine(view, headline, this.m_words)}`);
        } else if (now.votes !== before.votes) {
            const line = resultLine(view, headline, this.m_words);
            if (line) this.m_speech.tally(line);
        }
        const counted = ['counted', 'duplicate', 'replaced'].includes(now.stage ?? '');
        if (counted && before.stage !== now.stage && before.stage !== null)
            this.m_speech.say(this.m_words.say('speech.counted'));
        if (before.locked !== now.locked && now.locked && now.phase === 'open')
            this.m_speech.say(this.m_words.say('speech.locked', { headline }));
        if (now.stale && !before.stale) this.m_speech.say(`${headline}: ${this.m_words.say('card.stale')}`);
        const passed = spokenAt.find(mark => before.seconds > mark && now.seconds <= mark);
        if (passed !== undefined && now.phase === 'open' && frame.type.answerable && view.answer === null) {
            this.m_speech.say(this.m_words.say('timer.spoken', { seconds: passed }));
        }
    }

    private headline(view: CardView, frame: CardFrame): string {
        return view.element.spoken || frame.type.headline(view.element);
    }
}

function heardOf(view: CardView): Heard {
    return {
        phase: view.phase,
        stage: view.stage,
        votes: view.tally?.n ?? 0,
        seconds: view.secondsLeft ?? Infinity,
        locked: view.locked,
        stale: view.stale,
    };
}
