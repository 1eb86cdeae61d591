// Which clips are visible at a time, and where. The same rules are run by the C++ suite over the golden cases
// of tests/data/visible; change them only together.
import { flicksPerSecond, type Box, type Clip, type Track } from './package.ts';

export interface PixelBox {
    x: number;
    y: number;
    w: number;
    h: number;
}

// The clips with start <= t < end on tracks that are not hidden, in paint order: track, then z, then id.
export function visibleAt(tracks: Track[], t: number): Clip[] {
    const found: Clip[] = [];
    for (const track of tracks) {
        if (track.hidden) continue;
        const here: Clip[] = [];
        for (const clip of track.clips) {
            if (clip.start > t) break;
            if (t < clip.end) here.push(clip);
        }
        here.sort((a, b) => a.z - b.z || a.id - b.id);
        found.push(...here);
    }
    return found;
}

// One edge of a box in pixels. All values stay below 2^53, so the arithmetic is exact.
function edge(millionths: number, size: number): number {
    return Math.floor((millionths * size + 500_000) / 1_000_000);
}

// A box in millionths, in whole pixels of a width by height picture: edges are rounded, sizes follow from
// them, so that boxes which touch in the project touch on every screen.
export function pixelBox(box: Box, width: number, height: number): PixelBox {
    const left = edge(box.x, width);
    const top = edge(box.y, height);
    return { x: left, y: top, w: edge(box.x + box.w, width) - left, h: edge(box.y + box.h, height) - top };
}

// The time of the frame that a browser tells of, in flicks. It is kept in whole microseconds, in WebM in whole
// milliseconds: less than the author's own grid by up to that much, and at no rate as much as a frame.
export function pictureTime(seconds: number): number {
    return Math.round((seconds + 0.001) * flicksPerSecond);
}
