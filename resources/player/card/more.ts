// The chunk for shows that have more than the first cards: their cards and words, toasts, rising reactions,
// points and receipts. Loaded when a show needs any of them.
import look from '../look/more.css';
import { cardTypes } from 'virtual:more-cards';
import english from 'virtual:more-english';
import { Points } from '../controls/points.ts';
import { Risers } from '../controls/risers.ts';
import { Toasts } from '../controls/toasts.ts';
import { Taps } from '../live/taps.ts';
import { Receipts } from './receipt.ts';

export { cardTypes, english, look, Points, Receipts, Risers, Taps, Toasts };
