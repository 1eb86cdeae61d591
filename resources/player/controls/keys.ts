// The keyboard: F6 goes to the cards and on from one to the next, Esc minimises and gives the focus back;
// single keys act only while the focus is in the player.

export interface KeyTargets {
    root: HTMLElement;
    // Cards in the order of F6.
    cards(): { node: HTMLElement; focus(): void; minimise(): void }[];
    closeMenu(): boolean;
    single: Record<string, () => void>;
    singleKeysOn(): boolean;
}

export class Keys {
    private m_before: HTMLElement | null = null;

    constructor(private readonly m_targets: KeyTargets) {
        document.addEventListener('keydown', this.onDocument);
        m_targets.root.addEventListener('keydown', this.onPlayer);
    }

    stop(): void {
        document.removeEventListener('keydown', this.onDocument);
        this.m_targets.root.removeEventListener('keydown', this.onPlayer);
    }

    // Gives the focus back to where it was before F6, or to the given node.
    giveBack(otherwise: HTMLElement): void {
        const before = this.m_before;
        this.m_before = null;
        (before?.isConnected ? before : otherwise).focus();
    }

    private readonly onDocument = (event: KeyboardEvent) => {
        if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
        const cards = this.m_targets.cards();
        if (cards.length === 0) return;
        event.preventDefault();
        const active = deepActive();
        const at = cards.findIndex(card => active !== null && card.node.contains(active));
        if (at < 0) this.m_before = active;
        cards[(at + (event.shiftKey ? cards.length - 1 : 1)) % cards.length]!.focus();
    };

    private readonly onPlayer = (event: KeyboardEvent) => {
        const target = event.composedPath()[0];
        if (event.key === 'Escape') {
            const card = this.m_targets
                .cards()
                .find(one => target instanceof Node && one.node.contains(target));
            if (card) card.minimise();
            else if (!this.m_targets.closeMenu()) return;
            event.preventDefault();
            event.stopPropagation();
            return;
        }
        if (event.ctrlKey || event.altKey || event.metaKey || !this.m_targets.singleKeysOn()) return;
        if (target instanceof Element && target.matches('input:not([type=range]), textarea')) return;
        const action = this.m_targets.single[event.key.toLowerCase()];
        if (!action) return;
        event.preventDefault();
        action();
    };
}

// The focused element, through open shadow trees.
export function deepActive(): HTMLElement | null {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active instanceof HTMLElement && active !== document.body ? active : null;
}
