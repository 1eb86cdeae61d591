// The viewer's own answers on their way. A vote gets its key and is stored before it is first sent; every
// retry carries the same key, so that a time-out never counts twice and a lost line never loses an answer.
import type { Ack, AckState, VoteMessage } from './messages.ts';
import type { Store } from './storage.ts';

export type VoteStage = 'sending' | 'kept' | AckState;

export interface Vote {
    iid: string;
    rev?: number;
    round: number;
    ch: number[];
    key: string;
    pt?: number;
    n: number;
    tx?: string;
    stake?: number;
    stage: VoteStage;
    madeAt: number; // monotonic ms of this visit; decides when "Sending" is shown
    receipt?: string;
}

export interface BallotPorts {
    store: Store;
    newKey(): string;
    monotonicMs(): number;
    // Sends over the line; false when there is none.
    send(vote: VoteMessage): boolean;
    after(ms: number, job: () => void): () => void;
    changed(iid: string): void;
    random(): number;
}

const ackPatienceMs = 2_000;
const retryCeilingMs = 15_000;
const votesKept = 200; // a long show; older settled answers come back with the snapshot

export class Ballots {
    private m_votes = new Map<string, Vote>();
    private m_timers = new Map<string, () => void>();
    private m_tries = new Map<string, number>();

    constructor(
        private readonly m_event: string,
        private readonly m_ports: BallotPorts,
    ) {
        for (const vote of this.stored()) this.m_votes.set(vote.iid, vote);
    }

    // The newest answer to an element in this round; undefined when there is none.
    of(iid: string, round: number): Vote | undefined {
        const vote = this.m_votes.get(iid);
        return vote && vote.round === round ? vote : undefined;
    }

    cast(answer: Omit<Vote, 'n' | 'key' | 'stage' | 'madeAt' | 'receipt'> & { n?: number }): Vote {
        const before = this.of(answer.iid, answer.round);
        const vote: Vote = {
            ...answer,
            n: Math.max(answer.n ?? 1, before ? before.n + 1 : 1),
            key: this.m_ports.newKey(),
            stage: 'sending',
            madeAt: this.m_ports.monotonicMs(),
        };
        this.m_votes.set(vote.iid, vote);
        this.m_tries.set(vote.key, 0);
        this.save();
        this.attempt(vote.key);
        return vote;
    }

    // The question was taken back: as if it had never been asked.
    forget(iid: string): void {
        const vote = this.m_votes.get(iid);
        if (!vote) return;
        this.stop(vote.key);
        this.m_votes.delete(iid);
        this.save();
        this.m_ports.changed(iid);
    }

    // The line is up (again): everything unsettled is sent once more with its own key.
    online(): void {
        for (const vote of this.pending()) {
            this.m_tries.set(vote.key, 0);
            this.attempt(vote.key);
        }
    }

    acknowledge(ack: Ack): void {
        const vote = [...this.m_votes.values()].find(v => v.key === ack.key);
        if (!vote) return;
        this.stop(vote.key);
        vote.receipt = ack.rc ?? vote.receipt;
        if (ack.n !== undefined) vote.n = Math.max(vote.n, ack.n);
        // Whatever the reason, a temporary one is tried again with the same key.
        vote.stage = ack.temporary ? 'rate' : ack.st;
        if (vote.stage === 'rate') this.retryLater(vote);
        this.save();
        this.m_ports.changed(vote.iid);
    }

    pending(): Vote[] {
        return [...this.m_votes.values()].filter(vote => isPending(vote));
    }

    stop(key?: string): void {
        for (const [name, cancel] of this.m_timers) {
            if (key !== undefined && name !== key) continue;
            cancel();
            this.m_timers.delete(name);
        }
    }

    private attempt(key: string): void {
        const vote = this.pending().find(v => v.key === key);
        if (!vote) return;
        this.stop(key);
        const { iid, rev, ch, pt, n, tx, stake } = vote;
        const sent = this.m_ports.send({
            iid,
            ...(rev === undefined ? {} : { rev }),
            ch,
            key,
            ...(pt === undefined ? {} : { pt }),
            n,
            ...(tx === undefined ? {} : { tx }),
            ...(stake === undefined ? {} : { stake }),
        });
        vote.stage = sent ? 'sending' : 'kept';
        this.m_ports.changed(iid);
        if (sent) this.retryLater(vote);
    }

    private retryLater(vote: Vote): void {
        const tries = this.m_tries.get(vote.key) ?? 0;
        this.m_tries.set(vote.key, tries + 1);
        const patience =
            Math.min(retryCeilingMs, ackPatienceMs * 2 ** tries) * (1 + 0.2 * this.m_ports.random());
        this.stop(vote.key);
        this.m_timers.set(
            vote.key,
            this.m_ports.after(patience, () => this.attempt(vote.key)),
        );
    }

    private stored(): Vote[] {
        try {
            const list: unknown = JSON.parse(this.m_ports.store.read(this.name()) ?? '[]');
            if (!Array.isArray(list)) return [];
            return list
                .filter(vote => typeof vote?.key === 'string' && Array.isArray(vote.ch))
                .map(vote => ({ ...vote, madeAt: 0, stage: isPending(vote) ? 'kept' : vote.stage }));
        } catch {
            return [];
        }
    }

    private save(): void {
        this.m_ports.store.write(this.name(), JSON.stringify([...this.m_votes.values()].slice(-votesKept)));
    }

    private name(): string {
        return `icmp.votes.${this.m_event}`;
    }
}

function isPending(vote: Vote): boolean {
    return vote.stage === 'sending' || vote.stage === 'kept' || vote.stage === 'rate';
}
