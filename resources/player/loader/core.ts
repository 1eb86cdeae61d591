// What the loader fetches: puts a player into the shadow tree of an <icmp-player>.
import look from '../look/player.css';
import tokens from '../look/tokens.css';
import { Player, type PlayerOptions } from '../stage/player.ts';
import { loadWords } from '../text/languages.ts';

// One sheet for all players of a page; constructed sheets need no leave from a content security policy.
let sheet: CSSStyleSheet | null = null;

function playerSheet(): CSSStyleSheet {
    if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(`${tokens}\n${look}`);
    }
    return sheet;
}

function wantedLanguages(host: HTMLElement): string[] {
    const near = host.closest('[lang]')?.getAttribute('lang');
    const own = host.getAttribute('lang');
    return [own, ...navigator.languages, near].filter((language): language is string => Boolean(language));
}

function optionsOf(host: HTMLElement): PlayerOptions {
    const mode = host.getAttribute('mode');
    return {
        event: host.getAttribute('event') ?? '',
        server: new URL(host.getAttribute('server') || import.meta.url, location.href).origin,
        mode: mode === 'side' || mode === 'below' ? mode : 'overlay',
        source: host.getAttribute('src'),
        singleKeys: host.getAttribute('keys') !== 'off',
    };
}

// Starts a player; the returned function ends it.
export async function begin(host: HTMLElement, shadow: ShadowRoot): Promise<() => void> {
    const words = await loadWords(wantedLanguages(host));
    shadow.adoptedStyleSheets = [playerSheet()];
    const player = new Player(host, words, optionsOf(host));
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const paint = () => {
        const asked = host.getAttribute('theme');
        player.layout.root.dataset.theme =
            asked === 'light' || asked === 'dark' ? asked : dark.matches ? 'dark' : 'light';
    };
    paint();
    dark.addEventListener('change', paint);
    const watch = new MutationObserver(changes => {
        paint();
        if (changes.some(change => change.attributeName !== 'theme')) player.renew();
    });
    watch.observe(host, { attributes: true, attributeFilter: ['theme', 'site-token', 'code'] });
    shadow.replaceChildren(player.layout.root);
    void player.start();
    return () => {
        player.stop();
        watch.disconnect();
        dark.removeEventListener('change', paint);
        shadow.replaceChildren();
    };
}
