// Just enough of RFC 6455 for a test server: masked text frames in, unmasked frames out, no extensions.
import { createHash } from 'node:crypto';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function acceptKey(key) {
    return createHash('sha1')
        .update(key + magic)
        .digest('base64');
}

function frame(opcode, payload) {
    const length = payload.length;
    const head =
        length < 126
            ? Buffer.from([0x80 | opcode, length])
            : length < 65_536
              ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255])
              : Buffer.from([
                    0x80 | opcode,
                    127,
                    0,
                    0,
                    0,
                    0,
                    length >>> 24,
                    (length >> 16) & 255,
                    (length >> 8) & 255,
                    length & 255,
                ]);
    return Buffer.concat([head, payload]);
}

export function textFrame(text) {
    return frame(1, Buffer.from(text));
}

export function closeFrame(code, reason) {
    return frame(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
}

// Bytes in, frames {opcode, text} out.
export class FrameReader {
    constructor() {
        this.rest = Buffer.alloc(0);
    }

    push(bytes) {
        this.rest = Buffer.concat([this.rest, bytes]);
        const frames = [];
        for (let made = this.next(); made; made = this.next()) frames.push(made);
        return frames;
    }

    next() {
        const { rest } = this;
        if (rest.length < 2) return null;
        let length = rest[1] & 127;
        let at = 2;
        if (length === 126) [length, at] = [rest.length >= 4 ? rest.readUInt16BE(2) : Infinity, 4];
        else if (length === 127)
            [length, at] = [rest.length >= 10 ? Number(rest.readBigUInt64BE(2)) : Infinity, 10];
        if (rest.length < at + 4 + length) return null;
        const mask = rest.subarray(at, at + 4);
        const payload = Buffer.from(rest.subarray(at + 4, at + 4 + length), 0);
        const text = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4])).toString();
        this.rest = rest.subarray(at + 4 + length);
        return { opcode: rest[0] & 15, text };
    }
}
