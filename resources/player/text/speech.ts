// The one polite live region of a player. Important lines are said at once; tallies at most every ten
// seconds, the newest one wins.

const tallyGapMs = 10_000;
const clearAfterMs = 8_000;

export class Speech {
    readonly region: HTMLElement;
    private m_lastTally = -Infinity;
    private m_waiting: ReturnType<typeof setTimeout> | undefined;
    private m_clear: ReturnType<typeof setTimeout> | undefined;
    private m_spoken = 0;

    constructor(document: Document) {
        this.region = document.createElement('div');
        this.region.className = 'sr';
        this.region.setAttribute('role', 'status');
        this.region.setAttribute('aria-live', 'polite');
    }

    say(line: string): void {
        // A line that is already there would not be announced again; a new node is.
        const node = this.region.ownerDocument.createElement('p');
        node.textContent = line;
        if (performance.now() - this.m_spoken > 1000) this.region.replaceChildren();
        this.m_spoken = performance.now();
        this.region.append(node);
        clearTimeout(this.m_clear);
        this.m_clear = setTimeout(() => this.region.replaceChildren(), clearAfterMs);
    }

    tally(line: string): void {
        clearTimeout(this.m_waiting);
        const wait = this.m_lastTally + tallyGapMs - performance.now();
        if (wait > 0) {
            this.m_waiting = setTimeout(() => this.tally(line), wait);
            return;
        }
        this.m_lastTally = performance.now();
        this.say(line);
    }
}
