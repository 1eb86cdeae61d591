// Captions drawn by the player, so that they keep clear of the cards. Cues are shown as plain text.
import { h, setAttribute, show } from '../look/dom.ts';
import { baseOf } from '../text/messages.ts';

export class Captions {
    private m_track: TextTrack | null = null;
    private m_on = false;

    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_place: HTMLElement,
        private readonly m_button: HTMLElement,
    ) {
        m_video.textTracks.addEventListener('addtrack', () => this.look());
    }

    addFile(url: string, label: string, language: string): void {
        this.m_video.append(h('track', { kind: 'captions', src: url, label, srclang: language }));
        this.look();
    }

    toggle(): void {
        this.m_on = !this.m_on;
        this.apply();
    }

    private look(): void {
        const tracks = Array.from(this.m_video.textTracks).filter(track =>
            ['captions', 'subtitles'].includes(track.kind),
        );
        const language = baseOf(document.documentElement.lang || navigator.language);
        this.m_track = tracks.find(track => baseOf(track.language) === language) ?? tracks[0] ?? null;
        show(this.m_button, this.m_track !== null);
        this.apply();
    }

    private apply(): void {
        setAttribute(this.m_button, 'aria-pressed', String(this.m_on));
        if (!this.m_track) return;
        this.m_track.mode = this.m_on ? 'hidden' : 'disabled';
        this.m_track.oncuechange = () => this.draw();
        this.draw();
    }

    private draw(): void {
        const cues = this.m_on ? Array.from(this.m_track?.activeCues ?? []) : [];
        this.m_place.replaceChildren(
            ...cues.map(cue => h('span', { dir: 'auto' }, plain((cue as VTTCue).text))),
        );
    }
}

// A cue without its tags and character references, as text.
export function plain(cue: string): string {
    return cue
        .replace(/<[^>]*>/g, '')
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&nbsp;/g, ' ')
        .replace(/&(lrm|rlm);/g, '')
        .replace(/&amp;/g, '&');
}
