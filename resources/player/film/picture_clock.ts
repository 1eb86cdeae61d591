// Follows the picture of a <video>: calls back with the media time of each presented frame, exactly where the
// browser has requestVideoFrameCallback, else interpolated.
import { pictureTime } from '../model/visible.ts';

const quietMs = 500; // no frame for so long: none are drawn
const settling = ['seeking', 'seeked', 'loadeddata', 'pause', 'ended'];

export class PictureClock {
    private m_stopped = false;
    private m_now = 0;
    private m_seconds = 0;
    private m_seeking = true; // no frame was told of since the last seek
    private m_toldAt = -Infinity;
    private readonly m_exact: boolean;

    // moved is called with flicks, at least once per presented frame.
    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_moved: (t: number) => void,
    ) {
        for (const name of settling) m_video.addEventListener(name, this.settle);
        this.m_exact = typeof m_video.requestVideoFrameCallback === 'function';
        if (this.m_exact) this.nextFrame();
        else this.nextTick();
    }

    // The media time of the picture that is seen, in seconds; what the browser plays at where no frames come
    // (a page in the background).
    seconds(): number {
        const quiet = performance.now() - this.m_toldAt > quietMs;
        return this.m_exact && !quiet ? this.m_seconds : this.m_video.currentTime;
    }

    now(): number {
        return this.m_now;
    }

    stop(): void {
        this.m_stopped = true;
        for (const name of settling) this.m_video.removeEventListener(name, this.settle);
    }

    // A frame that was told of is the picture; currentTime lies anywhere in it, or runs ahead of it. After the
    // end all windows are over.
    private readonly settle = ({ type }: Event) => {
        if (type === 'seeking') this.m_seeking = true;
        else if (!this.m_exact || this.m_video.ended || (this.m_video.paused && this.m_seeking))
            this.tell(this.m_video.currentTime);
    };

    private nextFrame(): void {
        this.m_video.requestVideoFrameCallback((_now, frame) => {
            if (this.m_stopped) return;
            this.m_seeking = false;
            this.tell(frame.mediaTime);
            this.nextFrame();
        });
    }

    private nextTick(): void {
        requestAnimationFrame(() => {
            if (this.m_stopped) return;
            if (!this.m_video.paused) this.tell(this.m_video.currentTime);
            this.nextTick();
        });
    }

    private tell(seconds: number): void {
        this.m_seconds = seconds;
        this.m_toldAt = performance.now();
        this.m_now = pictureTime(seconds);
        this.m_moved(this.m_now);
    }
}
