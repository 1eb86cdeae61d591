// What a viewer brings beside the device: what the embedding site signed (attribute site-token) and the code
// of an invitation (typed, attribute code, or kept from an earlier visit, in this order).
import type { Store } from './storage.ts';
import type { Vouchers } from './vouch.ts';

export class Invitation {
    private m_typed: string | null = null;

    constructor(
        private readonly m_host: HTMLElement,
        private readonly m_store: Store,
        private readonly m_name: string, // under which a code is kept
    ) {}

    vouchers(): Vouchers {
        const named = (name: string) => this.m_host.getAttribute(name) || undefined;
        const code = this.m_typed ?? named('code') ?? this.m_store.read(this.m_name) ?? undefined;
        return { site: named('site-token'), code };
    }

    type(code: string): void {
        this.m_typed = code;
    }

    // The server took it: no need to type it again.
    taken(): void {
        if (this.m_typed) this.m_store.write(this.m_name, this.m_typed);
    }
}
