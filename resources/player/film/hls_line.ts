// hls.js behind the few calls the player needs. Workers are off: they would be blob scripts, which the page's
// content security policy forbids.
import Hls from 'hls.js/light';
import type { DateRange } from '../live/in_band.ts';

export interface HlsLine {
    // The programme time of the picture at a media time, in ms; null while none is known.
    programmeMs(seconds: number): number | null;
    behind(): number;
    livePosition(): number | null;
    stop(): void;
}

export interface HlsPorts {
    failed(): void;
    ranges(ranges: DateRange[]): void;
}

const recoveriesMost = 3;
const recoveredAfterMs = 60_000; // so long without trouble forgives the earlier ones

// Null where the browser has no media source extensions.
export function attachHls(video: HTMLVideoElement, url: string, ports: HlsPorts): HlsLine | null {
    if (!Hls.isSupported()) return null;
    const hls = new Hls({
        enableWorker: false,
        lowLatencyMode: true,
        // Metadata is read from the playlist. Tracks made for it would need data: addresses, which the policy forbids.
        enableDateRangeMetadataCues: false,
        enableEmsgMetadataCues: false,
        enableID3MetadataCues: false,
    });
    let recoveries = 0;
    let troubleAt = -Infinity;
    hls.on(Hls.Events.ERROR, (_event, problem) => {
        if (!problem.fatal) return;
        if (performance.now() - troubleAt > recoveredAfterMs) recoveries = 0;
        troubleAt = performance.now();
        if (++recoveries > recoveriesMost) return ports.failed();
        if (problem.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
        else hls.startLoad();
    });
    hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
        const ranges = Object.values(details.dateRanges).filter(range => range !== undefined);
        if (ranges.length === 0) return;
        ports.ranges(
            ranges.map(range => ({
                id: range.id,
                class: range.class,
                startMs: range.startDate.getTime(),
                card: range.attr['X-COM-ICMP-CARD'],
            })),
        );
    });
    let shown = false; // there has been a picture of this stream
    video.addEventListener('loadeddata', () => (shown = true), { once: true });
    hls.loadSource(url);
    hls.attachMedia(video);
    return {
        programmeMs(seconds) {
            const playing = hls.playingDate?.getTime();
            // Told for where the browser plays, which may be ahead of the picture that is seen.
            return playing === undefined || !shown ? null : playing + (seconds - video.currentTime) * 1000;
        },
        behind: () => (hls.liveSyncPosition === null ? 0 : Math.max(0, hls.latency)),
        livePosition: () => hls.liveSyncPosition,
        stop: () => hls.destroy(),
    };
}
