// What a card is: one file in cards/ per element type gives a CardType; the build collects the folder, so a
// new type needs nothing else. A card is built once and then told the newest view, as often as it changes.
import type { Element } from '../model/package.ts';
import type { Board, Me, Stock, TallyCounts } from '../live/messages.ts';
import type { VoteStage } from '../live/ballot.ts';
import type { Words } from '../text/messages.ts';

export type Hue =
    'poll' | 'quiz' | 'prediction' | 'product' | 'cta' | 'overlay' | 'ad' | 'chapter' | 'reaction' | 'branch';

export type Phase = 'open' | 'closed' | 'cancelled';

export interface CardView<E extends Element = Element> {
    iid: string;
    element: E; // in the viewer's language
    phase: Phase;
    late: boolean; // opened well after its moment
    secondsLeft: number | null;
    secondsWhole: number | null;
    answer: number[] | null; // zero-based option indexes, as sent
    stage: VoteStage | null; // where that answer is on its way
    sendingLong: boolean; // under way for more than 300 ms
    tally: TallyCounts | null; // null while the results policy hides it
    final: boolean;
    stale: boolean; // the numbers shown may be behind: the server is out of touch with a part of itself
    right: number[] | null; // zero-based indexes, once the server has told
    explanation: string; // comes with right
    text: string; // the answer's own words, where it is one
    stake: number | null; // points on the answer
    earned: number | null; // points this answer brought, once what is right is known
    outcome: number | null; // of a prediction, as an option index
    locked: boolean; // no more answers; the result is still to come
    refunded: boolean;
    stock: Stock | null;
    board: Board | null;
    reactions: number[]; // taps per option so far
    me: Me;
    self: string; // how a leaderboard names this viewer
    frozen: boolean; // this viewer holds the numbers as they were
    moreTime: MoreTime;
    receipt: boolean; // the answer is on record
    voter: 'site' | 'list' | null; // who may answer it, while this viewer does not count as one
}

// offered; picture: it waits for this viewer; window: it was lengthened; none: cannot be had.
export type MoreTime = 'none' | 'offered' | 'picture' | 'window';

// What a card may ask of the player.
export interface CardHost {
    words: Words;
    vote(choice: number[], more?: { tx?: string; stake?: number }): void;
    react(option: number): void;
    // An emoji of somebody else's tap rises over the picture.
    rise(option: number): void;
    minimise(): void;
    // Fills a place with what a viewer who may not answer can do about it.
    askVoter(place: HTMLElement, kind: 'site' | 'list'): void;
    moreTime(): void;
    // Shows what proves that the answer is counted, below the card.
    showReceipt(place: HTMLElement): void;
    // Holds the numbers of this card, or shows the newest again.
    freeze(): void;
    // Says a line in the player's live region.
    say(line: string): void;
    jump(t: number): void;
    assetUrl(hash: string): string;
    // Tells the page around the player, as a DOM event.
    tell(name: string, detail: Record<string, unknown>): void;
}

export interface CardBody<E extends Element = Element> {
    // The nodes below the card's head, in order.
    nodes: Node[];
    update(view: CardView<E>): void;
    // The word and icon in the head instead of the timer; null leaves the timer.
    state?(view: CardView<E>): HeadState | null;
    // Where F6 puts the focus.
    focusTarget?(): HTMLElement | null;
}

export interface HeadState {
    text: string;
    icon?: string;
    tone?: 'good' | 'bad' | 'calm';
}

export interface CardType<E extends Element = Element> {
    type: string;
    hue: Hue;
    icon: string;
    // How it stands on the timeline.
    shape: 'circle' | 'diamond' | 'square' | 'triangle' | 'none';
    // card: in a slot of its own; picture: part of the picture, in its box; marker: only on the timeline;
    // bar: under the picture; notice: beside the controls until it is dismissed; award: in the list, a card
    // when asked for.
    presence: 'card' | 'picture' | 'marker' | 'bar' | 'notice' | 'award';
    answerable: boolean;
    // The word for its kind, e.g. "Poll"; key of the catalogue with an English fallback.
    kind(element: E, words: Words): string;
    // Its first line in lists and in speech.
    headline(element: E): string;
    build(element: E, host: CardHost): CardBody<E>;
}
