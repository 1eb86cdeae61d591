// A receipt holds only when leaf, path, root and signature fit.
import assert from 'node:assert/strict';
import test from 'node:test';
import { verify, type Proof } from '../../../resources/player/live/proof.ts';
import { receiptOf, someLeaf } from '../support/proof.mjs';
import './web_crypto.ts';

test('each leaf of trees of 1 to 20 leaves is proven', async () => {
    for (let size = 1; size <= 20; ++size)
        for (let index = 0; index < size; ++index)
            assert.equal(
                await verify(receiptOf(someLeaf, index, size) as Proof),
                'holds',
                `${index} of ${size}`,
            );
});

test('any change of the leaf, the path, the root, the place or the signature is found', async () => {
    const good = receiptOf(someLeaf, 5, 11) as Proof;
    const flipped = (hex: string) => (hex[0] === '0' ? '1' : '0') + hex.slice(1);
    const wrong: [string, Proof][] = [
        ['choice', { ...good, leaf: { ...good.leaf, choice: [0] } }],
        ['voter', { ...good, leaf: { ...good.leaf, voter: 'v2' } }],
        ['n', { ...good, leaf: { ...good.leaf, n: 2 } }],
        ['path', { ...good, path: [flipped(good.path[0]!), ...good.path.slice(1)] }],
        ['short path', { ...good, path: good.path.slice(0, -1) }],
        ['long path', { ...good, path: [...good.path, good.root] }],
        ['root', { ...good, root: flipped(good.root) }],
        ['index', { ...good, index: 6 }],
        ['another signature', { ...good, signature: receiptOf(someLeaf, 0, 2).signature }],
        ['no signature', { ...good, signature: '' }],
    ];
    for (const [name, proof] of wrong) assert.equal(await verify(proof), 'wrong', name);
});
