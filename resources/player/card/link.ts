// Which addresses a card may lead to.

// The address when it is https or mailto (http only for this very machine); null otherwise, so that no
// package can carry a script or a file address.
export function safeLink(address: string | undefined): string | null {
    if (!address) return null;
    try {
        const url = new URL(address);
        if (url.protocol === 'https:' || url.protocol === 'mailto:') return url.href;
        const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
        return url.protocol === 'http:' && local ? url.href : null;
    } catch {
        return null;
    }
}
