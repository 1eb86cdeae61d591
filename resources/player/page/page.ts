// What the pages around a player do: the watch page's switch between dark and light, whose choice stays on
// this device, and the code of an invitation.

const themeKey = 'icmp.theme';

function stored(): string | null {
    try {
        return localStorage.getItem(themeKey);
    } catch {
        return null;
    }
}

function apply(theme: string): void {
    document.documentElement.dataset.theme = theme;
    document.getElementById('player')?.setAttribute('theme', theme);
}

const before = stored();
if (before === 'light' || before === 'dark') apply(before);
document.getElementById('theme')?.addEventListener('click', () => {
    const now =
        document.documentElement.dataset.theme ??
        (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    const next = now === 'dark' ? 'light' : 'dark';
    apply(next);
    try {
        localStorage.setItem(themeKey, next);
    } catch {
        return;
    }
});

// An invitation's link ends in #code=…: the code is for the player, and no server's log or next reader of
// the address needs it.
const code = new URLSearchParams(location.hash.slice(1)).get('code');
if (code) {
    document.getElementById('player')?.setAttribute('code', code);
    history.replaceState(null, '', location.pathname + location.search);
}
export {};
