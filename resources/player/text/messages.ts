// The player's words. A catalogue maps keys to messages in a subset of ICU: {name}, {n, number}, {n, plural,
// =0 {…} one {…} other {# …}} and {kind, select, a {…} other {…}}. Quotes are ordinary characters.

export type Values = Record<string, string | number>;
export type Catalogue = Record<string, string>;

export interface Words {
    language: string;
    direction: 'ltr' | 'rtl';
    // The message of a key, filled in; a missing key falls back to English, then to the fallback, then to the
    // key.
    say(key: string, values?: Values, fallback?: string): string;
    number(value: number): string;
    // One digit after the point.
    decimal(value: number): string;
    // Two digits after the point.
    rate(value: number): string;
    compact(value: number): string;
    percent(share: number): string;
    money(minor: number, currency: string): string;
    clock(seconds: number): string;
}

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'yi', 'dv', 'ps']);

export function baseOf(language: string): string {
    return language.split('-')[0]!.toLowerCase();
}

// The end of the block that opens at `from` (a "{"), as the index of its "}". Throws when there is none.
function blockEnd(message: string, from: number): number {
    let depth = 0;
    for (let at = from; at < message.length; ++at) {
        if (message[at] === '{') ++depth;
        if (message[at] === '}' && --depth === 0) return at;
    }
    throw new Error(`unbalanced message: ${message}`);
}

// The branches of a plural or select: "one {…} other {…}" as a map.
function branches(text: string): Map<string, string> {
    const found = new Map<string, string>();
    let at = 0;
    while (at < text.length) {
        const open = text.indexOf('{', at);
        if (open < 0) break;
        const end = blockEnd(text, open);
        found.set(text.slice(at, open).trim(), text.slice(open + 1, end));
        at = end + 1;
    }
    return found;
}

function block(content: string, language: string, values: Values): string {
    const parts = content.split(',');
    const name = parts[0]!.trim();
    const kind = parts[1]?.trim();
    const value = values[name];
    if (kind === undefined)
        return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : (value ?? '');
    if (kind === 'number') return new Intl.NumberFormat(language).format(Number(value));
    const options = branches(parts.slice(2).join(','));
    if (kind === 'select')
        return fill(options.get(String(value)) ?? options.get('other') ?? '', language, values);
    const count = Number(value);
    const rule = new Intl.PluralRules(language).select(count);
    const chosen = options.get(`=${count}`) ?? options.get(rule) ?? options.get('other') ?? '';
    return fill(chosen, language, values).replaceAll('#', new Intl.NumberFormat(language).format(count));
}

export function fill(message: string, language: string, values: Values): string {
    let text = '';
    for (let at = 0; at < message.length;) {
        const open = message.indexOf('{', at);
        if (open < 0) return text + message.slice(at);
        const end = blockEnd(message, open);
        text += message.slice(at, open) + block(message.slice(open + 1, end), language, values);
        at = end + 1;
    }
    return text;
}

export function wordsOf(language: string, catalogue: Catalogue, english: Catalogue): Words {
    const format = language === 'en-XA' ? 'en' : language;
    const number = new Intl.NumberFormat(format);
    const percent = new Intl.NumberFormat(format, { style: 'percent', maximumFractionDigits: 0 });
    const decimal = new Intl.NumberFormat(format, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const rate = new Intl.NumberFormat(format, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const compact = new Intl.NumberFormat(format, { notation: 'compact', maximumFractionDigits: 1 });
    const twoDigits = new Intl.NumberFormat(format, { minimumIntegerDigits: 2, useGrouping: false });
    return {
        language,
        direction: rightToLeft.has(baseOf(language)) ? 'rtl' : 'ltr',
        say: (key, values = {}, fallback = key) =>
            fill(catalogue[key] ?? english[key] ?? fallback, format, values),
        number: value => number.format(value),
        decimal: value => decimal.format(value),
        rate: value => rate.format(value),
        compact: value => compact.format(value),
        percent: share => percent.format(share),
        money(minor, currency) {
            const style = new Intl.NumberFormat(format, { style: 'currency', currency });
            return style.format(minor / 10 ** (style.resolvedOptions().maximumFractionDigits ?? 2));
        },
        clock(seconds) {
            const whole = Math.max(0, Math.floor(seconds));
            const hours = Math.floor(whole / 3600);
            const minutes = Math.floor((whole % 3600) / 60);
            const head =
                hours > 0 ? `${number.format(hours)}:${twoDigits.format(minutes)}` : number.format(minutes);
            return `${head}:${twoDigits.format(whole % 60)}`;
        },
    };
}
