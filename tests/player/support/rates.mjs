// Clips of every frame rate whose frames carry their number, elements on windows of random frames of them, and
// what a player shows beside the number in its picture.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bits, flicksPerSecond, madeOnce, square } from './film.mjs';

const seconds = 3;
const h264 = '-c:v libx264 -preset veryfast -g 24 -bf 3 -crf 20';
const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 24 -b:v 600k';

// As FrameRate::timeOfFrame: whole flicks at each of these rates.
const constant = (file, numerator, denominator, codec = h264) => ({
    file,
    codec,
    rate: { numerator, denominator },
    frames: Math.floor((seconds * numerator) / denominator),
    startOf: frame => (frame * flicksPerSecond * denominator) / numerator,
});

// The grid of a variable rate is the list of its frames' times, here every * n + third * ⌊n/3⌋ + seventh * ⌊n/7⌋:
// on no grid of any rate, nor on that of the project that the film lies in.
function variable(file, perSecond, [every, third, seventh], codec) {
    const timeOf = frame => every * frame + third * Math.floor(frame / 3) + seventh * Math.floor(frame / 7);
    const times = `${every}*N+${third}*floor(N/3)+${seventh}*floor(N/7)`;
    let frames = 0;
    while (timeOf(frames) < seconds * perSecond) frames += 1;
    return {
        file,
        codec: `-vsync passthrough -enc_time_base 1:${perSecond} ${codec}`,
        filter: `,settb=1/${perSecond},setpts=${times}`,
        rate: { numerator: 25, denominator: 1 },
        frames,
        startOf: frame => (timeOf(frame) * flicksPerSecond) / perSecond,
    };
}

export const clips = {
    23.976: constant('r23976.mp4', 24000, 1001),
    25: constant('r25.mp4', 25, 1),
    29.97: constant('r2997.mp4', 30000, 1001),
    30: constant('r30.mp4', 30, 1),
    50: constant('r50.mp4', 50, 1),
    59.94: constant('r5994.mp4', 60000, 1001),
    '59.94 in milliseconds': constant('r5994.webm', 60000, 1001, vp9),
    variable: variable('variable.mp4', 90_000, [2500, 1701, 2611], `${h264} -video_track_timescale 90000`),
    'variable in milliseconds': variable('variable.webm', 1000, [27, 17, 31], vp9),
    '29.97 as HLS': { ...constant('r2997.mp4', 30000, 1001), ladder: true },
    'variable as HLS': {
        ...variable('variable.mp4', 90_000, [2500, 1701, 2611], `${h264} -video_track_timescale 90000`),
        ladder: true,
        // FFmpeg guesses how long the last picture of a segment stands, which moves the first of the next.
        offMost: 1,
    },
};

// The path of the clip in a folder.
export function rateClip(folder, { file, codec, filter = '', rate, frames }) {
    const bit = `mod(floor(N/pow(2,${bits - 1}-floor(X/${square}))),2)`;
    const luma = `if(lt(Y,${square})*lt(X,${bits * square}),16+219*${bit},70+90*Y/H+40*sin(X/20+N/9))`;
    const source = `color=c=gray:s=320x180:r=${rate.numerator}/${rate.denominator}`;
    const options = `-frames:v ${frames} -pix_fmt yuv420p ${codec}`.split(' ');
    return madeOnce(join(folder, `rates-${seconds}-${file}`), made => {
        const picture = ['-f', 'lavfi', '-i', source, '-vf', `geq=lum='${luma}':cb=128:cr=128${filter}`];
        const kind = file.split('.').pop() === 'mp4' ? 'mp4' : 'webm';
        execFileSync('ffmpeg', ['-v', 'error', '-y', ...picture, ...options, '-f', kind, made]);
    });
}

