// One row for each element type: placed in the studio by its key, published, put on air by the producer's
// press, met by a viewer's hand in a real browser, its result on the page and in the live panel. Everything
// the page receives is kept: right answers are in none of it before they are told.
import assert from 'node:assert/strict';
import { after, before, test as step } from 'node:test';
import { Machine, patience, until } from './machine.mjs';

const machine = new Machine();
const heard = []; // frames and bodies, as text
const wrong = []; // what the page complains of
let server, studio, page, samples, clips, address;

// Publishing and the show are what all rows stand on; a row that fails leaves the others standing.
let broken;
const test = (name, body) => step(name, async () => {
  assert.ok(!broken, `“${broken}” failed before`);
  try {
    await body();
  } catch (error) {
    await pictures(name.split(':')[0]);
    throw error;
  }
});
const ground = (name, body) => test(name, async () => {
  try {
    await body();
  } catch (error) {
    broken = name;
    throw error;
  }
});

before(async () => {
  ({ server, studio } = await machine.desk());
  const browser = await machine.browser();
  page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(patience * 1000);
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('websocket', (socket) => socket.on('framereceived', (frame) => heard.push(String(frame.payload))));
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (type.includes('json')) response.text().then((text) => heard.push(text), () => {});
  });
});

// What studio and page looked like, for who reads a failure.
async function pictures(name) {
  await studio?.screenshot(name).catch(() => {});
  await page?.screenshot({ path: `${machine.folder}/${name}-page.png` }).catch(() => {});
}

after(async () => {
  await pictures('last');
  await machine.stop();
});

