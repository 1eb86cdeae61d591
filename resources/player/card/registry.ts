// All card types by their element type. The first ones come with the player; the others are a chunk of their
// own, learnt when a show needs them.
import { cardTypes } from 'virtual:cards';
import type { CardType } from './card.ts';

const byType = new Map<string, CardType>(cardTypes.map(card => [card.type, card]));
const firstTypes = new Set(byType.keys());

// Undefined for a type this player does not know (yet): such an element is not shown.
export function cardTypeOf(type: string): CardType | undefined {
    return byType.get(type);
}

// Whether a type is there without the chunk of the later ones. Each player of a page loads that chunk for itself, for
// its look and its words.
export function comesFirst(type: string): boolean {
    return firstTypes.has(type);
}

export function learnCards(cards: CardType[]): void {
    for (const card of cards) byType.set(card.type, card);
}
