// Which elements there are at this moment, and in which phase: pure, from the film, the session and the
// playhead. A timed clip follows the visible set; an element opened live follows its anchors in the viewer's
// own picture.
import type { Anchor, Item, Notice } from '../live/messages.ts';
import { flicksPerSecond, type Box, type Clip, type Element, type Track } from '../model/package.ts';
import { visibleAt } from '../model/visible.ts';
import type { Phase } from '../card/card.ts';

// Where the viewer is, in each of the protocol's clocks. pdt is null while the film has no programme clock;
// then the live edge (the server's wall clock) stands for it.
// While a stream has shown nothing yet it is -Infinity: nothing is due before the picture.
export interface Playhead {
    mt: number;
    utcMs: number;
    pdtMs: number | null;
    cues?: ReadonlyMap<string, number>; // markers met in the stream: where each is, as pdt
    maxDelayMs?: number;
}

export interface Entry {
    iid: string;
    element: Element;
    clip: Clip | null;
    box: Box | undefined;
    phase: Phase;
    late: boolean;
    secondsLeft: number | null;
    secondsWhole: number | null;
    round: number;
    rev: number | undefined; // undefined while the session has said nothing of it
    right: number[] | null; // option ids
    explanation: string;
    revealed: boolean;
    // The playhead an answer given now claims; undefined counts as the live edge.
    claim: number | undefined;
    passed: boolean; // its window on the timeline is over; kept for reading only
    outcome: number | null; // of a prediction, as an option index
    locked: boolean;
    refunded: boolean;
    window: [at: number, until: number] | null; // in the clock of its anchors
    slackMs: number; // how much longer it may be answered by who asks for more time; 0 where it may not
    extended: boolean; // and this viewer asked
}

const lateAfterMs = 3_000;
const earlyByMs = 20; // a clock read twice in one frame must not make a card blink

export class Lineup {
    // How a live element was met: late or in time; "skip" elements met late stay away. Keyed by iid and rev.
    private m_met = new Map<string, 'inTime' | 'late' | 'skip'>();
    // Elements whose window this viewer asked to be lengthened, by iid and round.
    private m_extended = new Set<string>();

    // Elements of this moment in paint order, live ones after the clips.
    at(tracks: Track[], items: ReadonlyMap<string, Item>, playhead: Playhead): Entry[] {
        const entries: Entry[] = [];
        for (const clip of visibleAt(tracks, playhead.mt)) {
            const item = items.get(String(clip.id));
            const entry = isOpenedLive(item) ? null : this.timed(clip, item, playhead);
            if (entry) entries.push(entry);
        }
        for (const item of items.values()) {
            const clip = isOpenedLive(item) ? clipOf(tracks, item.iid) : null;
            const element = item.doc ?? clip?.element;
            const entry = element ? this.live(item, element, clip, playhead) : null;
            if (entry && !entries.some(other => other.iid === entry.iid)) entries.push(entry);
        }
        return entries;
    }

    extend(entry: Entry): void {
        this.m_extended.add(keyOf(entry));
    }

    // The element was taken back: it is met anew when it opens again.
    forget(iid: string): void {
        for (const key of this.m_met.keys()) if (key.startsWith(`${iid}.`)) this.m_met.delete(key);
    }

    // A clip whose window is over, for reading what one answered.
    past(clip: Clip, item: Item | undefined): Entry {
        return { ...entryOf(String(clip.id), clip.element, clip, item), phase: 'closed', passed: true };
    }

    private timed(clip: Clip, item: Item | undefined, playhead: Playhead): Entry | null {
        const entry = entryOf(String(clip.id), clip.element, clip, item);
        if (item?.state === 'cancelled' || item?.state === 'held') return null;
        if (clip.element.trigger === 'live' && (!item || item.state === 'armed')) return null;
        const end = Math.min(clip.end, item?.until?.mt ?? clip.end);
        const closed = item !== undefined && ['final', 'closing', 'closed'].includes(item.state);
        entry.phase = closed || playhead.mt >= end ? 'closed' : 'open';
        entry.secondsLeft = (end - playhead.mt) / flicksPerSecond;
        entry.secondsWhole = (end - clip.start) / flicksPerSecond;
        entry.claim = playhead.mt;
        entry.window = [clip.start, end];
        lockIn(entry, item, ((playhead.mt - clip.start) * 1000) / flicksPerSecond, playhead);
        return entry;
    }

