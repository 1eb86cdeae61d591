// The cards that are on the screen: builds, seats, updates and removes them as the lineup and the deck say.
import type { CardBody, CardHost, CardType, CardView } from '../card/card.ts';
import { CardFrame } from '../card/frame.ts';
import { cardTypeOf } from '../card/registry.ts';
import type { PixelBox } from '../model/visible.ts';
import { h } from '../look/dom.ts';
import { seat, type Seating } from './deck.ts';
import type { Layout } from './layout.ts';
import type { Entry } from './lineup.ts';
import { deepActive } from '../controls/keys.ts';

export interface CardsPorts {
    layout: Layout;
    mode(): 'overlay' | 'side' | 'below';
    hostFor(entry: Entry): CardHost;
    viewOf(entry: Entry): CardView;
    opened(entry: Entry, frame: CardFrame): void;
    noticed(entry: Entry): void;
    settled(): void;
}

// A part outside the slots: on the picture, under it, or a notice.
interface Part {
    node: HTMLElement;
    body: CardBody;
}

export class Cards {
    private m_frames = new Map<string, CardFrame>();
    private m_parts = new Map<string, Part>();
    private m_minimised = new Set<string>();
    private m_pinned: string | null = null;
    private m_entries: Entry[] = [];
    private m_seating: Seating = { overlay: [], below: [], side: [], waiting: [] };

    constructor(private readonly m_ports: CardsPorts) {}

    frames(): CardFrame[] {
        const order = [...this.m_seating.overlay, ...this.m_seating.side, ...this.m_seating.below];
        return order
            .map(iid => this.m_frames.get(iid))
            .filter((frame): frame is CardFrame => frame !== undefined);
    }

    // The element whose card holds the focus; null when none does.
    focused(): string | null {
        const active = deepActive();
        return this.frames().find(frame => active !== null && frame.node.contains(active))?.iid ?? null;
    }

    // The same, but only for viewers who are there by keyboard: a click leaves the focus behind without
    // meaning it.
    inUse(): string | null {
        return deepActive()?.matches(':focus-visible') ? this.focused() : null;
    }

    waiting(): Entry[] {
        return this.entriesOf(this.m_seating.waiting);
    }

    // Everything that has or could have a card now. What is closed stays where it has a result to read, or while
    // it is in use.
    all(): Entry[] {
        const inUse = this.inUse();
        return this.m_entries.filter(entry => {
            const type = cardTypeOf(entry.element.type);
            if (type?.presence === 'award') return this.m_pinned === entry.iid;
            const stays = type?.answerable === true || entry.phase === 'open' || entry.iid === inUse;
            return type?.presence === 'card' && stays;
        });
    }

    isShown(iid: string): boolean {
        return this.m_frames.has(iid);
    }

    minimise(iid: string): void {
        this.m_minimised.add(iid);
        if (this.m_pinned === iid) this.m_pinned = null;
    }

    pin(iid: string): void {
        this.m_minimised.delete(iid);
        this.m_pinned = iid;
    }

    // A new set of elements; entries are in paint order.
    update(entries: Entry[]): void {
        this.m_entries = entries;
        const present = new Set(entries.map(entry => entry.iid));
        for (const iid of this.m_minimised) if (!present.has(iid)) this.m_minimised.delete(iid);
        this.seatAgain();
        this.updateParts();
        this.refresh();
    }

    // The same elements a moment later.
    tick(entries: Entry[]): void {
        this.m_entries = entries;
        this.refresh();
    }

    // The same elements in another room.
    resettle(): void {
        this.seatAgain();
        this.updateParts();
        this.refresh();
    }

    // The same elements with newer views.
    refresh(): void {
        for (const entry of this.m_entries) {
            const shown = this.m_frames.get(entry.iid) ?? this.m_parts.get(entry.iid)?.body;
            shown?.update(this.m_ports.viewOf(entry));
        }
    }

    clear(): void {
        for (const one of [...this.m_frames.values(), ...this.m_parts.values()]) one.node.remove();
        this.m_frames.clear();
        this.m_parts.clear();
    }

