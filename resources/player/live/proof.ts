// Whether a receipt proves that its vote is in the signed batch: the leaf's hash, the path to the root (RFC
// 6962: leaves are prefixed 0x00, nodes 0x01), and the server's signature of the root. Done by the browser
// itself, so that nobody has to believe the server.

export interface Leaf {
    event: string;
    element: string;
    round: number;
    voter: string;
    choice: number[];
    n: number;
    seq: number;
    salt: string;
}

export interface Proof {
    leaf: Leaf;
    index: number;
    size: number;
    path: string[]; // hex, from the leaf upwards
    root: string; // hex
    signature: string; // base64url
    key: string; // base64url, 32 bytes
}

// holds: everything checked; wrong: something does not fit; unknown: this browser cannot check it.
export type Verdict = 'holds' | 'wrong' | 'unknown';

export async function verify(proof: Proof): Promise<Verdict> {
    const subtle = globalThis.crypto?.subtle;
    if (!subtle) return 'unknown';
    try {
        const root = await rootOf(proof);
        if (hex(root) !== proof.root.toLowerCase()) return 'wrong';
        const key = await subtle.importKey('raw', bytes64(proof.key), 'Ed25519', false, ['verify']);
        return (await subtle.verify('Ed25519', key, bytes64(proof.signature), root)) ? 'holds' : 'wrong';
    } catch (problem) {
        return problem instanceof DOMException && problem.name === 'NotSupportedError' ? 'unknown' : 'wrong';
    }
}

// The bytes of a leaf: its fields as text, one a line.
export function leafBytes(leaf: Leaf): Uint8Array<ArrayBuffer> {
    const fields = [
        leaf.event,
        leaf.element,
        leaf.round,
        leaf.voter,
        leaf.choice.join(','),
        leaf.n,
        leaf.seq,
        leaf.salt,
    ];
    return new TextEncoder().encode(fields.join('\n'));
}

// RFC 9162, 2.1.3.2: the root that a leaf and its path lead to.
export async function rootOf(proof: Proof): Promise<Uint8Array<ArrayBuffer>> {
    let hash = await sha256(0, leafBytes(proof.leaf));
    let at = proof.index;
    let last = proof.size - 1;
    for (const step of proof.path) {
        if (last === 0) throw new Error('the path is too long');
        const other = bytes16(step);
        if (at % 2 === 1 || at === last) {
            hash = await sha256(1, other, hash);
            while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
        } else {
            hash = await sha256(1, hash, other);
        }
        [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    }
    if (last !== 0) throw new Error('the path is too short');
    return hash;
}

async function sha256(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
    const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
    whole[0] = prefix;
    let at = 1;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

function hex(bytes: Uint8Array): string {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

function bytes16(text: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
}

function bytes64(text: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
}
