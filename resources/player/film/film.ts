// Puts a film into a <video>: directly, by the browser's own HLS, or by hls.js, which is a chunk of its own
// that only those who need it load.
import type { DateRange } from '../live/in_band.ts';
import type { HlsLine } from './hls_line.ts';

export interface FilmSource {
    url: string;
    type: string;
    live: boolean;
    programme: boolean; // cards are tied to this stream's own clock
}

export interface FilmPorts {
    failed(): void;
    // The date ranges of the playlist, all that there are, as often as it changes.
    ranges(ranges: DateRange[]): void;
}

const hlsTypes = ['application/vnd.apple.mpegurl', 'application/x-mpegurl', 'audio/mpegurl'];

export function isHls(source: { url: string; type: string }): boolean {
    return hlsTypes.includes(source.type.toLowerCase()) || /\.m3u8(\?|$)/.test(source.url);
}

export class FilmLine {
    private m_line: HlsLine | null = null;
    private m_address: string | null = null;
    private m_programme = false;
    private m_watched = false; // for the ranges that a browser tells itself
    private m_pending = false; // hls.js is on its way

    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_ports: FilmPorts,
    ) {}

    address(): string | null {
        return this.m_address;
    }

    // Live HLS prefers hls.js: it tells the programme time of the picture, which cards are tied to.
    async attach(source: FilmSource): Promise<void> {
        this.detach();
        this.m_address = source.url;
        this.m_programme = source.programme && isHls(source);
        if (!isHls(source)) {
            this.m_video.src = source.url;
            return;
        }
        const own = this.m_video.canPlayType(hlsTypes[0]!) !== '';
        const programmeClock = 'getStartDate' in this.m_video;
        if (own && programmeClock && !this.m_watched) {
            this.m_watched = true;
            const { watchRanges } = await import('./native_ranges.ts');
            watchRanges(this.m_video, ranges => this.m_ports.ranges(ranges));
            if (this.m_address !== source.url) return;
        }
        if (own && (programmeClock || !source.live || typeof MediaSource === 'undefined')) {
            this.m_video.src = source.url;
            return;
        }
        this.m_pending = true;
        const { attachHls } = await import('./hls_line.ts');
        if (this.m_address !== source.url) return;
        this.m_pending = false;
        this.m_line = attachHls(this.m_video, source.url, this.m_ports);
        if (!this.m_line) this.m_ports.failed();
    }

    // The programme wall clock of the picture at a media time, in ms; -Infinity while a live programme has
    // shown nothing yet, null where the film has no such clock.
    programmeMs(seconds: number): number | null {
        const nothingYet = this.m_programme ? -Infinity : null;
        if (this.m_pending) return nothingYet;
        if (this.m_line) return this.m_line.programmeMs(seconds) ?? nothingYet;
        const video = this.m_video as HTMLVideoElement & { getStartDate?: () => Date };
        const start = video.getStartDate?.().getTime() ?? NaN;
        if (Number.isFinite(start)) return start + seconds * 1000;
        return video.getStartDate ? nothingYet : null;
    }

    // How far the picture is behind the live edge, in seconds; 0 when it is not live.
    behind(): number {
        return this.m_line?.behind() ?? 0;
    }

    toLive(): void {
        const edge =
            this.m_line?.livePosition() ??
            (this.m_video.seekable.length > 0
                ? this.m_video.seekable.end(this.m_video.seekable.length - 1)
                : null);
        if (edge !== null) this.m_video.currentTime = edge;
    }

    detach(): void {
        this.m_line?.stop();
        this.m_line = null;
        this.m_pending = false;
        this.m_address = null;
        this.m_video.removeAttribute('src');
    }
}