    private live(item: Item, element: Element, clip: Clip | null, playhead: Playhead): Entry | null {
        if (['armed', 'cancelled', 'held'].includes(item.state)) return null;
        const entry = entryOf(item.iid, element, clip, item);
        const begun = item.at ? sinceMs(item.at, playhead) : 0;
        if (begun < -earlyByMs) return null;
        const met = this.meet(item, element, begun);
        if (met === 'skip') return null;
        entry.late = met === 'late' && element.late === 'late-style';
        let left = item.until ? -sinceMs(item.until, playhead) : null;
        entry.claim = claimOf(item.at, playhead);
        const end = item.until?.pdt ?? item.until?.utc;
        if (end !== undefined && left !== null && (item.state === 'open' || item.state === 'closing')) {
            entry.slackMs = Math.max(
                0,
                end + (playhead.maxDelayMs ?? 0) - playhead.utcMs - Math.max(0, left),
            );
            entry.extended = this.m_extended.has(keyOf(entry));
            if (entry.extended) {
                left = end + (playhead.maxDelayMs ?? 0) - playhead.utcMs;
                // Past the end the answer claims the end itself: all of the slack, nothing for speed.
                if (entry.claim !== undefined) entry.claim = Math.min(entry.claim, end);
            }
        }
        const over = left !== null ? left <= 0 : item.state !== 'open';
        entry.phase = over || item.state === 'final' || item.state === 'closed' ? 'closed' : 'open';
        if (left !== null) {
            entry.secondsLeft = left / 1000;
            entry.secondsWhole = (left + begun) / 1000;
        }
        const start = item.at?.pdt ?? item.at?.utc ?? item.at?.mt;
        const close = end ?? item.until?.mt;
        if (start !== undefined && close !== undefined) entry.window = [start, close];
        lockIn(entry, item, begun, playhead);
        return entry;
    }

    private meet(item: Item, element: Element, begunMs: number): 'inTime' | 'late' | 'skip' {
        const key = keyOf(item);
        let met = this.m_met.get(key);
        if (met === undefined) {
            const late = begunMs > lateAfterMs;
            met =
                item.state !== 'open' && item.state !== 'closing'
                    ? 'skip'
                    : late && element.late === 'skip'
                      ? 'skip'
                      : late
                        ? 'late'
                        : 'inTime';
            this.m_met.set(key, met);
        }
        return met;
    }
}

// The producer opened it at a moment of the show, wherever the film stands.
function isOpenedLive(item: Item | undefined): item is Item {
    return item?.at !== undefined && item.at.mt === undefined;
}

function clipOf(tracks: Track[], iid: string): Clip | null {
    for (const track of tracks) {
        const clip = track.clips.find(one => String(one.id) === iid);
        if (clip) return clip;
    }
    return null;
}

function entryOf(iid: string, element: Element, clip: Clip | null, item: Item | undefined): Entry {
    return {
        iid,
        element,
        clip,
        box: clip?.box ?? item?.box,
        phase: 'open',
        late: false,
        secondsLeft: null,
        secondsWhole: null,
        round: item?.round ?? 1,
        rev: item?.rev || undefined,
        right: item?.right ?? null,
        explanation: item?.explanation ?? '',
        revealed: item?.revealed ?? false,
        claim: undefined,
        passed: false,
        outcome: item?.outcome ?? null,
        locked: false,
        refunded: item?.refunded ?? false,
        window: null,
        slackMs: 0,
        extended: false,
    };
}

function keyOf(entry: { iid: string; round: number }): string {
    return `${entry.iid}.${entry.round}`;
}

// A prediction locks some time after it began, or where the producer locked it: in this viewer's own picture, and
// perhaps before its window ends.
function lockIn(entry: Entry, item: Item | undefined, begunMs: number, playhead: Playhead): void {
    const lockMs = Number(entry.element.lockAfterS ?? 0) * 1000;
    if (item?.lock) entry.locked = sinceMs(item.lock, playhead) >= 0;
    if (lockMs <= 0) return;
    const left = (lockMs - begunMs) / 1000;
    entry.locked ||= left <= 0;
    if (entry.secondsLeft === null || left < entry.secondsLeft) {
        entry.secondsLeft = left;
        entry.secondsWhole = lockMs / 1000;
    }
}

// How long ago an anchor was, in ms of the viewer's own picture; negative while it is still to come.
function sinceMs(anchor: Anchor, playhead: Playhead): number {
    if (anchor.mt !== undefined) return ((playhead.mt - anchor.mt) * 1000) / flicksPerSecond;
    if (anchor.pdt !== undefined) return (playhead.pdtMs ?? playhead.utcMs) - anchor.pdt;
    if (anchor.utc !== undefined) return playhead.utcMs - anchor.utc;
    if (anchor.cue !== undefined) {
        const at = playhead.cues?.get(anchor.cue);
        return at === undefined ? -Infinity : (playhead.pdtMs ?? playhead.utcMs) - at;
    }
    return 0;
}

function claimOf(anchor: Anchor | undefined, playhead: Playhead): number | undefined {
    if (anchor?.mt !== undefined) return playhead.mt;
    if (anchor?.pdt !== undefined || anchor?.cue !== undefined)
        return Math.round(playhead.pdtMs ?? playhead.utcMs);
    if (anchor?.utc !== undefined) return Math.round(playhead.utcMs);
    return undefined;
}

// The producer's own notice, as if it were an announcement of the show.
export function noticeEntry(notice: Notice): Entry {
    const element = { type: 'announcement', text: notice.text, severity: notice.severity };
    return entryOf(`notice-${notice.id}`, element, null, undefined);
}
