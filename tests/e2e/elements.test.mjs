// One row for each element type: the producer's press in the live panel, a viewer's hand in a real browser, the
// result on the page and in the panel. Everything the page receives is kept: right answers are in none of it
// before they are told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Machine, sleep, until } from './machine.mjs';

const machine = new Machine();
let server, studio, page, clips;
const heard = []; // frames and bodies, as text

before(async () => {
  await machine.display();
  server = await machine.server();
  studio = await machine.studio(server);
  clips = (await studio.clips()).filter((clip) => clip.element);
  const browser = await machine.browser();
  page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.on('websocket', (socket) => socket.on('framereceived', (frame) => heard.push(String(frame.payload))));
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (type.includes('json')) response.text().then((text) => heard.push(text), () => {});
  });
});

after(async () => {
  await studio?.screenshot('last');
  await page?.screenshot({ path: `${machine.folder}/page.png` }).catch(() => {});
  await machine.stop();
});

const rightTold = () => heard.some((text) => /"right"\s*:\s*\[\s*\d/.test(text) || text.includes('"explanation"'));

// The element that this run shows of a type: the one on the live track where there is one.
const clipOf = (type) => {
  const all = clips.filter((clip) => clip.element.type === type);
  return all.find((clip) => clip.element.trigger === 'live') ?? all[0];
};

async function choose(clip) {
  const title = clip.element.title || clip.element.question || clip.element.text || clip.element.heading || clip.element.name;
  const at = clips.slice().sort((a, b) => a.start - b.start || a.id - b.id).findIndex((one) => one.id === clip.id) + 1;
  // Far rows are reached by the keyboard, as a producer does.
  const list = await studio.find('Rundown');
  await studio.clickAt(list.x + 60, list.y + 14);
  await studio.key('Home');
  for (let i = 1; i < at; ++i) await studio.xdotool('key', 'Down');
  await until(`${title} in the tally`, () => studio.call('view.locate', { name: title }), 10);
}

const state = async (name) => studio.call('view.locate', { name, kind: 'button' });
const press = async (name) => {
  await until(`${name} can be pressed`, async () => (await state(name)).enabled, 15);
  await studio.click(name, { kind: 'button' });
};
const figure = (text) => until(text, () => studio.call('view.locate', { name: text }), 20);

async function take(clip) {
  await choose(clip);
  await press('take');
  await until('on air', async () => (await state('close')).enabled, 15);
}

async function close() {
  await press('close');
  await until('closed', async () => !(await state('close')).enabled, 15);
}

const counted = () => page.getByText(/Counted/).first().waitFor({ timeout: 15000 });
const heading = (text) => page.getByRole('heading', { name: text });

test('the show goes live from the panel', async () => {
  await page.goto(server.watch);
  await page.getByRole('button', { name: /play/i }).first().click();
  await studio.key('ctrl+F2');
  await studio.find('live');
  await studio.click('startOrEnd', { kind: 'button' });
  await until('on the air', async () => (await state('startOrEnd')).text === 'End the show', 20);
});

const types = {
  'poll.single': async (clip) => {
    await page.getByRole('radio', { name: clip.element.options[0].text }).click();
    await counted();
    await figure('Answers: 1 answer');
    await close();
    await page.getByText('100%').first().waitFor();
  },
  'poll.multi': async (clip) => {
    await page.getByRole('checkbox', { name: clip.element.options[1].text }).click();
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
      (await studio.call('view.locate', { name: 'golden', within: 'Answers that wait' })).text, 20);
    assert.equal(await page.locator('.said-list li').count(), 0, 'nobody sees it before it is approved');
    await press('approve');
    await page.locator('.said-list').getByText('golden').waitFor({ timeout: 15000 });
    await close();
  },
  quiz: async (clip) => {
    assert.ok(!rightTold(), 'nothing told the right answer before the show said it');
    const right = clip.element.right?.[0] ?? 1;
    const option = clip.element.options.find((one) => one.id === right);
    await page.getByRole('radio', { name: option.text }).click();
    await counted();
    await close();
    assert.ok(!rightTold(), 'nothing told the right answer before it was resolved');
    await press('resolve');
    await page.getByText(/Right/).first().waitFor({ timeout: 15000 });
    await until('the right answer was told', rightTold);
  },
  prediction: async (clip) => {
    await page.getByRole('radio', { name: clip.element.options[0].text }).click();
    await page.getByRole('button', { name: /^Stake \d+ on/ }).click();
    await page.getByText(/Your stake on/).first().waitFor({ timeout: 15000 });
    await figure('Answers: 1 backers');
    await press('lock');
    await page.getByText('Locked').first().waitFor({ timeout: 15000 });
    await press('resolve');
    await studio.key('Down', 'Return');
    await page.getByText('Resolved').first().waitFor({ timeout: 15000 });
  },
  reaction: async () => {
    const bar = page.getByRole('group', { name: 'React' });
    await bar.getByRole('button').first().click();
    await bar.getByRole('button').first().click();
    await figure('Answers: 2 reactions');
    await close();
  },
  announcement: async (clip) => {
    await page.getByText(clip.element.text).first().waitFor({ timeout: 15000 });
    await close();
    await page.getByText(clip.element.text).first().waitFor({ state: 'hidden', timeout: 15000 });
  },
  product: async (clip) => {
    await page.getByText(clip.element.name).first().waitFor({ timeout: 15000 });
    if (clip.element.stock > 0) {
      await studio.click('Units left');
      await studio.key('ctrl+a');
      await studio.type('3');
      await press('setStock');
      await page.getByText(/3 left/).first().waitFor({ timeout: 15000 });
    }
    await close();
  },
  leaderboard: async (clip) => {
    await page.getByText(clip.element.heading).first().waitFor({ timeout: 15000 });
    await until('one viewer with points', async () => (await studio.call('view.locate',
      { name: 'Answers: 1 viewers with points' })), 20);
    await close();
  },
  badge: async (clip) => {
    await page.getByText(clip.element.heading).first().waitFor({ timeout: 15000 });
    await close();
  },
  quest: async (clip) => {
    await page.getByText(clip.element.heading).first().waitFor({ timeout: 15000 });
    await close();
  },
  call_to_action: async (clip) => {
    await page.getByRole('link', { name: clip.element.label }).or(page.getByRole('button', { name: clip.element.label }))
      .first().waitFor({ timeout: 15000 });
    await close();
  },
  'overlay.text': async (clip) => {
    await page.getByText(clip.element.text).first().waitFor({ timeout: 15000 });
    await close();
  },
  'overlay.image': async (clip) => {
    await page.getByRole('img', { name: clip.element.alternative }).first().waitFor({ timeout: 15000 });
    await close();
  },
  chapter: async (clip) => {
    await page.getByText(clip.element.heading).first().waitFor({ timeout: 15000 });
    await close();
  },
};

