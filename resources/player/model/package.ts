// What a published package holds, as far as a viewer's player reads it. Times are flicks (1/705,600,000 s);
// boxes are millionths of the canvas. The format is the publisher's; the player only reads it.

export const flicksPerSecond = 705_600_000;

export interface Box {
    x: number;
    y: number;
    w: number;
    h: number;
}

export type ResultsPolicy = 'always' | 'after_answer' | 'after_close' | 'producer_only';
export type Placement = 'overlay' | 'side' | 'below';

// The fields every element has; a card reads its own fields from the same flat object.
export interface Element {
    type: string;
    title?: string;
    spoken?: string;
    placement?: Placement;
    trigger?: 'time' | 'live';
    priority?: number;
    late?: 'show' | 'late-style' | 'skip';
    timeshift?: 'replay' | 'separate-tally' | 'refuse';
    results?: ResultsPolicy;
    texts?: Record<string, Record<string, unknown>>;
    [field: string]: unknown;
}

export interface Clip {
    id: number;
    start: number;
    end: number;
    box?: Box;
    z: number;
    element: Element;
}

// One track with its clips, sorted by (start, id).
export interface Track {
    id: number | string;
    name?: string;
    kind: string;
    hidden: boolean;
    clips: Clip[];
}

export interface Asset {
    hash: string;
    type: string;
    bytes: number;
    name: string;
}

export interface Media {
    hash: string;
    type: string;
    bytes: number;
    width: number;
    height: number;
}

export interface PackageRoot {
    format: number;
    title: string;
    language: string;
    languages: string[];
    rate: { numerator: number; denominator: number };
    canvas: { width: number; height: number };
    length: number;
    media: Media | null;
    poster: string | null;
    scenes: {
        id: number | string;
        name?: string;
        tracks: { id: number | string; name?: string; kind: string; hidden: boolean; parts: string[] }[];
    }[];
    assets: Asset[];
}

// A package with the parts of its first scene in place: what the stage plays.
export interface Film {
    hash: string;
    root: PackageRoot;
    tracks: Track[];
}

// The length of one frame in flicks; 0 when the rate is missing.
export function frameLength(root: PackageRoot): number {
    const { numerator, denominator } = root.rate ?? { numerator: 0, denominator: 1 };
    return numerator > 0 ? (flicksPerSecond * denominator) / numerator : 0;
}
