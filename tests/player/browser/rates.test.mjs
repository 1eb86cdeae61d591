// Elements on the frames [k, end) of films of every rate: whether they are on the screen, by the number in the
// picture. ICMP_SEED repeats a run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { films, openHouse, poll } from '../support/browser.mjs';
import { bits, flicksPerSecond, square } from '../support/film.mjs';
import {
    clips,
    dice,
    ladderOf,
    lookAt,
    lookOn,
    offBy,
    rateClip,
    teachLook,
    windows,
} from '../support/rates.mjs';

const house = openHouse();
const { server } = house;
const seed = Number(process.env.ICMP_SEED ?? Math.floor(Math.random() * 2 ** 32));
const elementsEach = Math.ceil(1_000 / Object.keys(clips).length);
const cardsEach = 12;
const asPainted = { type: 'overlay.text', text: '·', size: 20 };
const box = { x: 300_000, y: 300_000, w: 100_000, h: 100_000 };

// Publishes random elements on the clip and opens it.
async function visitOf(clip, random) {
    server.film = rateClip(films, clip);
    if (clip.ladder) server.filmAsHls = ladderOf(films, clip);
    server.ladder = clip.ladder ? 'ladder.m3u8' : null;
    const chosen = windows(elementsEach, cardsEach, clip.frames, random);
    server.publish(
        chosen.map(({ k, end, card }) => ({
            startFlicks: Math.round(clip.startOf(k)),
            endFlicks: Math.round(clip.startOf(end)),
            box,
            element: card ? poll() : asPainted,
        })),
        { rate: clip.rate, length: Math.round(clip.startOf(clip.frames)) },
    );
    const visit = await house.visit();
    await visit.ready();
    await visit.page.evaluate(teachLook, { bits, square });
    return { visit, chosen };
}

// What is wrong in what was seen, with the frame that it was seen at.
function faults(chosen, seen, frameOf = one => one.number) {
    return seen.flatMap(one => {
        const shown = new Set(one.ids);
        return chosen
            .map((element, index) => ({
                by: offBy(element, frameOf(one), shown.has(index + 1)),
                ...element,
                frame: frameOf(one),
            }))
            .filter(({ by }) => by > 0);
    });
}

const told = (what, list) => `seed ${seed}: ${list.length} ${what}: ${JSON.stringify(list.slice(0, 8))}`;

for (const [name, clip] of Object.entries(clips)) {
    test(`at ${name} an element is there for exactly its frames`, async context => {
        const random = dice(seed + clip.frames);
        const { visit, chosen } = await visitOf(clip, random);

        // Both sides of each edge: the very beginning of the frame, anywhere in it, and its last moment.
        const edges = chosen.flatMap(({ k, end }) => [k - 1, k, end - 1, end]);
        const frames = [...new Set(edges)]
            .map(frame => [random(0, 1_000_000), frame])
            .sort(([a], [b]) => a - b);
        const moments = frames.map(([, frame], index) => {
            const [from, to] = [frame, frame + 1].map(one => clip.startOf(one) / flicksPerSecond);
            const where = [5e-7, (to - from) * random(5, 95) * 0.01, to - from - 2e-4][index % 3];
            return from + where;
        });
        const sought = await visit.page.evaluate(lookAt, moments);
        const wrong = faults(chosen, sought);

        const played = await visit.page.evaluate(lookOn, clip.startOf(clip.frames - 2) / flicksPerSecond);
        const frameTold = ({ mediaTime }) => {
            let frame = 0;
            while (clip.startOf(frame + 1) <= (mediaTime + 6e-4) * flicksPerSecond) frame += 1;
            return frame;
        };
        const wrongAsTold = faults(chosen, played, frameTold);
        // Where the machine was busy the picture that is read may be a later one than the player was told of.
        const inTime = played.filter(one => Math.abs(one.number - frameTold(one)) <= 1);
        const wrongAsSeen = faults(chosen, inTime);

        context.diagnostic(
            `seed ${seed}: ${chosen.length} elements; ${sought.length} seeks: ${wrong.length} wrong; ` +
                `${played.length} frames played, ${inTime.length} read in time: ${wrongAsSeen.length} off by one`,
        );
        await visit.leave();
        assert.ok(sought.length > 50, `${sought.length} seeks`);
        const tooFar = wrong.filter(({ by }) => by > (clip.offMost ?? 0));
        assert.equal(tooFar.length, 0, told('wrong after a seek', tooFar));
        assert.ok(inTime.length > clip.frames / 4, `${inTime.length} of ${clip.frames} frames read in time`);
        assert.equal(wrongAsTold.length, 0, told('wrong while playing', wrongAsTold));
        const far = wrongAsSeen.filter(({ by }) => by > 1);
        assert.equal(far.length, 0, told('off by more than one', far));
    });
}
