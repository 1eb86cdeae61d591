// "More time". On demand the picture waits just before the window would close; live the window itself is
// longer for this viewer, as long as the show still takes answers of those who are behind.
import { flicksPerSecond } from '../model/package.ts';
import type { Entry, Lineup } from './lineup.ts';

const holdFrames = 3;

export class Patience {
    private m_hold: string | null = null; // the element whose viewer asked for more time
    private m_held = false; // and the picture already waits for it

    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_lineup: Lineup,
        private readonly m_changed: () => void,
    ) {
        // Pressing play while the picture waits lets it go on.
        m_video.addEventListener('play', () => {
            if (this.m_held) this.m_hold = null;
            this.m_held = false;
        });
    }

    holding(): string | null {
        return this.m_hold;
    }

    ask(entry: Entry): void {
        if (!entry.clip) this.m_lineup.extend(entry);
        else if (this.m_hold === entry.iid) this.release();
        else this.m_hold = entry.iid;
        this.m_changed();
    }

    answered(iid: string): void {
        if (this.m_hold === iid) this.release();
    }

    // A seek leaves what was waited for.
    forget(): void {
        this.m_hold = null;
        this.m_held = false;
    }

    // With each frame: the picture waits when the window it is held for is about to close.
    watch(entries: Entry[], t: number, frame: number): void {
        const entry = entries.find(one => one.iid === this.m_hold);
        if (!entry?.clip || entry.passed) {
            this.m_hold = null;
            return;
        }
        const margin = Math.max(frame * holdFrames, flicksPerSecond / 8);
        if (entry.clip.end - t > margin || this.m_video.paused) return;
        this.m_held = true;
        this.m_video.pause();
    }

    private release(): void {
        this.m_hold = null;
        if (this.m_held) void this.m_video.play().catch(() => undefined);
        this.m_held = false;
    }
}
