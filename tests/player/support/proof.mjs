// Receipts as the server makes them: a small Merkle tree (RFC 6962) over vote leaves, its root signed by Ed25519.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafHash = bytes => sha256(Buffer.from([0]), bytes);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

export const leafBytes = leaf =>
    Buffer.from(
        [
            leaf.event,
            leaf.element,
            leaf.round,
            leaf.voter,
            leaf.choice.join(','),
            leaf.n,
            leaf.seq,
            leaf.salt,
        ].join('\n'),
    );

// The largest power of two below n.
const split = n => 2 ** Math.floor(Math.log2(n - 1));

function rootOf(hashes) {
    if (hashes.length === 1) return hashes[0];
    const k = split(hashes.length);
    return nodeHash(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}

function pathOf(index, hashes) {
    if (hashes.length === 1) return [];
    const k = split(hashes.length);
    return index < k
        ? [...pathOf(index, hashes.slice(0, k)), rootOf(hashes.slice(k))]
        : [...pathOf(index - k, hashes.slice(k)), rootOf(hashes.slice(0, k))];
}

const keys = generateKeyPairSync('ed25519');
const key = keys.publicKey.export({ format: 'jwk' }).x;

// The receipt of one leaf among others.
export function receiptOf(leaf, index, size) {
    const others = Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`other ${at}`)));
    const hashes = others.map((hash, at) => (at === index ? leafHash(leafBytes(leaf)) : hash));
    const root = rootOf(hashes);
    return {
        leaf,
        index,
        size,
        path: pathOf(index, hashes).map(hash => hash.toString('hex')),
        root: root.toString('hex'),
        signature: sign(null, root, keys.privateKey).toString('base64url'),
        key,
    };
}

export const someLeaf = {
    event: 'ev_test',
    element: '7',
    round: 1,
    voter: 'v1',
    choice: [1],
    n: 1,
    seq: 12,
    salt: 'c2FsdA',
};
