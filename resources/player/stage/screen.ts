// The picture of a player: which film or programme is on it, where it is in each clock, and what the playlist
// says besides.
import type { Captions } from '../controls/captions.ts';
import { FilmLine } from '../film/film.ts';
import { PictureClock } from '../film/picture_clock.ts';
import { h } from '../look/dom.ts';
import type { DateRange, InBand } from '../live/in_band.ts';
import type { LogMessage } from '../live/messages.ts';
import type { EventInfo } from '../model/loading.ts';
import { flicksPerSecond, type Film } from '../model/package.ts';

export interface ScreenPorts {
    server: string;
    source: string | null; // the page's own film
    moved(): void;
    failed(): void;
    inBand(body: LogMessage): void;
}

const heavyBitsPerSecond = 4_000_000;
const noCues: ReadonlyMap<string, number> = new Map();

export class Screen {
    captions: Captions | null = null; // with the first text track
    readonly line: FilmLine;
    private readonly m_clock: PictureClock;
    private m_inBand: InBand | null = null; // with the first playlist

    constructor(
        private readonly m_video: HTMLVideoElement,
        captionPlace: HTMLElement,
        captionButton: HTMLElement,
        private readonly m_ports: ScreenPorts,
    ) {
        m_video.textTracks.onaddtrack = async () => {
            const { Captions } = await import('../controls/captions.ts');
            this.captions ??= new Captions(m_video, captionPlace, captionButton);
            this.captions.look();
        };
        this.line = new FilmLine(m_video, {
            failed: () => m_ports.failed(),
            ranges: ranges => void this.takeRanges(ranges).catch(() => undefined), // they are told again
        });
        this.m_clock = new PictureClock(m_video, () => m_ports.moved());
        m_video.addEventListener('error', () => {
            if (m_video.error) m_ports.failed();
        });
    }

    // Puts the right picture on the stage: the page's own, the live programme, or the film. False when there
    // is none.
    async show(film: Film, info: EventInfo | null, live: boolean): Promise<boolean> {
        const { server, source } = this.m_ports;
        const media = film.root.media ?? null;
        if (film.root.poster) this.m_video.poster = asset(server, film.root.poster);
        const programme = live ? (info?.stream?.hls ?? null) : null;
        const playlist = programme ?? (isHeavy(film) ? (info?.hls ?? null) : null);
        const address = playlist && new URL(playlist, server).href;
        const url = source ?? address ?? (media && asset(server, media.hash));
        if (url && url !== this.line.address()) {
            const type = source || playlist ? '' : media!.type;
            await this.line.attach({ url, type, live, programme: live && Boolean(source ?? programme) });
            this.addCaptionFiles(film);
        }
        return url !== null;
    }

    // Media time of the picture, in flicks.
    now(): number {
        return this.m_clock.now();
    }

    // The programme's own clock, as FilmLine says.
    programmeMs(): number | null {
        return this.line.programmeMs(this.m_clock.seconds());
    }

    cues(): ReadonlyMap<string, number> {
        return this.m_inBand?.cues ?? noCues;
    }

    seek(t: number): void {
        // Half a microsecond into the frame: the time is kept in whole microseconds, and one too few is the
        // frame before.
        this.m_video.currentTime = t / flicksPerSecond + 5e-7;
    }

    stop(): void {
        this.m_clock.stop();
        this.line.detach();
    }

    private async takeRanges(ranges: DateRange[]): Promise<void> {
        const { InBand } = await import('../live/in_band.ts');
        this.m_inBand ??= new InBand(body => this.m_ports.inBand(body));
        this.m_inBand.take(ranges);
    }

    private addCaptionFiles(film: Film): void {
        for (const { type, name, hash } of film.root.assets ?? []) {
            if (type !== 'text/vtt') continue;
            const language =
                /(?:^|[._-])([a-z]{2,3}(?:-[A-Z]{2})?)\.vtt$/.exec(name)?.[1] ?? film.root.language;
            const src = asset(this.m_ports.server, hash);
            this.m_video.append(h('track', { kind: 'captions', src, label: name, srclang: language }));
        }
    }
}

// A film that a home line carries is played as it is, which starts sooner; a heavier one in the size that fits.
function isHeavy({ root }: Film): boolean {
    const seconds = root.length / flicksPerSecond;
    return root.media !== null && seconds > 0 && (root.media.bytes * 8) / seconds > heavyBitsPerSecond;
}

export function asset(server: string, hash: string): string {
    return `${server}/o/${hash}`;
}