const rightTold = () => heard.some((text) =>
  /"right"\s*:\s*\[\s*\d/.test(text) || text.includes('"explanation"'));
const elements = async () => (await studio.clips()).filter((clip) => clip.element);
const state = (name) => studio.call('view.locate', { name, kind: 'button' });
const figure = (text) => until(text, () => studio.call('view.locate', { name: text }));
const counted = () => page.getByText(/Counted/).first().waitFor();
const heading = (text) => page.getByRole('heading', { name: text }).first().waitFor();
const notice = (text) => page.locator('.toast', { hasText: text });

async function press(name) {
  await until(`${name} can be pressed`, async () => (await state(name)).enabled);
  await studio.click(name, { kind: 'button' });
}

async function close() {
  await press('close');
  await until('closed', async () => !(await state('close')).enabled);
}

// Chooses the row in the rundown as a producer does, by the keyboard.
async function choose(clip) {
  const list = await studio.find('Rundown');
  await studio.clickAt(list.x + 60, list.y + 14);
  await studio.key('Home', ...Array(clips.findIndex((one) => one.id === clip.id)).fill('Down'));
  const { title } = clip.element;
  await until(`${title} is chosen`, () => studio.call('view.locate', { name: title }));
}

async function take(clip) {
  await choose(clip);
  await press('take');
  await until('on air', async () => (await state('close')).enabled);
}

// What the list of interactions on the page says of an element.
const listed = (text) => page.locator('.menu').locator('button', { hasText: text }).first();
const openList = () => page.getByRole('button', { name: /^Interactions/ }).click();
const closeList = () => page.keyboard.press('Escape');

// Badge and quest are earned by answering; each row has a poll of its own for that.
async function earn(poll) {
  await take(poll);
  await page.getByRole('radio', { name: poll.element.options[0].text }).click();
  await counted();
  await close();
}

const types = {
  badge: async ({ element, warmUp }) => {
    await earn(warmUp);
    await page.getByText(`Badge earned: ${element.heading}`).first().waitFor();
    await openList();
    await listed(element.heading).getByText('Badge · earned').waitFor();
    await closeList();
  },
  quest: async ({ element, warmUp }) => {
    await openList();
    await listed(element.heading).getByText('of 2 done').waitFor();
    await closeList();
    await earn(warmUp);
    await page.getByText(`Quest done: ${element.heading}`).first().waitFor();
    await openList();
    await listed(element.heading).getByText('Quest · earned').waitFor();
    await closeList();
  },
  // Before it is resolved nothing may have told a right answer.
  quiz: async ({ element }) => {
    assert.ok(!rightTold(), 'nothing told the right answer before the show said it');
    const right = element.options.find((one) => element.right.includes(one.id));
    await page.getByRole('radio', { name: right.text }).click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
    assert.ok(!rightTold(), 'nothing told the right answer before it was resolved');
    await press('resolve');
    await page.getByText(/Right/).first().waitFor();
    await until('the right answer was told', rightTold);
  },
  'poll.single': async ({ element }) => {
    await page.getByRole('radio', { name: element.options[0].text }).click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
    await page.getByText('100%').first().waitFor();
  },
  'poll.multi': async ({ element }) => {
    await page.getByRole('checkbox', { name: element.options[1].text }).click();
    await page.getByRole('checkbox', { name: element.options[2].text }).click();
    await page.getByRole('button', { name: /^Send/ }).first().click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
  },
  'poll.rank': async () => {
    await page.getByRole('button', { name: 'Send order' }).click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
  },
  'poll.slider': async () => {
    await page.getByRole('button', { name: /^Send \d+/ }).click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
  },
  'poll.text': async () => {
    await page.getByRole('textbox', { name: 'Your answer' }).fill('golden');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await until('the answer waits in the panel', async () =>
      (await studio.call('view.locate', { name: 'golden', within: 'Answers that wait' })).text);
    assert.equal(await page.locator('.said-list li').count(), 0, 'nobody sees it before it is approved');
    await press('approve');
    await page.locator('.said-list').getByText('golden').waitFor();
    await close();
  },
  prediction: async ({ element }) => {
    await page.getByRole('radio', { name: element.options[0].text }).click();
    await page.getByRole('button', { name: /^Stake \d+ on/ }).click();
    await page.getByText(/Your stake on/).first().waitFor();
    await figure('Answers: 1 backer');
    await press('lock');
    await page.getByText('Locked').first().waitFor();
    await press('resolve');
    await until('the outcomes', () => studio.call('view.locate', { name: 'outcomes' }));
    await studio.key('Down', 'Return');
    await page.getByText('Resolved').first().waitFor();
  },
  reaction: async () => {
    const bar = page.getByRole('group', { name: 'React' });
    await bar.getByRole('button').first().click();
    await bar.getByRole('button').first().click();
    await figure('Answers: 2 reactions');
    await close();
  },
  announcement: async ({ element }) => {
    await notice(element.text).waitFor();
    await close();
    await notice(element.text).waitFor({ state: 'detached' });
  },
  product: async ({ element }) => {
    await page.getByText(element.name).first().waitFor();
    await studio.click('Units left');
    await studio.key('ctrl+a');
    await studio.type('3');
    await press('setStock');
    await page.getByText(/3 left/).first().waitFor();
    await figure(`Answers: 3 of ${own.product.stock} left`);
    await close();
  },
  leaderboard: async ({ element }) => {
    await page.getByText(element.heading).first().waitFor();
    await figure('Answers: 1 viewer with points');
    await close();
  },
  call_to_action: async ({ element }) => {
    const link = page.getByRole('link', { name: element.label }).first();
    await link.waitFor();
    assert.equal(await link.getAttribute('href'), element.target);
    await close();
  },
  'overlay.text': async ({ element }) => {
    const text = page.locator('.pic', { hasText: element.text });
    await text.waitFor();
    await close();
    await text.waitFor({ state: 'detached' });
  },
  'overlay.image': async ({ element }) => {
    const picture = page.getByRole('img', { name: element.alternative }).first();
    await picture.waitFor();
    await close();
    await picture.waitFor({ state: 'detached' });
  },
  chapter: async ({ element, start }) => {
    await openList();
    await listed(element.heading).click();
    await close();
    await until('the picture is at the chapter', () => page.locator('video').evaluate((video, second) =>
      Math.abs(video.currentTime - second) < 0.5, start / 705600000));
  },
};

ground('the sample has every type, and its elements make room', async () => {
  const old = await elements();
  samples = new Map(old.map((clip) => [clip.element.type, clip.element]));
  assert.deepEqual([...samples.keys()].sort(), Object.keys(types).sort());
  await studio.apply({ kind: 'clip.remove', clips: old.map((clip) => clip.id), ripple: 'none' });
  await studio.key('ctrl+t', 'ctrl+t', 'ctrl+t');
});

// The tiles of the library have the keys 1 to 9, 0 and Ctrl+1 to Ctrl+7, in this order.
const tiles = ['poll.single', 'poll.multi', 'poll.rank', 'poll.slider', 'poll.text', 'quiz', 'prediction',
  'product', 'call_to_action', 'reaction', 'leaderboard', 'badge', 'quest', 'announcement', 'overlay.text',
  'overlay.image', 'chapter'];
const keyOf = (index) => (index < 10 ? String((index + 1) % 10) : `ctrl+${index - 9}`);

// Writes the texts into a new element, which then waits for the producer; a chapter has its time on the film.
async function fill(clip, fields) {
  const edits = Object.entries({ ...fields, trigger: clip.element.type === 'chapter' ? 'time' : 'live' })
    .map(([field, value]) => ({ kind: 'clip.set', clip: clip.id, field, value }));
  await studio.apply({ kind: 'many', label: 'Texts', edits });
}

// Where a row needs other values than the sample's.
const own = { quest: { count: 2 }, product: { stock: 12 } };

async function place(key) {
  const before = (await elements()).map((clip) => clip.id);
  await studio.key(key);
  return until(`an element by the key ${key}`, async () =>
    (await elements()).find((clip) => !before.includes(clip.id)));
}

ground('each type is placed at the playhead by its key, and has its texts', async () => {
  await studio.key('Home');
  for (const [index, type] of tiles.entries()) {
    const clip = await place(keyOf(index));
    assert.equal(clip.element.type, type);
    const { type: same, texts, ...fields } = samples.get(type);
    await fill(clip, { ...fields, ...own[type] });
  }
  for (const row of ['badge', 'quest']) {
    const options = [{ id: 1, text: `Aye, a ${row}` }, { id: 2, text: 'Nay' }];
    await fill(await place('1'), { title: `Towards a ${row}`, question: `Towards a ${row}?`, options });
  }
  clips = (await elements()).sort((a, b) => a.start - b.start || a.id - b.id);
  assert.equal(clips.length, tiles.length + 2);
});

ground('it is published, and the show goes live from the panel', async () => {
  await studio.key('ctrl+shift+p');
  await studio.click('publish');
  const field = await until('the address', async () => {
    const found = await studio.call('view.locate', { name: 'Address to watch', kind: 'edit' });
    return found.text.includes('/watch/') && found;
  });
  address = field.text;
  await studio.key('Escape');
  await studio.key('ctrl+F2');
  await studio.find('live');
  await press('startOrEnd');
  await until('on the air', async () => (await state('startOrEnd')).text === 'End the show');
  await page.goto(address);
  await page.getByRole('button', { name: /play/i }).first().click();
});

const ofType = (type) => clips.find((clip) => clip.element.type === type
  && !clip.element.title.startsWith('Towards a '));
for (const [type, row] of Object.entries(types)) {
  test(`${type}: placed, pressed, answered, counted`, async () => {
    const clip = ofType(type);
    const opens = clip.element.trigger === 'live';
    const warmUp = clips.find((one) => one.element.title === `Towards a ${type}`);
    await (opens ? take(clip) : choose(clip));
    if (clip.element.question) await heading(clip.element.question);
    await row({ ...clip, warmUp });
  });
}

test('panic clears the picture and holds what was on air', async () => {
  const clip = ofType('announcement');
  await choose(clip);
  await press('reset');
  await press('take');
  await notice(clip.element.text).waitFor();
  await studio.key('shift+Escape');
  await notice(clip.element.text).waitFor({ state: 'detached' });
  await figure('Hold, held, press to release');
});

test('the page complained of nothing', () => assert.deepEqual(wrong, []));
