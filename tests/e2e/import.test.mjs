// A film imported as most people do it: menu, file dialog, library; then an element over it, seen in the pixels
// of the preview, on the screen and in the exported frame alike.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine, Studio, run, sleep, stepwise, until } from './machine.mjs';

const machine = new Machine();
const flicks = 705600000;
const ground = [32, 96, 192]; // the film's colour
let studio, film;

const test = stepwise(() => studio?.screenshot('broken'));

before(async () => {
  const folder = join(machine.folder, 'films of the summer');
  mkdirSync(folder);
  film = join(folder, 'lake & hills.mp4');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=c=0x2060c0:size=640x360:rate=25:duration=12',
    '-f', 'lavfi', '-i', 'sine=frequency=330:duration=12', '-c:v', 'libx264', '-preset', 'ultrafast',
    '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-y', film]);
  writeFileSync(join(folder, 'notes.mp4'), 'This is no film.\n');
  ({ studio } = await machine.desk());
});

after(() => machine.stop());

// Through the menu by its letters, as the menu shows them, and the dialog's field for a name.
async function importByDialog(path) {
  await studio.key('alt+f');
  await sleep(200);
  await studio.key('i');
  await until('the file dialog', () => studio.call('view.locate', { name: 'Import media' }));
  await studio.type(path);
  await studio.key('Return');
}

