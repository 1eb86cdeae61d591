// A counted answer's receipt: fetched once when it is quiet, kept on this device, and shown when the viewer
// asks.
import { h, icon, setText } from '../look/dom.ts';
import { icons } from '../look/icons.ts';
import type { Store } from '../live/storage.ts';
import type { Words } from '../text/messages.ts';
import { verify, type Proof, type Verdict } from '../live/proof.ts';

export interface ReceiptPorts {
    server: string;
    event: string;
    store: Store;
    words: Words;
    token(): string | null;
}

const quietLeastMs = 5_000; // a hundred thousand viewers must not ask in the same second
const quietMostMs = 60_000;

export class Receipts {
    private m_asked = new Map<string, Promise<Proof | null>>();

    constructor(private readonly m_ports: ReceiptPorts) {}

    // Makes sure that the proof will be there, without hurry.
    keep(receipt: string): void {
        if (this.m_asked.has(receipt) || this.stored(receipt)) return;
        const wait = quietLeastMs + Math.random() * (quietMostMs - quietLeastMs);
        setTimeout(() => void this.proof(receipt), wait);
    }

    // Builds the part of a card that shows a receipt; a second press takes it away.
    show(receipt: string, place: HTMLElement): void {
        const before = place.querySelector('.receipt');
        if (before) return before.remove();
        const { words } = this.m_ports;
        const line = h('p', { class: 'said' }, words.say('receipt.asking'));
        const detail = h('p', { class: 't2' });
        const node = h('div', { class: 'receipt', role: 'group', 'aria-label': words.say('receipt.name') });
        node.append(icon(icons.receipt), h('div', {}, line, detail));
        place.append(node);
        void this.fill(receipt, line, detail);
    }

    private async fill(receipt: string, line: HTMLElement, detail: HTMLElement): Promise<void> {
        const { words } = this.m_ports;
        const proof = await this.proof(receipt);
        if (!proof) return setText(line, words.say('receipt.notYet'));
        const verdict = await verify(proof);
        setText(line, words.say(verdict === 'wrong' ? 'receipt.wrong' : 'receipt.onRecord'));
        line.className = verdict === 'wrong' ? 'said no' : 'said ok';
        setText(
            detail,
            `${words.say(verdictKeys[verdict])} ${words.say('receipt.number', { number: receipt })}`,
        );
    }

    private proof(receipt: string): Promise<Proof | null> {
        const known = this.m_asked.get(receipt);
        if (known) return known;
        const asked = this.fetch(receipt);
        this.m_asked.set(receipt, asked);
        void asked.then(proof => proof ?? this.m_asked.delete(receipt));
        return asked;
    }

    private async fetch(receipt: string): Promise<Proof | null> {
        const stored = this.stored(receipt);
        if (stored) return stored;
        const { server, event, store, token } = this.m_ports;
        try {
            const url = `${server}/v1/events/${encodeURIComponent(event)}/receipts/${encodeURIComponent(receipt)}`;
            const answer = await fetch(url, {
                credentials: 'omit',
                headers: { Authorization: `Bearer ${token() ?? ''}` },
            });
            if (!answer.ok) return null;
            const proof = (await answer.json()) as Proof;
            store.write(this.name(receipt), JSON.stringify(proof));
            return proof;
        } catch {
            return null;
        }
    }

    private stored(receipt: string): Proof | null {
        try {
            return JSON.parse(this.m_ports.store.read(this.name(receipt)) ?? 'null') as Proof | null;
        } catch {
            return null;
        }
    }

    private name(receipt: string): string {
        return `icmp.receipt.${this.m_ports.event}.${receipt}`;
    }
}

const verdictKeys: Record<Verdict, string> = {
    holds: 'receipt.holds',
    wrong: 'receipt.wrongDetail',
    unknown: 'receipt.cannotCheck',
};
