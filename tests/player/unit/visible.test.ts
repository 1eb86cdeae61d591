// The golden cases that the C++ suite runs too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { flicksPerSecond, type Clip, type Track } from '../../../resources/player/model/package.ts';
import { pictureTime, pixelBox, visibleAt } from '../../../resources/player/model/visible.ts';

declare const sourceRoot: string;
const folder = `${sourceRoot}/tests/data/visible`;
const files = readdirSync(folder).filter(file => file.endsWith('.json'));

test('there are golden cases', () => assert.ok(files.length >= 10));

for (const file of files) {
    test(`golden case ${file} is kept`, () => {
        const golden = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
        const tracks: Track[] = golden.package.scenes[0].tracks.map((track: { parts: string[] } & Track) => ({
            ...track,
            clips: track.parts
                .flatMap(name => golden.package.parts[name].clips as Clip[])
                .sort((a, b) => a.start - b.start || a.id - b.id),
        }));
        for (const query of golden.queries) {
            const visible = visibleAt(tracks, query.t);
            assert.deepEqual(
                visible.map(clip => clip.id),
                query.visible,
                `at ${query.t}`,
            );
            const boxes = Object.fromEntries(
                visible.map(clip => [
                    String(clip.id),
                    pixelBox(clip.box!, golden.viewport.w, golden.viewport.h),
                ]),
            );
            assert.deepEqual(boxes, query.boxes, `boxes at ${query.t}`);
        }
    });
}

// Each frame counts as itself, however the time that the browser tells was cut on its way.
test('every frame of a day is found again from rounded seconds', () => {
    const cuts = [
        (seconds: number) => Math.floor(seconds * 1e6) / 1e6,
        (seconds: number) => Math.round(seconds * 1e3) / 1e3,
        (seconds: number) => Math.floor(seconds * 1e3) / 1e3,
    ];
    for (const [numerator, denominator] of [
        [24000, 1001],
        [25, 1],
        [30000, 1001],
        [30, 1],
        [50, 1],
        [60000, 1001],
        [120, 1],
    ]) {
        const frame = (flicksPerSecond * denominator!) / numerator!;
        const frames = Math.floor((86_400 * numerator!) / denominator!);
        for (let n = 0; n < frames; n += 97)
            for (const cut of cuts) {
                const t = pictureTime(cut((n * frame) / flicksPerSecond));
                assert.ok(n * frame <= t && t < (n + 1) * frame, `frame ${n} at ${numerator}/${denominator}`);
            }
    }
});
