// hls.js behind the few calls the player needs. Workers are off: they would be blob scripts, which the page's
// content security policy forbids.
import Hls from 'hls.js/light';

export interface HlsLine {
    programmeMs(): number | null;
    behind(): number;
    livePosition(): number | null;
    stop(): void;
}

const recoveriesMost = 3;

// Null where the browser has no media source extensions.
export function attachHls(video: HTMLVideoElement, url: string, failed: () => void): HlsLine | null {
    if (!Hls.isSupported()) return null;
    const hls = new Hls({ enableWorker: false, lowLatencyMode: true });
    let recoveries = 0;
    hls.on(Hls.Events.ERROR, (_event, problem) => {
        if (!problem.fatal) return;
        if (++recoveries > recoveriesMost) return failed();
        if (problem.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
        else hls.startLoad();
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    return {
        programmeMs: () => hls.playingDate?.getTime() ?? null,
        behind: () => (hls.liveSyncPosition === null ? 0 : Math.max(0, hls.latency)),
        livePosition: () => hls.liveSyncPosition,
        stop: () => hls.destroy(),
    };
}
