// The publish window in the way of a person: a problem that leads to its field, a server that is down and comes
// back, and what is published then.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Machine, stepwise, until } from './machine.mjs';

const machine = new Machine();
let server, studio, poll;

const test = stepwise(() => studio?.screenshot('broken'));

before(async () => {
  ({ server, studio } = await machine.desk());
});

after(() => machine.stop());

const element = async () => (await studio.clips()).find((one) => one.id === poll).element;

test('a problem that is clicked leads to the field that is to be filled', async () => {
  const before = (await studio.clips()).map((one) => one.id);
  await studio.key('ctrl+t', 'ctrl+t', 'Home', '1');
  poll = (await until('a poll', async () => (await studio.clips()).find((one) => !before.includes(one.id)))).id;
  await studio.apply({ kind: 'clip.set', clip: poll, field: 'question', value: '' });
  await studio.apply({ kind: 'clip.set', clip: poll, field: 'options',
    value: [{ id: 1, text: 'By boat' }, { id: 2, text: 'On foot' }] });
  await studio.apply({ kind: 'clip.set', clip: poll, field: 'title', value: 'The ford' });
  await studio.key('ctrl+shift+a', 'End');
  await studio.key('ctrl+shift+p');
  const publish = await studio.find('publish', { kind: 'button' });
  assert.equal(publish.enabled, false, 'an error stands in the way');
  await studio.click('The ford', { within: 'Problems' });
  await until('the window out of the way', async () => !(await studio.isThere('publish', { kind: 'button' })));
  await studio.type('How do we cross it');
  await studio.key('Tab');
  await until('the question, typed where the problem led', async () =>
    (await element()).question === 'How do we cross it');
});

test('a server that is down is told, and afterwards publishing goes on', async () => {
  const port = Number(new URL(server.http).port);
  server.child.kill('SIGKILL');
  await studio.key('ctrl+shift+p');
  await studio.click('publish', { kind: 'button' });
  await until('that it tries again', () => studio.isThere(`The server at 127.0.0.1:${port} does not answer. Check the `
    + 'address and your connection. Trying again …'));
  server = await machine.server(server.data, port);
  const address = await until('the address', async () => {
    const found = await studio.call('view.locate', { name: 'Address to watch', kind: 'edit' });
    return found.text.includes('/watch/') && found.text;
  });
  const info = await (await fetch(`${server.http}/v1/events/${address.split('/').pop()}`)).json();
  assert.match(info.package, /^[0-9a-f]{64}$/);
});
