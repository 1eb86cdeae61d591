// All card types by their element type.
import { cardTypes } from 'virtual:cards';
import type { CardType } from './card.ts';

const byType = new Map<string, CardType>(cardTypes.map(card => [card.type, card]));

// Undefined for a type this player does not know: such an element is not shown.
export function cardTypeOf(type: string): CardType | undefined {
    return byType.get(type);
}
