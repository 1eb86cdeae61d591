// The studio itself, in its window, is killed with SIGKILL at random instants while edits reach it, and opened
// again as a person would, without naming a file: what it had acknowledged as durable is there once, and at most
// the last moment of what it had only applied is gone. Undo and redo reach across the kills.
//
// ICMP_KILLS sets how often (12 in the ordinary check; 100 is what is promised), ICMP_KEEP_WITHIN_MS how old an
// edit may be at most that is not on the disk (1,000 here, because the machine that checks may be busy with other
// work; 250 is what is promised), ICMP_SEED the instants and the edits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHash } from 'node:crypto';
import { Machine, sleep, until } from './machine.mjs';

const kills = Number(process.env.ICMP_KILLS ?? 12);
const keepWithin = Number(process.env.ICMP_KEEP_WITHIN_MS ?? 1000);
const seed = Number(process.env.ICMP_SEED ?? Date.now() % 2 ** 31);
const machine = new Machine();

before(() => machine.display());
after(() => machine.stop());

// mulberry32: the same instants and edits for the same seed.
function dice(state) {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

// Edits until it is killed; what it told by then: {seq, hash, durable, at}.
async function editAndKill(studio, random, round) {
  const told = [];
  const end = Date.now() + 60 + random(900);
  let sent = 0;
  while (Date.now() < end) {
    ++sent;
    const wait = random(2) ? 'durable' : 'applied';
    const edit = random(3)
      ? { kind: 'project.rename', name: `Round ${round}, edit ${sent}` }
      : { kind: 'marker.add', marker: { id: 100_000 + round * 1000 + sent, start: sent * 28_224_000,
        end: sent * 28_224_000, label: `${round}.${sent}`, category: 'note', colour: 'chapter' } };
    const at = Date.now();
    const answer = random(8) ? studio.call('op.apply', { edit, wait }) : studio.call('undo');
    answer.then((result) => told.push({ ...result, at }), (error) => told.push({ error }));
    await sleep(5 + random(20));
  }
  studio.child.kill('SIGKILL');
  const killedAt = Date.now();
  await until('its end', () => studio.child.signalCode === 'SIGKILL');
  const refused = told.find((one) => one.error);
  assert.equal(refused, undefined, String(refused?.error));
  return { told, killedAt };
}

test(`nothing acknowledged is lost in ${kills} kills`, async (t) => {
  const random = dice(seed);
  t.diagnostic(`seed ${seed}`);
  let acknowledged = 0;
  let oldestLost = 0;
  let studio = await machine.studio();
  for (let round = 0; round < kills; ++round) {
    const { told, killedAt } = await editAndKill(studio, random, round);
    studio = await machine.studio();
    const now = await studio.call('doc.hash');
    assert.equal(now.durableSeq, now.seq);
    for (const one of told) {
      const where = `seed ${seed}, round ${round}, edit ${one.seq}`;
      if (one.durable) assert.ok(one.seq <= now.seq, `${where} was durable, the file ends at ${now.seq}`);
      if (one.seq > now.seq) oldestLost = Math.max(oldestLost, killedAt - one.at);
      acknowledged += one.durable ? 1 : 0;
    }
    assert.ok(oldestLost <= keepWithin, `seed ${seed}, round ${round}: an edit of ${oldestLost} ms ago is lost`);
    // The value after the last edit that was told and kept, and the one it opened with.
    const last = told.filter((one) => one.seq <= now.seq).at(-1);
    if (last) assert.equal(hashOf(await studio.call('doc.json', { at: last.seq })), last.hash, `seed ${seed}, round ${round}`);
    assert.equal(hashOf(await studio.call('doc.json')), now.hash);
    const back = await studio.call('undo', { count: 1_000_000 });
    const again = await studio.call('redo', { count: back.done });
    assert.equal(again.done, back.done);
    assert.equal(again.hash, now.hash, `seed ${seed}, round ${round}: undo and redo`);
    await until('the rest on the disk', async () => {
      const at = await studio.call('doc.hash');
      return at.durableSeq === at.seq;
    });
  }
  assert.ok(acknowledged > kills, `${acknowledged} edits were acknowledged`);
  t.diagnostic(`${kills} kills, ${acknowledged} edits acknowledged as durable, oldest edit lost ${oldestLost} ms`);
});
