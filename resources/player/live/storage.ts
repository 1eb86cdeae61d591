// Small texts kept between visits: localStorage where the browser allows it, memory where it does not
// (sandboxed frames, private modes). Never a cookie.

export interface Store {
    read(name: string): string | null;
    write(name: string, value: string): void;
}

export function memoryStore(): Store {
    const values = new Map<string, string>();
    return {
        read: name => values.get(name) ?? null,
        write: (name, value) => {
            values.set(name, value);
        },
    };
}

export function browserStore(): Store {
    const memory = memoryStore();
    let local: Storage | null = null;
    try {
        local = globalThis.localStorage ?? null;
        local?.setItem('icmp.probe', '1');
        local?.removeItem('icmp.probe');
    } catch {
        local = null;
    }
    if (!local) return memory;
    const storage = local;
    return {
        read: name => memory.read(name) ?? storage.getItem(name),
        write(name, value) {
            try {
                storage.setItem(name, value);
            } catch {
                memory.write(name, value); // a full storage must not lose a vote of this visit
            }
        },
    };
}

// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.
export function uuidV7(
    nowMs: number,
    fill: (bytes: Uint8Array) => Uint8Array = b => crypto.getRandomValues(b),
): string {
    const bytes = fill(new Uint8Array(16));
    for (let at = 0, rest = nowMs; at < 6; ++at) {
        bytes[5 - at] = rest % 256;
        rest = Math.floor(rest / 256);
    }
    bytes[6] = 0x70 | (bytes[6]! & 0x0f);
    bytes[8] = 0x80 | (bytes[8]! & 0x3f);
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// This device's id: random, made on the first visit; the server turns it into a pseudonym per event.
export function deviceId(store: Store): string {
    const known = store.read('icmp.device');
    if (known && /^[0-9a-f]{32}$/.test(known)) return known;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const made = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
    store.write('icmp.device', made);
    return made;
}
