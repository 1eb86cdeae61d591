// Follows the picture of a <video>: calls back with the media time of each presented frame, exactly where the
// browser has requestVideoFrameCallback, else interpolated.
import { flicksPerSecond } from '../model/package.ts';
import { snapToFrame } from '../model/visible.ts';

const quietMs = 500; // no frame for so long: none are drawn

export class PictureClock {
    private m_frame = 0;
    private m_stopped = false;
    private m_now = 0;
    private m_seconds = 0;
    private m_toldAt = -Infinity;
    private readonly m_exact: boolean;

    // moved is called with flicks on the frame grid, at least once per presented frame.
    constructor(
        private readonly m_video: HTMLVideoElement,
        private readonly m_moved: (t: number) => void,
    ) {
        for (const name of ['seeked', 'loadeddata', 'pause', 'ended'])
            m_video.addEventListener(name, this.settle);
        this.m_exact = typeof m_video.requestVideoFrameCallback === 'function';
        if (this.m_exact) this.nextFrame();
        else this.nextTick();
    }

    // The length of a frame in flicks; 0 when unknown.
    setFrame(flicks: number): void {
        this.m_frame = flicks;
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
        for (const name of ['seeked', 'loadeddata', 'pause', 'ended']) {
            this.m_video.removeEventListener(name, this.settle);
        }
    }

    private readonly settle = () => {
        // While frames are coming they tell better than currentTime, which may run ahead of the picture.
        if (!this.m_video.paused && this.m_exact) return;
        this.tell(this.m_video.currentTime);
    };

    private nextFrame(): void {
        this.m_video.requestVideoFrameCallback((_now, frame) => {
            if (this.m_stopped) return;
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
        const t = seconds * flicksPerSecond;
        // A paused picture shows the frame that holds t, so t counts as the start of that frame or later; a
        // presented frame's time is already on the grid.
        this.m_now = snapToFrame(t, this.m_frame);
        this.m_moved(this.m_now);
    }
}
