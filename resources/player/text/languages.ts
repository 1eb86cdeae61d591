// Which catalogue a viewer gets. English comes with the player, the others are chunks of their own; the map
// of them is made by the build from translations/player.
import english from 'virtual:english';
import { catalogues } from 'virtual:catalogues';
import { baseOf, wordsOf, type Words } from './messages.ts';

// The words of cards that came later.
export function learnEnglish(more: Record<string, string>): void {
    Object.assign(english, more);
}

export function englishWords(): Words {
    return wordsOf('en', english, english);
}

// The words of the first wanted language that has a catalogue. Formats follow the viewer's own region
// ("de-CH").
export async function loadWords(wanted: readonly string[]): Promise<Words> {
    for (const language of wanted) {
        if (baseOf(language) === 'en' && language !== 'en-XA') return wordsOf(language, english, english);
        const load = catalogues[language] ?? catalogues[baseOf(language)];
        if (!load) continue;
        try {
            return wordsOf(language, (await load()).default, english);
        } catch {
            continue;
        }
    }
    return englishWords();
}

// The texts of an element in the viewer's language: viewer, then its base language, then the event's own
// fields.
export function localised<T extends { texts?: Record<string, Record<string, unknown>> }>(
    element: T,
    language: string,
): T {
    const texts = element.texts?.[language] ?? element.texts?.[baseOf(language)];
    if (!texts) return element;
    const merged: Record<string, unknown> = { ...element };
    for (const [field, text] of Object.entries(texts)) {
        if (text !== '' && !field.startsWith(optionPrefix)) merged[field] = text;
    }
    if (Array.isArray(merged.options)) {
        merged.options = merged.options.map((option: { id: number; text: string }) => ({
            ...option,
            text: texts[optionPrefix + option.id] || option.text,
        }));
    }
    return merged as T;
}

// An option's text is the field "options.<id>".
const optionPrefix = 'options.';
