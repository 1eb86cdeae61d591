// Taps on emoji on their way: at most four messages a second, each with what gathered of one emoji. Lossy:
// what cannot be sent is forgotten.

const everyMs = 250;
const tapsMost = 50; // in one message

export interface TapsPorts {
    send(iid: string, e: number, n: number): void;
    after(ms: number, job: () => void): void;
}

export class Taps {
    private m_waiting: { iid: string; e: number; n: number }[] = [];
    private m_resting = false;

    constructor(private readonly m_ports: TapsPorts) {}

    add(iid: string, e: number): void {
        const same = this.m_waiting.find(one => one.iid === iid && one.e === e);
        if (same) same.n = Math.min(tapsMost, same.n + 1);
        else this.m_waiting.push({ iid, e, n: 1 });
        if (!this.m_resting) this.flush();
    }

    private flush(): void {
        const next = this.m_waiting.shift();
        this.m_resting = next !== undefined;
        if (!next) return;
        this.m_ports.send(next.iid, next.e, next.n);
        this.m_ports.after(everyMs, () => this.flush());
    }
}
