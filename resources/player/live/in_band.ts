// The second path of a card: the packager writes each log message about an element into the stream too, as a
// date range. Also where the stream's own markers are, for anchors that name one.
import type { LogMessage } from './messages.ts';

export interface DateRange {
    id: string;
    class: string;
    startMs: number;
    card?: string; // X-COM-ICMP-CARD
}

const cardClass = 'org.icmp.card';
const rangesMost = 2_000; // of a long programme; the oldest are over

export class InBand {
    // Where each marker of the stream is, as programme time.
    readonly cues = new Map<string, number>();
    private m_seen = new Set<string>();

    constructor(private readonly m_told: (body: LogMessage) => void) {}

    // All ranges that the playlist holds now, again and again; each message is told once.
    take(ranges: DateRange[]): void {
        const news: LogMessage[] = [];
        for (const range of ranges) {
            this.cues.set(range.id, range.startMs);
            if (range.class !== cardClass || !range.card || this.m_seen.has(range.card)) continue;
            this.m_seen.add(range.card);
            const body = bodyOf(range.card);
            if (body) news.push(body);
        }
        // A playlist lists its ranges as they like to lie; the log has an order.
        for (const body of news.sort((a, b) => a.off - b.off)) this.m_told(body);
        for (const kept of [this.cues, this.m_seen] as {
            size: number;
            keys(): Iterator<string>;
            delete(k: string): void;
        }[])
            while (kept.size > rangesMost) kept.delete(kept.keys().next().value!);
    }
}

// A message out of base64url; null when it is none.
function bodyOf(card: string): LogMessage | null {
    try {
        const letters = atob(card.replace(/-/g, '+').replace(/_/g, '/'));
        const bytes = Uint8Array.from(letters, letter => letter.charCodeAt(0));
        const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
        return body && typeof body === 'object' ? (body as LogMessage) : null;
    } catch {
        return null;
    }
}
