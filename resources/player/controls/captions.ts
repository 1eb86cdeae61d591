// Captions drawn by the player, so that they keep clear of the cards. Cues are shown as plain text.
import { adopt, h, setAttribute, show } from '../look/dom.ts';
import look from '../look/captions.css';

export class Captions {
    private m_track: TextTrack | null = null;
    private m_on = false;

    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_place: HTMLElement,
        private readonly m_button: HTMLElement,
    ) {
        adopt(m_place, look);
    }

    toggle(): void {
        this.m_on = !this.m_on;
        this.apply();
    }

    // There is another text track.
    look(): void {
        const tracks = Array.from(this.m_video.textTracks).filter(track =>
            ['captions', 'subtitles'].includes(track.kind),
        );
        const baseOf = (language: string) => language.split('-')[0];
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