test('every type of the sample has its row', () => {
  const inSample = [...new Set(clips.map((clip) => clip.element.type))].sort();
  assert.deepEqual(inSample, Object.keys(types).sort());
});

// The quiz first: until it is resolved nothing may have told a right answer.
const order = ['quiz', ...Object.keys(types).filter((type) => type !== 'quiz')];
for (const type of order) {
  test(`${type}: press, answer, result`, async () => {
    const clip = clipOf(type);
    assert.ok(clip, 'the sample has one');
    await take(clip);
    if (clip.element.question) await heading(clip.element.question).first().waitFor({ timeout: 15000 });
    await types[type](clip);
    await sleep(200);
  });
}

test('panic clears the picture and holds what was on air', async () => {
  const clip = clipOf('announcement');
  await choose(clip);
  if ((await state('reset')).enabled) await press('reset');
  await until('it can be taken', async () => (await state('take')).enabled, 15);
  await press('take');
  await page.getByText(clip.element.text).first().waitFor({ timeout: 15000 });
  await studio.key('shift+Escape');
  await page.getByText(clip.element.text).first().waitFor({ state: 'hidden', timeout: 15000 });
  await until('held', async () => (await state('hold')).parts !== undefined
    && (await studio.call('view.locate', { name: 'Hold, held, press to release' })), 15);
});
