// Fetches an event's description and its package. Objects are named by the SHA-256 of their bytes, so what
// arrives is checked wherever the browser can (subtle crypto exists in secure contexts only).
import type { Clip, Film, PackageRoot, Track } from './package.ts';

export interface EventInfo {
    title: string;
    mode: 'vod' | 'live';
    package: string | null;
    stream?: { hls?: string }; // the live programme's playlist, while there is one
    hls?: string; // the film in several sizes, once they are made
}

// Why loading stopped; each has words of its own in the catalogue ("error.<reason>").
export type LoadReason = 'offline' | 'missing' | 'damaged' | 'server';

export class LoadError extends Error {
    constructor(readonly reason: LoadReason) {
        super(reason);
    }
}

const partsAtOnce = 6; // what a browser opens to one host over HTTP/1.1

async function get(url: string): Promise<Response> {
    let answer: Response;
    try {
        answer = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    } catch {
        throw new LoadError('offline');
    }
    if (answer.status === 404 || answer.status === 410) throw new LoadError('missing');
    if (!answer.ok) throw new LoadError('server');
    return answer;
}

export async function loadEvent(server: string, event: string): Promise<EventInfo> {
    const answer = await get(`${server}/v1/events/${encodeURIComponent(event)}`);
    try {
        return (await answer.json()) as EventInfo;
    } catch {
        throw new LoadError('damaged');
    }
}

async function sha256(bytes: ArrayBuffer): Promise<string | null> {
    if (!globalThis.crypto?.subtle) return null;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

// One object by its hash, parsed as JSON. Throws LoadError 'damaged' when the bytes are not the named ones.
export async function loadObject<T>(server: string, hash: string): Promise<T> {
    const answer = await get(`${server}/o/${hash}`);
    const bytes = await answer.arrayBuffer();
    const actual = await sha256(bytes);
    if (actual !== null && actual !== hash) throw new LoadError('damaged');
    try {
        return JSON.parse(new TextDecoder().decode(bytes)) as T;
    } catch {
        throw new LoadError('damaged');
    }
}

// Runs the jobs a few at a time and keeps their order.
async function eachOf<T, R>(items: T[], width: number, job: (item: T) => Promise<R>): Promise<R[]> {
    const results: R[] = new Array(items.length);
    let next = 0;
    const lane = async () => {
        while (next < items.length) {
            const index = next++;
            results[index] = await job(items[index]!);
        }
    };
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
    return results;
}

export async function loadFilm(server: string, hash: string): Promise<Film> {
    const root = await loadObject<PackageRoot>(server, hash);
    const scene = root.scenes?.[0];
    const listed = (scene?.tracks ?? []).filter(track => !track.hidden);
    const names = [...new Set(listed.flatMap(track => track.parts))];
    const parts = await eachOf(names, partsAtOnce, name => loadObject<{ clips: Clip[] }>(server, name));
    const clipsOf = new Map(names.map((name, index) => [name, parts[index]!.clips]));
    const tracks: Track[] = listed.map(track => ({
        id: track.id,
        name: track.name,
        kind: track.kind,
        hidden: track.hidden,
        clips: track.parts
            .flatMap(part => clipsOf.get(part)!)
            .sort((a, b) => a.start - b.start || a.id - b.id),
    }));
    return { hash, root, tracks };
}
