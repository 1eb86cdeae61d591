// The watch page's own switch between dark and light; the choice stays on this device.

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
export {};
