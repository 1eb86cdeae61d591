// A live programme out of the numbered clip, for the stand-in server: one-second segments that become available with
// the clock, a playlist with programme date-times and whatever date ranges a test adds.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { framesPerSecond, madeOnce, numberedClip, seconds } from './film.mjs';

const rounds = 4; // of the clip, one after the other
const segmentMs = 1_000;

// The clip cut into segments: the folder they are in.
function segments(folder) {
    const clip = numberedClip(folder);
    return madeOnce(join(folder, 'live'), made => {
        mkdirSync(made);
        const loop = ['-v', 'error', '-stream_loop', String(rounds - 1), '-i', clip];
        const hls = '-an -c copy -f hls -hls_time 1 -hls_list_size 0 -hls_segment_filename';
        execFileSync('ffmpeg', [...loop, ...hls.split(' '), join(made, 's%d.ts'), join(made, 'all.m3u8')]);
    });
}

export class LiveStream {
    // pastSeconds: how much of the programme is there when it begins.
    constructor(folder, pastSeconds) {
        this.folder = segments(folder);
        this.past = pastSeconds;
        this.begunMs = Date.now();
        this.ranges = [];
    }

    // Programme time of the first frame, and of any other.
    startMs() {
        return this.begunMs - this.past * segmentMs;
    }

    // The programme times that a frame number of the clip stands for: one for each round.
    timesOf(frame) {
        const once = (frame * 1000) / framesPerSecond;
        return Array.from({ length: rounds }, (_, round) => this.startMs() + once + round * seconds * 1000);
    }

    // A date range as the packager writes it for a log message.
    tellInBand(body, startMs, durationMs) {
        const card = Buffer.from(JSON.stringify(body)).toString('base64url');
        const attributes = [
            `ID="${body.iid}.${body.rev}${body.t === 'open' ? '' : `.${body.t}`}"`,
            'CLASS="org.icmp.card"',
            `START-DATE="${new Date(startMs).toISOString()}"`,
            ...(durationMs ? [`DURATION=${durationMs / 1000}`] : []),
            `X-COM-ICMP-CARD="${card}"`,
        ];
        this.ranges.push(`#EXT-X-DATERANGE:${attributes.join(',')}`);
    }

    mark(id, startMs) {
        this.ranges.push(`#EXT-X-DATERANGE:ID="${id}",START-DATE="${new Date(startMs).toISOString()}"`);
    }

    playlist() {
        const there = Math.floor((Date.now() - this.startMs()) / segmentMs);
        const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:1', '#EXT-X-MEDIA-SEQUENCE:0'];
        for (let at = 0; at < Math.min(there, rounds * seconds); ++at) {
            const time = new Date(this.startMs() + at * segmentMs).toISOString();
            lines.push(`#EXT-X-PROGRAM-DATE-TIME:${time}`, '#EXTINF:1.0,', `s${at}.ts`);
        }
        return `${[...lines, ...this.ranges].join('\n')}\n`;
    }

    segment(name) {
        return readFileSync(join(this.folder, name.replace(/[^\w.-]/g, '')));
    }
}
