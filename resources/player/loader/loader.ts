// Defines <icmp-player>. Small on purpose: the rest is loaded when the first player stands in a page. Works
// as a module and as a classic script.
declare const coreFiles: string[]; // the core first, then what it is made of

// A classic script of another origin has no address of its own to import from, so it is taken from its element; in
// a module there is no such element and no such need.
const own = (document.currentScript as HTMLScriptElement | null)?.src;
const addressOf = (file: string) => (own ? new URL(file, own).href : file);

type Begin = (host: HTMLElement, shadow: ShadowRoot) => Promise<() => void>;

class IcmpPlayer extends HTMLElement {
    static readonly observedAttributes = ['event', 'server', 'mode', 'src', 'lang'];
    private m_end: (() => void) | null = null;
    private m_run = 0;

    connectedCallback(): void {
        void this.begin();
    }

    disconnectedCallback(): void {
        this.end();
    }

    attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
        if (this.isConnected && before !== now && this.m_run > 0) void this.begin();
    }

    private end(): void {
        this.m_run += 1;
        this.m_end?.();
        this.m_end = null;
    }

    private async begin(): Promise<void> {
        this.end();
        const run = this.m_run;
        const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
        try {
            const [core] = (await Promise.all(coreFiles.map(file => import(addressOf(file))))) as [
                { begin: Begin },
            ];
            if (run !== this.m_run || !this.isConnected) return;
            const end = await core.begin(this, shadow);
            if (run === this.m_run) this.m_end = end;
            else end();
        } catch {
            shadow.textContent =
                this.getAttribute('offline') ??
                'The player could not be loaded. Reload the page to try again.';
        }
    }
}

if (!customElements.get('icmp-player')) customElements.define('icmp-player', IcmpPlayer);
