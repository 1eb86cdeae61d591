// From a video file to a counted vote: a person's hands on the real studio, the real server and a real browser.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { join } from 'node:path';
import { Machine, Studio, run, sleep, stepwise, until } from './machine.mjs';

const machine = new Machine();
const question = 'Where should the camera go';
let server, studio, film, address, poll;

const test = stepwise();

before(async () => {
  film = join(machine.folder, 'holiday.mp4');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=16',
    '-f', 'lavfi', '-i', 'sine=frequency=330:duration=16', '-c:v', 'libx264', '-preset', 'ultrafast',
    '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-y', film]);
  await machine.display();
  server = await machine.server();
  studio = await machine.studio(server);
});

after(async () => {
  await studio?.screenshot('last');
  await machine.stop();
});

const elements = async () => (await studio.clips()).filter((clip) => clip.element);

test('a film dropped into the studio becomes the scene’s film', async () => {
  await studio.find('timeline');
  await studio.key('ctrl+n');
  await until('an empty project', async () => (await studio.clips()).length === 0);
  const clip = await studio.dropFilm(film);
  assert.ok(Math.abs((clip.end - clip.start) / 705600000 - 16) < 0.1);
});

test('a poll dragged from the library lands on the timeline', async () => {
  const from = Studio.middle(await studio.find('Poll'));
  const timeline = await studio.find('timeline');
  // Below tools, ruler, Video and Audio, in the middle of Interaction 1.
  const row = timeline.y + 40 + 36 + 64 + 44 + 20;
  await studio.drag(from, [timeline.x + 420, row - 30], [timeline.x + 400, row]);
  const clips = await until('a poll', async () => {
    const found = await elements();
    return found.length === 1 && found;
  });
  poll = clips[0].id;
  assert.equal(clips[0].element.type, 'poll.single');
  assert.equal(clips[0].track.name, 'Interaction 1');
});

const pollClip = async () => (await elements()).find((clip) => clip.id === poll);

test('it is moved and trimmed by mouse', async () => {
  const before = await pollClip();
  let place = await studio.find('Poll', { within: 'Timeline' });
  const middle = Studio.middle(place);
  await studio.drag(middle, [middle[0] - 60, middle[1]], [middle[0] - 80, middle[1]]);
  const moved = await pollClip();
  assert.ok(moved.start < before.start, 'it moved to the left');
  assert.equal(moved.end - moved.start, before.end - before.start);
  place = await studio.find('Poll', { within: 'Timeline' });
  const edge = [place.x + place.width - 3, Math.round(place.y + place.height / 2)];
  await studio.drag(edge, [edge[0] + 30, edge[1]], [edge[0] + 60, edge[1]]);
  const trimmed = await pollClip();
  assert.equal(trimmed.start, moved.start);
  assert.ok(trimmed.end > moved.end, 'its end moved to the right');
});

test('its question and options are typed in the inspector and seen over the film', async () => {
  const fill = async (name, text) => {
    await studio.click(name, { kind: 'edit' });
    await studio.key('ctrl+a');
    await studio.type(text);
    await studio.key('Tab');
  };
  await fill('Question', question);
  await fill('Option 1', 'Into the reeds');
  await fill('Option 2', 'Under the stones');
  const clip = await until('the texts in the project', async () => {
    const now = await pollClip();
    return now.element.question === question && now.element.options[1].text === 'Under the stones' && now;
  });
  const frame = await studio.call('preview.frame', { t: clip.start + 705600000, size: { width: 640, height: 360 } });
  assert.ok(frame.visible.some((one) => one.id === poll), 'the poll is over the picture');
  assert.ok(Buffer.from(frame.png, 'base64').subarray(1, 4).toString() === 'PNG');
});

test('publishing gives an address', async () => {
  await studio.key('ctrl+shift+p');
  await studio.click('publish');
  const field = await until('the address', async () => {
    const found = await studio.call('view.locate', { name: 'Address to watch', kind: 'edit' });
    return found.text.includes('/watch/') && found;
  }, 90);
  address = field.text;
  await studio.key('Escape');
});

test('a viewer plays, votes by mouse, and sees the vote counted', async () => {
  const browser = await machine.browser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto(address);
  await page.getByRole('button', { name: /play/i }).first().click();
  await page.getByRole('heading', { name: question }).waitFor({ timeout: 30000 });
  const option = page.getByRole('radio', { name: /Into the reeds/ });
  await option.waitFor();
  await option.click();
  await page.getByText(/Counted/).first().waitFor({ timeout: 15000 });
  await page.getByText(/^1 vote$/).first().waitFor({ timeout: 15000 });
  const counts = await page.locator('icmp-player').getByText(/100\s*%/).count();
  assert.ok(counts > 0, 'the option that was chosen has all of the votes');
  assert.deepEqual(wrong, []);
});

test('the vote is in the studio’s live panel and in the database, once', async () => {
  await studio.key('ctrl+F2');
  await studio.find('live');
  await until('one answer in the live panel', () => studio.call('view.locate', { name: 'Answers: 1 answer' }));
  await studio.screenshot('live');
  const event = address.split('/').pop();
  const { stdout } = await run('sqlite3', ['-readonly', join(server.data, 'icmp.db'),
    `SELECT count(*), min(choice) FROM answer WHERE event='${event}' AND element='${poll}'`]);
  assert.equal(stdout.trim(), '1|0'); // one row, the first option
});

test('after kill -9 the studio has everything', async () => {
  const { hash } = await studio.call('doc.hash');
  await until('everything kept', async () => {
    const now = await studio.call('doc.hash');
    return now.durableSeq === now.seq;
  });
  studio.child.kill('SIGKILL');
  await sleep(500);
  studio = await machine.studio(server);
  await until('the same project', async () => (await studio.call('doc.hash')).hash === hash);
});