// The folder with the playlist ladder.m3u8 of the clip and a sound, by the words of the server's ladderOrder.
export function ladderOf(folder, clip) {
    const film = rateClip(folder, clip);
    return madeOnce(join(folder, `ladder-${seconds}-${clip.file}`), made => {
        mkdirSync(made);
        const sound = ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`];
        const words =
            '-map 0:v:0 -map 1:a:0 -fps_mode:v passthrough -enc_time_base:v 1:90000 ' +
            '-hls_segment_options movflags=+negative_cts_offsets -filter:v:0 scale=-2:180 -b:v:0 800k -c:v libx264 -preset veryfast ' +
            '-profile:v high -pix_fmt yuv420p -threads 1 -sc_threshold 0 -force_key_frames expr:gte(t,n_forced*2) ' +
            '-c:a aac -b:a 128k -ac 2 -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 ' +
            '-hls_flags independent_segments -hls_fmp4_init_filename init.mp4 -hls_segment_filename';
        const names = [join(made, '%05d.m4s'), join(made, 'ladder.m3u8')];
        execFileSync('ffmpeg', ['-v', 'error', '-i', film, ...sound, ...words.split(' '), ...names]);
    });
}

// A repeatable sequence of numbers in [from, to). source: mulberry32 (public domain)
export function dice(seed) {
    let state = seed >>> 0;
    return (from, to) => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return from + (((mixed ^ (mixed >>> 14)) >>> 0) % (to - from));
    };
}

// So many windows [k, end) of random frames; the first few stand one after the other, since only so many cards have
// room at once, all others lie anywhere.
export function windows(count, cards, frames, random) {
    const whole = Math.floor((frames - 2) / cards);
    return Array.from({ length: count }, (_, index) => {
        if (index >= cards) {
            const k = random(1, frames - 1);
            return { k, end: random(k + 1, Math.min(k + 40, frames)), card: false };
        }
        const k = 1 + index * whole + random(0, whole - 1);
        return { k, end: random(k + 1, 1 + (index + 1) * whole), card: true };
    });
}

// By how many frames an element on [k, end) is wrong where the picture shows a frame; 0 where it is right.
export function offBy({ k, end }, frame, shown) {
    if (shown) return Math.max(0, k - frame, frame - end + 1);
    return Math.max(0, Math.min(frame - k + 1, end - frame));
}

// Runs in the page: gives it look(), the number in the picture beside the ids of the elements on the screen.
export function teachLook({ bits, square }) {
    const shadow = document.querySelector('icmp-player').shadowRoot;
    const video = shadow.querySelector('video');
    const canvas = new OffscreenCanvas(320, 180).getContext('2d', { willReadFrequently: true });
    globalThis.look = () => {
        canvas.drawImage(video, 0, 0, 320, 180);
        const { data } = canvas.getImageData(0, square / 2, bits * square, 1);
        let number = 0;
        for (let bit = 0; bit < bits; ++bit)
            number = number * 2 + (data[4 * (bit * square + square / 2)] > 128 ? 1 : 0);
        const ids = [...shadow.querySelectorAll('.card, .pic')].map(node => Number(node.dataset.iid));
        return { number, ids };
    };
}

// Runs in the page: seeks to each time, in seconds, and looks once its picture has come.
export async function lookAt(times) {
    const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
    const drawn = () => new Promise(resolve => requestAnimationFrame(resolve));
    const seen = [];
    for (const to of times) {
        const done = new Promise(resolve => (video.onseeked = resolve));
        video.currentTime = to;
        await done;
        await drawn();
        await drawn();
        seen.push(globalThis.look());
    }
    return seen;
}

// Runs in the page: plays the film from its beginning and looks at each frame as it is presented.
export async function lookOn(lastSeconds) {
    const video = document.querySelector('icmp-player').shadowRoot.querySelector('video');
    video.currentTime = 0;
    const seen = [];
    const done = new Promise(resolve => {
        const frame = (_now, { mediaTime }) => {
            seen.push({ ...globalThis.look(), mediaTime });
            if (mediaTime >= lastSeconds) resolve();
            else video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
        video.onended = resolve;
    });
    await video.play();
    await done;
    video.pause();
    return seen;
}