    private seatAgain(): void {
        const { layout } = this.m_ports;
        const size = layout.measure();
        const cards = this.all();
        const inUse = this.inUse();
        this.m_seating = seat(
            cards.map(entry => ({
                iid: entry.iid,
                placement: this.placementOf(entry),
                priority: entry.element.priority ?? 5,
                pinned: this.m_pinned === entry.iid,
                minimised: this.m_minimised.has(entry.iid),
                closed: entry.phase === 'closed' && entry.iid !== inUse,
                passed: entry.passed,
            })),
            {
                narrow: size === 'narrow',
                secondOverlay: layout.hasRoomForTwo(),
                side: size === 'wide' && layout.root.hasAttribute('data-column'),
            },
        );
        const { overlay, below, side } = this.m_seating;
        const seated = new Set([...overlay, ...below, ...side]);
        for (const [iid, frame] of this.m_frames) {
            if (seated.has(iid)) continue;
            frame.node.remove();
            this.m_frames.delete(iid);
        }
        this.put(overlay, layout.slots);
        this.put(below, layout.panel);
        this.put(side, layout.side);
        this.placeOverlays();
        this.m_ports.settled();
    }

    private put(iids: string[], home: HTMLElement): void {
        for (const entry of this.entriesOf(iids)) {
            let frame = this.m_frames.get(entry.iid);
            const isNew = frame === undefined;
            frame ??= new CardFrame(
                entry.iid,
                cardTypeOf(entry.element.type)!,
                this.m_ports.viewOf(entry),
                this.m_ports.hostFor(entry),
            );
            this.m_frames.set(entry.iid, frame);
            if (frame.node.parentElement !== home) {
                const active = deepActive();
                const focused = active !== null && frame.node.contains(active) ? active : null;
                for (const name of ['left', 'top', '--card-w', '--card-max'])
                    frame.node.style.removeProperty(name);
                home.append(frame.node);
                focused?.focus();
            }
            if (isNew) this.m_ports.opened(entry, frame);
        }
    }

    private placeOverlays(): void {
        const { layout } = this.m_ports;
        const covered: PixelBox[] = [];
        for (const entry of this.entriesOf(this.m_seating.overlay)) {
            const { node } = this.m_frames.get(entry.iid)!;
            const at = layout.placeCard(node, entry.box, covered[0] ?? null);
            covered.push(at);
        }
        layout.placeBetween(covered);
    }

    private updateParts(): void {
        const { layout } = this.m_ports;
        const homes = { picture: layout.picture, bar: layout.bar, notice: layout.notices } as const;
        const wanted = this.m_entries.flatMap(entry => {
            const type = cardTypeOf(entry.element.type);
            const home = type && homes[type.presence as keyof typeof homes];
            const shown = !entry.passed && entry.phase === 'open' && !this.m_minimised.has(entry.iid);
            return home && shown ? [{ entry, type, home }] : [];
        });
        const ids = new Set(wanted.map(({ entry }) => entry.iid));
        for (const [iid, part] of this.m_parts) {
            if (ids.has(iid)) continue;
            part.node.remove();
            this.m_parts.delete(iid);
        }
        for (const { entry, type, home } of wanted) {
            const { node } = this.m_parts.get(entry.iid) ?? this.buildPart(entry, type);
            if (type.presence === 'picture') {
                layout.placePicture(node, entry.box ?? { x: 0, y: 0, w: 1_000_000, h: 1_000_000 });
                home.append(node); // in paint order
            } else if (node.parentElement !== home) {
                home.append(node);
            }
        }
    }

    private buildPart(entry: Entry, type: CardType): Part {
        const body = type.build(this.m_ports.viewOf(entry).element, this.m_ports.hostFor(entry));
        const looks = { picture: 'pic', bar: `taps k-${type.hue}`, notice: `toast k-${type.hue}` };
        const look = looks[type.presence as keyof typeof looks];
        const part = { node: h('div', { class: look, 'data-iid': entry.iid }, ...body.nodes), body };
        this.m_parts.set(entry.iid, part);
        if (type.presence === 'notice') this.m_ports.noticed(entry);
        return part;
    }

    private placementOf(entry: Entry): 'overlay' | 'side' | 'below' {
        const own = entry.element.placement ?? 'overlay';
        return own === 'overlay' ? this.m_ports.mode() : own;
    }

    private entriesOf(iids: string[]): Entry[] {
        return iids
            .map(iid => this.m_entries.find(entry => entry.iid === iid))
            .filter((entry): entry is Entry => entry !== undefined);
    }
}