async function pixels(file) {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

class Picture {
  constructor(bytes, width) {
    this.bytes = bytes;
    this.width = width;
    this.height = bytes.length / 3 / width;
  }

  at(x, y) {
    const from = (Math.round(y) * this.width + Math.round(x)) * 3;
    return [...this.bytes.subarray(from, from + 3)];
  }

  isGround(x, y) {
    return this.at(x, y).every((value, i) => Math.abs(value - ground[i]) <= 8);
  }

  // The smallest rectangle around all that has the film's colour.
  filmRect(within) {
    let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
    for (let y = within.y; y < within.y + within.height; ++y) {
      for (let x = within.x; x < within.x + within.width; ++x) {
        if (!this.isGround(x, y)) continue;
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      }
    }
    return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  }
}

async function frameAt(t) {
  const answer = await studio.call('preview.frame', { t, size: { width: 640, height: 360 } });
  const file = join(machine.folder, 'frame.png');
  writeFileSync(file, Buffer.from(answer.png, 'base64'));
  return { ...answer, picture: new Picture(await pixels(file), 640) };
}

// How far from the edge of a box one may look without meeting its rounded corner or its rim.
const inside = 6;
const edges = (box) => [
  [box.x + box.w / 2, box.y], [box.x + box.w / 2, box.y + box.h], [box.x, box.y + box.h / 2],
  [box.x + box.w, box.y + box.h / 2],
];
// On each side the element begins and ends where its box does.
function assertPaintedAt(picture, box, what) {
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  for (const [x, y] of edges(box)) {
    const [dx, dy] = [Math.sign(Math.round(x - cx)), Math.sign(Math.round(y - cy))];
    assert.ok(!picture.isGround(x - dx * inside, y - dy * inside), `${what}: the card reaches ${x}, ${y}`);
    assert.ok(picture.isGround(x + dx * inside, y + dy * inside), `${what}: the film is seen beside ${x}, ${y}`);
  }
}

// The badge of the sample is round: where its picture is clear, the sky behind it is seen.
test('the film is seen through the clear corners of a picture', async () => {
  const badge = (await studio.clips()).find((one) => one.element?.type === 'overlay.image');
  await until('the sky in its corners', async () => {
    const { picture, visible } = await frameAt(badge.start + flicks);
    const { x, y, w, h } = visible.find((one) => one.id === badge.id).box;
    return [[x, y, -1, -1], [x + w - 1, y, 1, -1], [x, y + h - 1, -1, 1]].every(([cx, cy, dx, dy]) => {
      const [corner, beside] = [picture.at(cx - dx, cy - dy), picture.at(cx + 2 * dx, cy + 2 * dy)];
      return corner.every((value, i) => Math.abs(value - beside[i]) <= 12);
    });
  });
  await studio.key('ctrl+n');
  await until('an empty project', async () => (await studio.clips()).length === 0);
});

test('a film is chosen in the file dialog and is the scene’s film', async () => {
  await importByDialog(film);
  const clip = await until('the film in the timeline', async () => (await studio.clips()).find((one) => one.media));
  assert.ok(Math.abs((clip.end - clip.start) / flicks - 12) < 0.1);
  const project = await studio.project();
  assert.equal(project.assets.length, 1);
  assert.equal(project.assets[0].name, 'lake & hills.mp4');
});

test('it is in the library, with its length', async () => {
  await studio.key('alt+2');
  const row = await until('the film in the library', () =>
    studio.call('view.locate', { name: 'lake & hills.mp4', within: 'Media of the project' }));
  assert.ok(row.width > 100 && row.height >= 40);
});

test('what is no film is refused with a sentence, and changes nothing', async () => {
  const { hash } = await studio.call('doc.hash');
  await importByDialog(join(machine.folder, 'films of the summer', 'notes.mp4'));
  await until('the sentence', () =>
    studio.call('view.locate', { name: 'notes.mp4 was not imported. ', within: 'Untitled, ICMP Studio' }));
  assert.equal((await studio.call('doc.hash')).hash, hash);
});

test('the same film again is no second one', async () => {
  await importByDialog(film);
  await until('no job', async () => !(await studio.call('view.locate', { name: 'Untitled, ICMP Studio' })).parts
    .some((text) => /Reading|Examining|Making/.test(text)));
  assert.equal((await studio.project()).assets.length, 1);
});

test('an element is painted over the film exactly at its box and its frames', async () => {
  await studio.key('Home', '1');
  const poll = await until('a poll', async () => (await studio.clips()).find((one) => one.element));
  const edits = [
    { kind: 'clip.set-box', clip: poll.id, box: { x: 100000, y: 200000, w: 400000, h: 500000 } },
    { kind: 'clip.move', scene: (await studio.project()).scenes[0].id, clips: [poll.id], delta: 2 * flicks,
      trackDelta: 0, ripple: 'none' },
    { kind: 'clip.set', clip: poll.id, field: 'question', value: 'Swim or climb' }];
  for (const edit of edits) await studio.apply(edit);
  await studio.key('ctrl+shift+a');
  const { start } = (await studio.clips()).find((one) => one.id === poll.id);
  const during = await frameAt(start + flicks);
  const told = during.visible.find((one) => one.id === poll.id);
  assert.deepEqual(told.box, { x: 64, y: 72, w: 256, h: 180 });
  assertPaintedAt(during.picture, told.box, 'the frame');
  const before = await frameAt(start - flicks / 25);
  assert.deepEqual(before.visible, []);
  for (const [x, y] of [[80, 90], [192, 162], [300, 240], [10, 10], [600, 340]])
    assert.ok(before.picture.isGround(x, y), `only the film a frame earlier, at ${x}, ${y}`);
  await studio.call('preview.frame', { t: start + flicks, size: { width: 640, height: 360 } });
});

test('and so it is on the screen', async () => {
  const panel = await studio.find('preview');
  await studio.xdotool('mousemove', 5, 995);
  await sleep(500);
  await studio.screenshot('preview');
  const screen = new Picture(await pixels(join(machine.folder, 'preview.png')), 1600);
  const film = screen.filmRect(panel);
  assert.ok(film.width > 400 && Math.abs(film.width / film.height - 16 / 9) < 0.02,
    `the picture is ${film.width} × ${film.height}`);
  const [x, y] = [film.x + 0.1 * film.width, film.y + 0.2 * film.height];
  assertPaintedAt(screen, { x, y, w: 0.4 * film.width, h: 0.5 * film.height }, 'the screen');
  // Drawn wider by hand, it is painted wider.
  const corner = [Math.round(x + 0.4 * film.width), Math.round(y + 0.5 * film.height)];
  await studio.clickAt(corner[0] - 40, corner[1] - 40);
  await studio.drag(corner, [corner[0] + 30, corner[1] + 10], [corner[0] + 90, corner[1] + 30]);
  const wider = (await studio.clips()).find((one) => one.element).box;
  assert.ok(wider.w > 450000 && wider.h > 520000, JSON.stringify(wider));
  await studio.key('ctrl+shift+a');
  await studio.xdotool('mousemove', 5, 995);
  await sleep(500);
  await studio.screenshot('wider');
  const again = new Picture(await pixels(join(machine.folder, 'wider.png')), 1600);
  assertPaintedAt(again, { x, y, w: (wider.w / 1e6) * film.width, h: (wider.h / 1e6) * film.height }, 'wider');
});
