// What a card is told: the entry of the moment, the viewer's answer and the counts that the results policy
// shows.
import type { Ballots, Vote } from '../live/ballot.ts';
import type { Session } from '../live/session.ts';
import type { Board, Stock, TallyCounts } from '../live/messages.ts';
import type { CardView, MoreTime } from '../card/card.ts';
import { localised } from '../text/languages.ts';
import type { Words } from '../text/messages.ts';
import { pointsEarned } from '../model/scoring.ts';
import type { Entry } from './lineup.ts';

const sendingShownAfterMs = 300;
const slackWorthMs = 3_000; // less is not worth a button

export interface ViewSources {
    words: Words;
    session: Session;
    ballots: Ballots;
    nowMs: number; // monotonic
    holding: string | null;
    self: string;
    standsFor(kind: string): boolean;
}

export function viewOf(entry: Entry, from: ViewSources): CardView {
    const { session, ballots, words } = from;
    const { iid } = entry;
    const vote = ballots.of(iid, entry.round);
    const told = session.me.answers?.[iid];
    const own = told && (told.round ?? entry.round) === entry.round ? told : undefined;
    const stage = vote?.stage ?? (own ? 'counted' : null);
    const answered = ['counted', 'duplicate', 'replaced', 'received'].includes(stage ?? '');
    const tally = session.tallies.get(`tally:${iid}`);
    const final = entry.phase !== 'open' && (tally?.fin ?? false);
    const answer = vote?.ch ?? own?.ch ?? null;
    const right = rightIndexes(entry);
    const asked = String(entry.element.voters ?? 'device');
    const state = <T>(key: string) => (session.tallies.get(`${key}:${iid}`)?.d ?? null) as T | null;
    const tallyShown = tally !== undefined && resultsShown(entry, answered);
    const stale = (key: string) => session.tallies.get(`${key}:${iid}`)?.stale ?? false;
    return {
        iid,
        element: localised(entry.element, words.language),
        phase: entry.phase,
        late: entry.late,
        secondsLeft: entry.secondsLeft,
        secondsWhole: entry.secondsWhole,
        answer,
        stage,
        sendingLong: stage === 'sending' && from.nowMs - (vote?.madeAt ?? 0) >= sendingShownAfterMs,
        tally: tallyShown ? tally.d : null,
        final,
        stale: (tallyShown && stale('tally')) || stale('stock') || stale('lb'),
        right,
        explanation: entry.explanation,
        text: vote?.tx ?? own?.tx ?? '',
        stake: vote?.stake ?? own?.stake ?? null,
        earned: right && answered ? earnedBy(entry, answer ?? [], right, vote) : null,
        outcome: entry.outcome ?? right?.[0] ?? null,
        locked: entry.locked,
        refunded: entry.refunded,
        stock: state<Stock>('stock'),
        board: state<Board>('lb'),
        reactions: state<{ c: number[] }>('react')?.c ?? [],
        me: session.me,
        self: from.self,
        frozen: false,
        moreTime: moreTimeOf(entry, from, answered),
        receipt: vote?.receipt !== undefined && answered,
        voter: entry.phase === 'open' && !from.standsFor(asked) ? (asked as 'site' | 'list') : null,
    };
}

function moreTimeOf(entry: Entry, from: ViewSources, answered: boolean): MoreTime {
    if (entry.phase !== 'open' || entry.locked) return 'none';
    if (from.holding === entry.iid) return 'picture';
    if (entry.extended) return 'window';
    if (answered || entry.secondsLeft === null) return 'none';
    return entry.clip || entry.slackMs >= slackWorthMs ? 'offered' : 'none';
}

function earnedBy(entry: Entry, answer: number[], right: number[], vote: Vote | undefined): number {
    return pointsEarned({
        points: Number(entry.element.points ?? 0),
        speedBonus: Number(entry.element.speedBonus ?? 0),
        right: right.length === answer.length && right.every(index => answer.includes(index)),
        window: entry.window,
        pt: vote?.pt,
    });
}

// The policy in the element; the server keeps to it too, so this only decides what to draw.
export function resultsShown(entry: Entry, answered: boolean): boolean {
    const over = entry.phase === 'closed' || entry.locked;
    switch (entry.element.results ?? 'after_answer') {
        case 'always':
            return true;
        case 'after_answer':
            return answered || over || entry.revealed;
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
    if (!view.tally || !(view.tally.n > 0) || !Array.isArray(options)) return '';
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
