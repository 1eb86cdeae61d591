// A live show run from the desk: taken, answered by several viewers, closed, revealed, reset; and a server that
// dies under it and comes back, with the studio and the pages finding their way by themselves.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Machine, patience, run, stepwise, until } from './machine.mjs';
import { join } from 'node:path';

const machine = new Machine();
const question = 'Which way does the river run';
let server, studio, browser, clip, address;
const pages = [];

const test = stepwise(() => studio?.screenshot('broken'));

before(async () => {
  ({ server, studio } = await machine.desk());
  browser = await machine.browser();
});

after(async () => {
  await machine.stop();
});

const state = (name) => studio.call('view.locate', { name, kind: 'button' });
const figure = (text) => until(text, () => studio.call('view.locate', { name: text }));
// What the tally's rows say, as it is read to people who cannot see it.
const counts = async () => (await studio.call('view.locate', { name: 'Counts' })).description;
const rundown = async (word) => until(`“${word}” in the rundown`, async () =>
  (await studio.call('view.locate', { name: question, within: 'Rundown' })).text.includes(word));
const inDatabase = async () => {
  const { stdout } = await run('sqlite3', ['-readonly', join(server.data, 'icmp.db'),
    `SELECT count(*) FROM answer WHERE event='${address.split('/').pop()}' AND element='${clip.id}'`]);
  return Number(stdout.trim());
};

async function press(name) {
  await until(`${name} can be pressed`, async () => (await state(name)).enabled);
  await studio.click(name, { kind: 'button' });
}

async function viewer() {
  const page = await (await browser.newContext({ viewport: { width: 1100, height: 900 } })).newPage();
  page.setDefaultTimeout(patience * 1000);
  await page.goto(address);
  await page.getByRole('button', { name: /play/i }).first().click();
  pages.push(page);
  return page;
}

const asked = (page) => page.getByRole('heading', { name: question }).first().waitFor();
async function vote(page, option) {
  await asked(page);
  await page.getByRole('radio', { name: option }).click();
  await page.getByText(/Counted/).first().waitFor();
}

test('a poll that waits for the producer is published, and the show goes live', async () => {
  const old = (await studio.clips()).filter((one) => one.element).map((one) => one.id);
  await studio.apply({ kind: 'clip.remove', clips: old, ripple: 'none' });
  await studio.key('Home', '1');
  clip = await until('the poll', async () => (await studio.clips()).find((one) => one.element));
  const fields = { question, title: question, trigger: 'live', results: 'producer_only',
    options: [{ id: 1, text: 'Downhill' }, { id: 2, text: 'Uphill' }] };
  await studio.apply({ kind: 'many', label: 'Texts', edits: Object.entries(fields).map(([field, value]) =>
    ({ kind: 'clip.set', clip: clip.id, field, value })) });
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
  await until('connected', () => studio.isThere('Connected'));
  assert.equal((await state('close')).enabled, false, 'nothing is on air yet');
  await press('startOrEnd');
  await until('on the air', async () => (await state('startOrEnd')).text === 'End the show');
});

test('the number of viewers follows who comes', async () => {
  await viewer();
  await figure('Viewers: 1');
  await viewer();
  await figure('Viewers: 2');
});

test('taken, it is on the air at everybody, and counts change as they answer', async () => {
  await press('take');
  await until('on air', async () => (await state('close')).enabled);
  await vote(pages[0], 'Downhill');
  await figure('Answers: 1 answer');
  assert.equal(await counts(), 'Downhill: 1, Uphill: 0');
  await vote(pages[1], 'Uphill');
  await figure('Answers: 2 answers');
  assert.equal(await counts(), 'Downhill: 1, Uphill: 1');
});

test('a server that dies is told, nothing is cleared, and what is pressed waits', async () => {
  server.child.kill('SIGKILL');
  await until('the loss is told', async () => !(await studio.isThere('Connected')));
  assert.ok(await studio.isThere('Answers: 2 answers'), 'what was counted still stands there');
  await press('close');
  assert.equal((await state('close')).enabled, false, 'pressed once, it is on its way');
});

test('it comes back by itself, and what waited is done once', async () => {
  const port = Number(new URL(server.http).port);
  server = await machine.server(server.data, port);
  await until('connected again', () => studio.isThere('Connected'));
  await until('closed', async () => (await state('reset')).enabled && !(await state('close')).enabled);
  await figure('Answers: 2 answers');
  assert.equal(await counts(), 'Downhill: 1, Uphill: 1');
  assert.equal(await inDatabase(), 2);
});

test('revealed, the pages show the result', async () => {
  assert.equal(await pages[0].getByText('50%').count(), 0, 'nobody sees it before');
  await press('reveal');
  for (const page of pages) await page.getByText('50%').first().waitFor();
  await until('revealed', async () => !(await state('reveal')).enabled);
});

test('reset, it can be asked anew, from nothing', async () => {
  await press('reset');
  await until('idle', async () => !(await state('reset')).enabled);
  await until('no counts', async () => !(await studio.isThere('Answers: 2 answers')));
  await press('take');
  await until('on air', async () => (await state('close')).enabled);
  await vote(pages[1], 'Downhill');
  await figure('Answers: 1 answer');
  assert.equal(await counts(), 'Downhill: 1, Uphill: 0');
});

test('the show ends on the producer’s word', async () => {
  await press('close');
  await until('closed', async () => !(await state('close')).enabled);
  await press('startOrEnd');
  await studio.find('Yes', { kind: 'button' });
  await studio.click('Yes', { kind: 'button' });
  await until('ended', async () => (await state('startOrEnd')).text === 'Go live');
});
