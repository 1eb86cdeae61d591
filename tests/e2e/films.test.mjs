// Films that browsers cannot play: each is converted when it is published, with progress and cancel, and then
// plays in a real browser. The original file is never sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine, run, until } from './machine.mjs';

const machine = new Machine();
let server, studio, browser;

const films = [
  { name: 'HEVC from a phone', file: 'phone.mov', seconds: 8, cancels: true,
    words: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1', '-c:a', 'aac'] },
  { name: 'ProRes', file: 'camera.mov', seconds: 3,
    words: ['-c:v', 'prores_ks', '-pix_fmt', 'yuv422p10le', '-c:a', 'pcm_s16le'] },
  { name: 'Matroska', file: 'archive.mkv', seconds: 3, words: ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'libopus'] },
];

before(async () => {
  for (const film of films) {
    film.path = join(machine.folder, film.file);
    const size = film.cancels ? '1920x1080' : '640x360';
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=${film.seconds}`,
      '-f', 'lavfi', '-i', `sine=frequency=330:duration=${film.seconds}`, ...film.words, '-y', film.path]);
  }
  await machine.display();
  server = await machine.server();
  studio = await machine.studio(server);
  browser = await machine.browser();
});

after(async () => {
  await studio?.screenshot('last');
  await machine.stop();
});


async function published() {
  const field = await until('the address', async () => {
    const found = await studio.call('view.locate', { name: 'Address to watch', kind: 'edit' }).catch(() => null);
    return found?.text.includes('/watch/') && found;
  }, 180);
  await studio.key('Escape');
  return field.text;
}

for (const film of films) {
  test(`${film.name} is converted and plays`, async () => {
    await studio.find('timeline');
    await studio.key('ctrl+n');
    await until('an empty project', async () => (await studio.clips()).length === 0);
    await studio.dropFilm(film.path);
    await studio.key('ctrl+shift+p');
    await studio.click('publish');
    if (film.cancels) {
      await until('progress between 0 and 100 %', async () => {
        const bar = await studio.call('view.locate', { name: 'Progress of publishing' });
        return Number(bar.value) > 20 && Number(bar.value) < 1000 && (await studio.isThere('Converting the film for browsers …'));
      });
      await studio.click('cancel');
      await until('the cancel', () => studio.isThere('Publishing was cancelled. Viewers still see the version before.'));
      await studio.click('publish');
    }
    const address = await published();

    const event = address.split('/').pop();
    const info = await (await fetch(`${server.http}/v1/events/${event}`)).json();
    const root = await (await fetch(`${server.http}/o/${info.package}`)).json();
    assert.equal(root.media.type, 'video/mp4');
    const original = createHash('sha256').update(readFileSync(film.path)).digest('hex');
    assert.notEqual(root.media.hash, original);
    assert.equal((await fetch(`${server.http}/o/${original}`)).status, 404, 'the original is not on the server');

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(address);
    await page.getByRole('button', { name: /play/i }).first().click();
    const played = await until('the film playing', () => page.evaluate(() => {
      const inside = (node) => node.shadowRoot?.querySelector('video') ?? node.querySelector?.('video');
      const video = document.querySelector('video') ?? [...document.querySelectorAll('*')].map(inside).find(Boolean);
      return video && video.currentTime > 0.5 && video.videoWidth > 0
        && { width: video.videoWidth, duration: video.duration };
    }));
    assert.equal(played.width, film.cancels ? 1920 : 640);
    assert.ok(Math.abs(played.duration - film.seconds) < 0.2, `length ${played.duration}`);
    await page.close();
  });
}
