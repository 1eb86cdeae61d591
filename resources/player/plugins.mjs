// What the build makes out of folders: the card registry from cards/, the catalogues from
// translations/player, and style sheets as text. Tests are bundled with the same plugins.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const translations = join(here, '..', '..', 'translations', 'player');

function virtual(name, make) {
    return {
        name,
        setup(build) {
            build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
            build.onLoad({ filter: /.*/, namespace: name }, () => ({
                contents: make(),
                loader: 'js',
                resolveDir: here,
            }));
        },
    };
}

// What nearly every show has comes with the player; the other cards, with their words, are loaded when a show
// has such an element.
const firstCards = new Set(
    ['chapter', 'overlay_image', 'overlay_text', 'poll_single', 'quiz'].map(name => `${name}.ts`),
);
const voterWords = /^voter\./;
const moreWords =
    /^(product|rank|slider|text|prediction|reaction|notice|board|award|receipt|link)\.|^kind\.(product|cta|pickUpTo)$/;

function cardRegistry(wanted) {
    const files = readdirSync(join(here, 'cards'))
        .filter(file => file.endsWith('.ts') && wanted(file))
        .sort();
    const imports = files.map((file, index) => `import card${index} from './cards/${file}';`);
    const names = files.map((_, index) => `card${index}`).join(', ');
    return `${imports.join('\n')}\nexport const cardTypes = [${names}];`;
}

function englishWords(wanted) {
    const english = JSON.parse(readFileSync(join(translations, 'en.json'), 'utf8'));
    const picked = Object.fromEntries(Object.entries(english).filter(([key]) => wanted(key)));
    return `export default ${JSON.stringify(picked)};`;
}

function catalogues() {
    const files = readdirSync(translations)
        .filter(file => file.endsWith('.json') && file !== 'en.json')
        .sort();
    const entries = files.map(file => {
        const path = JSON.stringify(join(translations, file));
        return `${JSON.stringify(basename(file, '.json'))}: () => import(${path})`;
    });
    // The same pseudo-locale twice: once from left to right, once from right to left.
    entries.push(...['en-XA', 'ar-XB'].map(language => `'${language}': () => import('virtual:pseudo')`));
    return `export const catalogues = { ${entries.join(', ')} };`;
}

// The pseudo-locale: accented letters, 40 % longer, in brackets; whatever stays plain is not in a catalogue,
// and whatever does not fit is too tight.
export function pseudo(message) {
    const accents = {
        a: 'á',
        e: 'é',
        i: 'í',
        o: 'ó',
        u: 'ú',
        n: 'ñ',
        c: 'ç',
        y: 'ý',
        A: 'Á',
        E: 'É',
        I: 'Í',
        O: 'Ó',
        U: 'Ú',
        N: 'Ñ',
        C: 'Ç',
    };
    let depth = 0;
    let letters = 0;
    let text = '';
    // Inside braces only the texts of plural branches (every second level) are words.
    for (const sign of message) {
        if (sign === '}') --depth;
        const word = depth % 2 === 0;
        if (word && accents[sign]) text += accents[sign];
        else text += sign;
        if (word && /\p{L}/u.test(sign)) ++letters;
        if (sign === '{') ++depth;
    }
    return message === '' ? '' : `[${text}${'~'.repeat(Math.ceil(letters * 0.4))}]`;
}

function pseudoCatalogue() {
    const english = JSON.parse(readFileSync(join(translations, 'en.json'), 'utf8'));
    const made = Object.fromEntries(Object.entries(english).map(([key, message]) => [key, pseudo(message)]));
    return `export default ${JSON.stringify(made)};`;
}

function styleText(transform) {
    return {
        name: 'style-text',
        setup(build) {
            build.onLoad({ filter: /\.css$/ }, async args => {
                const { code } = await transform(readFileSync(args.path, 'utf8'), {
                    loader: 'css',
                    minify: true,
                });
                return { contents: code.trim(), loader: 'text' };
            });
        },
    };
}

// All plugins; esbuild's own transform minifies the style sheets.
export function plugins(esbuild) {
    return [
        virtual('virtual:cards', () => cardRegistry(file => firstCards.has(file))),
        virtual('virtual:more-cards', () => cardRegistry(file => !firstCards.has(file))),
        virtual('virtual:english', () => englishWords(key => !moreWords.test(key) && !voterWords.test(key))),
        virtual('virtual:more-english', () => englishWords(key => moreWords.test(key))),
        virtual('virtual:voter-english', () => englishWords(key => voterWords.test(key))),
        virtual('virtual:catalogues', catalogues),
        virtual('virtual:pseudo', pseudoCatalogue),
        styleText(esbuild.transform),
    ];
}
