// The date ranges of a playlist that the browser itself plays: Safari tells them as cues of a metadata track,
// one cue per attribute.
import type { DateRange } from '../live/in_band.ts';

type DataCue = TextTrackCue & { type?: string; value?: { key?: string; data?: unknown } };

const ranges = 'com.apple.quicktime.HLS';
const cardKey = 'X-COM-ICMP-CARD';

export function watchRanges(video: HTMLVideoElement, told: (ranges: DateRange[]) => void): void {
    video.textTracks.addEventListener('addtrack', event => {
        const { track } = event as TrackEvent;
        if (track?.kind !== 'metadata') return;
        track.mode = 'hidden'; // loaded, not drawn
        track.addEventListener('cuechange', () => told(rangesOf(video, Array.from(track.activeCues ?? []))));
    });
}

function rangesOf(video: HTMLVideoElement, cues: DataCue[]): DateRange[] {
    const start =
        (video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.().getTime() ?? NaN;
    return cues
        .filter(
            cue => cue.type === ranges && cue.value?.key === cardKey && typeof cue.value.data === 'string',
        )
        .map(cue => ({
            id: cue.id,
            class: 'org.icmp.card',
            startMs: start + cue.startTime * 1000,
            card: cue.value!.data as string,
        }));
}
