// A short clip whose frames can be told apart: frame n shows n as twelve black or white squares, most
// significant bit first, on the upper left. 320 x 180, 25 frames a second.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export const framesPerSecond = 25;
export const flicksPerSecond = 705_600_000;
export const flicksPerFrame = flicksPerSecond / framesPerSecond;
export const bits = 12;
export const square = 20; // pixels
export const seconds = 20;

// The path of a file or folder that is made on first use, whole or not at all, whoever else makes it meanwhile.
export function madeOnce(path, make) {
    if (existsSync(path)) return path;
    const mine = join(dirname(path), `${process.pid}-${basename(path)}`);
    mkdirSync(dirname(path), { recursive: true });
    make(mine);
    try {
        renameSync(mine, path);
    } catch {
        rmSync(mine, { recursive: true }); // another was first
    }
    return path;
}

// The path of the clip in a folder.
export function numberedClip(folder) {
    return madeOnce(join(folder, `numbered-${seconds}.mp4`), makeClip);
}

function makeClip(file) {
    const bit = `mod(floor(N/pow(2,${bits - 1}-floor(X/${square}))),2)`;
    const picture = `60+120*Y/H*(0.6+0.4*sin(X/40+N/20))`;
    const number = `235*${bit}+16*(1-${bit})`;
    const isNumber = `lt(Y,${square})*lt(X,${bits * square})`;
    const luma = `if(${isNumber},${number},if(lt(Y,${2 * square}),60,${picture}))`;
    execFileSync('ffmpeg', [
        '-v',
        'error',
        '-y',
        '-f',
        'lavfi',
        '-i',
        `color=c=gray:s=320x180:r=${framesPerSecond}:d=${seconds}`,
        '-f',
        'lavfi',
        '-i',
        `sine=frequency=330:duration=${seconds}`,
        '-vf',
        `geq=lum='${luma}':cb='128+30*sin(N/60)':cr='100+20*sin(N/90)'`,
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-pix_fmt',
        'yuv420p',
        '-g',
        '25',
        '-crf',
        '18',
        '-c:a',
        'aac',
        '-b:a',
        '32k',
        '-movflags',
        '+faststart',
        '-shortest',
        file,
    ]);
}

// The clip as an HLS playlist (film.m3u8) with segments of two seconds and programme date-times: the folder.
export function hlsOf(folder) {
    const film = numberedClip(folder);
    return madeOnce(join(folder, 'hls'), made => {
        mkdirSync(made);
        const hls = '-c copy -f hls -hls_time 2 -hls_list_size 0 -hls_flags program_date_time';
        execFileSync('ffmpeg', ['-v', 'error', '-i', film, ...hls.split(' '), join(made, 'film.m3u8')]);
    });
}
