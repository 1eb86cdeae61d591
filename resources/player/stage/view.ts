// What a card is told: the entry of the moment, the viewer's answer and the counts that the results policy
// shows.
import type { Ballots } from '../live/ballot.ts';
import type { Session } from '../live/session.ts';
import type { TallyCounts } from '../live/messages.ts';
import type { CardView } from '../card/card.ts';
import { localised } from '../text/languages.ts';
import type { Words } from '../text/messages.ts';
import type { Entry } from './lineup.ts';

const sendingShownAfterMs = 300;

export interface ViewSources {
    words: Words;
    session: Session;
    ballots: Ballots;
    nowMs: number; // monotonic
    holding: string | null;
}

export function viewOf(entry: Entry, from: ViewSources): CardView {
    const { session, ballots, words } = from;
    const vote = ballots.of(entry.iid, entry.round);
    const told = session.me.answers?.[entry.iid];
    const own = told && (told.round ?? entry.round) === entry.round ? told : undefined;
    const stage = vote?.stage ?? (own ? 'counted' : null);
    const answered = ['counted', 'duplicate', 'replaced', 'received'].includes(stage ?? '');
    const tally = session.tallies.get(`tally:${entry.iid}`);
    const final = entry.phase !== 'open' && (tally?.fin ?? false);
    return {
        iid: entry.iid,
        element: localised(entry.element, words.language),
        phase: entry.phase,
        late: entry.late,
        secondsLeft: entry.secondsLeft,
        secondsWhole: entry.secondsWhole,
        answer: vote?.ch ?? own?.ch ?? null,
        stage,
        sendingLong: stage === 'sending' && from.nowMs - (vote?.madeAt ?? 0) >= sendingShownAfterMs,
        tally: tally && resultsShown(entry, answered) ? tally.d : null,
        final,
        right: rightIndexes(entry),
        explanation: entry.explanation,
        points: session.me.pts ?? null,
        frozen: false,
        holding: from.holding === entry.iid,
    };
}

// The policy in the element; the server keeps to it too, so this only decides what to draw.
export function resultsShown(entry: Entry, answered: boolean): boolean {
    switch (entry.element.results ?? 'after_answer') {
        case 'always':
            return true;
        case 'after_answer':
            return answered || entry.phase === 'closed' || entry.revealed;
        case 'after_close':
            return entry.phase === 'closed' || entry.revealed;
        case 'producer_only':
            return entry.revealed;
        default:
            return false;
    }
}

function rightIndexes(entry: Entry): number[] | null {
    const options = entry.element.options;
    if (entry.right === null || !Array.isArray(options)) return null;
    return entry.right
        .map(id => options.findIndex((option: { id: number }) => option.id === id))
        .filter(at => at >= 0);
}

// "Where next?: Reeds leads with 46 % of 1,204 votes." Empty while there is nothing to say.
export function resultLine(view: CardView, headline: string, words: Words): string {
    const options = view.element.options;
    if (!view.tally || view.tally.n === 0 || !Array.isArray(options)) return '';
    const best = leading(view.tally);
    const option = (options[best] as { text?: string } | undefined)?.text ?? '';
    return words.say('speech.result', {
        headline,
        option,
        n: view.tally.n,
        percent: words.percent((view.tally.c[best] ?? 0) / view.tally.n),
    });
}

function leading(tally: TallyCounts): number {
    return tally.c.reduce((best, count, index) => (count > (tally.c[best] ?? 0) ? index : best), 0);
}
