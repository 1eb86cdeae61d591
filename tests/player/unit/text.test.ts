// Messages, catalogues and the pseudo-locale.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fill, wordsOf } from '../../../resources/player/text/messages.ts';
import { loadWords, localised } from '../../../resources/player/text/languages.ts';
import { safeLink } from '../../../resources/player/card/link.ts';
import { wholePercents } from '../../../resources/player/answer/choice.ts';
import english from '../../../translations/player/en.json';
import german from '../../../translations/player/de.json';
import { readdirSync, readFileSync } from 'node:fs';

declare const sourceRoot: string;

test('plurals follow the language: Arabic, Polish, Japanese', () => {
    const message = '{n, plural, zero {z#} one {o#} two {t#} few {f#} many {m#} other {x#}}';
    const said = (language: string, counts: number[]) =>
        counts.map(n => fill(message, language, { n })[0]).join('');
    assert.equal(said('ar-u-nu-latn', [0, 1, 2, 3, 11, 100]), 'zotfmx');
    assert.equal(said('pl', [1, 2, 5, 22, 25]), 'ofmfm');
    assert.equal(said('ja', [0, 1, 2]), 'xxx');
});

test('select, exact numbers and nested values are filled', () => {
    assert.equal(fill('{k, select, a {A {n}} other {B}}', 'en', { k: 'a', n: 1200 }), 'A 1,200');
    assert.equal(fill('{n, plural, =0 {none} one {# vote} other {# votes}}', 'en', { n: 0 }), 'none');
    assert.equal(fill('{n, plural, one {# vote} other {# votes}}', 'de', { n: 48211 }), '48.211 votes');
});

test("money, clock and percent are the language's own", () => {
    const de = wordsOf('de', german, english);
    assert.equal(de.money(2490, 'EUR'), '24,90\u00a0€');
    assert.equal(wordsOf('ja', {}, english).money(500, 'JPY'), '￥500');
    assert.equal(de.percent(0.42), '42\u00a0%');
    assert.equal(wordsOf('en', english, english).clock(3877), '1:04:37');
    assert.equal(wordsOf('ar', {}, english).direction, 'rtl');
});

test('every catalogue has the keys and the values of the English one', () => {
    const names = (message: string) =>
        [...new Set(Array.from(message.matchAll(/\{([a-z]\w*)[,}]/g), found => found[1]))].sort();
    assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
    for (const [key, message] of Object.entries(english)) {
        assert.deepEqual(names((german as Record<string, string>)[key]!), names(message), key);
    }
});

test('every key the player says is in the catalogue', () => {
    const source = `${sourceRoot}/resources/player`;
    const folders = ['answer', 'card', 'cards', 'controls', 'stage', 'loader', 'text'];
    const code = folders
        .flatMap(folder =>
            readdirSync(`${source}/${folder}`).map(file =>
                readFileSync(`${source}/${folder}/${file}`, 'utf8'),
            ),
        )
        .join('\n');
    const groups = new Set(Object.keys(english).map(key => key.split('.')[0]));
    const said = Array.from(code.matchAll(/'([a-z]+(?:\.[a-zA-Z]+)+)'/g), found => found[1]!).filter(
        key =>
            groups.has(key.split('.')[0]!) &&
            !/^(poll|overlay)\.(single|multi|rank|slider|text|image)$/.test(key),
    );
    assert.ok(said.length > 40);
    for (const key of said) assert.ok(key in english, key);
});

test('the pseudo-locale replaces every text and keeps its values', async () => {
    const words = await loadWords(['en-XA']);
    for (const [key, message] of Object.entries(english)) {
        if (message === '') continue;
        const said = words.say(key, {
            n: 2,
            seconds: 2,
            now: '0:01',
            whole: '0:02',
            time: '0:01',
            kind: 'K',
            headline: 'H',
            option: 'O',
            percent: 'P',
            most: 2,
        });
        assert.match(said, /^\[.*\]$/s, key);
        const plain = wordsOf('en', english, english).say(key, {
            n: 2,
            seconds: 2,
            now: '0:01',
            whole: '0:02',
            time: '0:01',
            kind: 'K',
            headline: 'H',
            option: 'O',
            percent: 'P',
            most: 2,
        });
        assert.ok(said.length >= plain.length * 1.2, `${key} is not longer`);
    }
});

test('the first wanted language with a catalogue wins, else English', async () => {
    assert.equal((await loadWords(['xx', 'de-CH', 'en'])).language, 'de-CH');
    assert.equal((await loadWords(['de-CH'])).say('control.play'), german['control.play']);
    assert.equal((await loadWords(['xx'])).language, 'en');
});

test("an element speaks the viewer's language and falls back to its own", () => {
    const poll = {
        question: 'Where?',
        options: [
            { id: 4, text: 'Here' },
            { id: 7, text: 'There' },
        ],
        texts: { de: { question: 'Wo?', 'options.7': 'Dort' } },
    };
    const shown = localised(poll, 'de-AT');
    assert.equal(shown.question, 'Wo?');
    assert.deepEqual(
        shown.options.map(option => option.text),
        ['Here', 'Dort'],
    );
    assert.equal(localised(poll, 'fr').question, 'Where?');
});

test('a link leads to https or mail only', () => {
    const rows: [string | undefined, string | null][] = [
        ['https://example.org/a', 'https://example.org/a'],
        ['mailto:a@example.org', 'mailto:a@example.org'],
        ['http://example.org', null],
        ['http://127.0.0.1:8420/x', 'http://127.0.0.1:8420/x'],
        ['javascript:alert(1)', null],
        ['data:text/html,x', null],
        ['file:///etc/passwd', null],
        ['//example.org', null],
        ['', null],
        [undefined, null],
    ];
    for (const [address, expected] of rows) assert.equal(safeLink(address), expected, String(address));
});

test('whole percents add up to 100', () => {
    assert.deepEqual(wholePercents([20110, 14900, 8600, 4601]), [42, 31, 18, 9]);
    assert.deepEqual(wholePercents([1, 1, 1]), [34, 33, 33]);
    assert.deepEqual(wholePercents([0, 0]), [0, 0]);
});

test('the sources parse no markup and keep no cookies', () => {
    const source = `${sourceRoot}/resources/player`;
    for (const folder of [
        'answer',
        'card',
        'cards',
        'controls',
        'film',
        'live',
        'loader',
        'look',
        'model',
        'page',
        'stage',
        'text',
    ]) {
        for (const file of readdirSync(`${source}/${folder}`)) {
            const code = readFileSync(`${source}/${folder}/${file}`, 'utf8');
            const banned = new RegExp(
                [
                    'innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|createContextualFragment',
                    "document\\.cookie|\\beval\\(|new Function|setAttribute\\('style'|style=",
                ].join('|'),
            );
            assert.doesNotMatch(code, banned, `${folder}/${file}`);
            if (file.endsWith('.html'))
                assert.doesNotMatch(code, /<style|<script(?![^>]*\bsrc=)|\son\w+=/, file);
        }
    }
});
