// The golden cases that the C++ suite runs too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { Clip, Track } from '../../../resources/player/model/package.ts';
import { pixelBox, snapToFrame, visibleAt } from '../../../resources/player/model/visible.ts';

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

test('every frame of an hour survives the way through floating-point seconds', () => {
    for (const [numerator, denominator] of [
        [24000, 1001],
        [25, 1],
        [30000, 1001],
        [60, 1],
    ]) {
        const frame = (705_600_000 * denominator!) / numerator!;
        const frames = Math.floor((3600 * numerator!) / denominator!);
        for (let n = 0; n < frames; n += 7) {
            const exact = n * frame;
            const microseconds = Math.floor(exact / 705.6) / 1e6; // what a browser reports
            assert.equal(snapToFrame(microseconds * 705_600_000, frame), exact);
        }
    }
});

test('a time between frames stays where it is', () => {
    assert.equal(snapToFrame(28_224_000 * 3.5, 28_224_000), 98_784_000);
});
