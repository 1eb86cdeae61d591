// What a card is: one file in cards/ per element type gives a CardType; the build collects the folder, so a
// new type needs nothing else. A card is built once and then told the newest view, as often as it changes.
import type { Element } from '../model/package.ts';
import type { TallyCounts } from '../live/messages.ts';
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
    right: number[] | null; // zero-based indexes, once the server has told
    explanation: string; // comes with right
    points: number | null;
    frozen: boolean; // this viewer holds the numbers as they were
    holding: boolean; // the picture waits for this viewer
}

// What a card may ask of the player.
export interface CardHost {
    words: Words;
    vote(choice: number[]): void;
    minimise(): void;
    // Null where the window cannot be lengthened.
    moreTime: (() => void) | null;
    // Holds the numbers of this card, or shows the newest again.
    freeze(): void;
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
    // card: in a slot of its own; picture: part of the picture, in its box; marker: only on the timeline.
    presence: 'card' | 'picture' | 'marker';
    answerable: boolean;
    // The word for its kind, e.g. "Poll"; key of the catalogue with an English fallback.
    kind(element: E, words: Words): string;
    // Its first line in lists and in speech.
    headline(element: E): string;
    build(element: E, host: CardHost): CardBody<E>;
}
