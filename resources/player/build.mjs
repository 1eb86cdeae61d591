// Builds the web player: node build.mjs --out FOLDER
//
// FOLDER/dist gets loader.js (its name is stable), core and lazily loaded chunks (named by their content),
// pages, each also as .gz and .br, and manifest.json; FOLDER/player.qrc lists them under ":/player".
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { here, plugins } from './plugins.mjs';

const out = process.argv[process.argv.indexOf('--out') + 1];
if (!process.argv.includes('--out') || !out) throw new Error('usage: node build.mjs --out FOLDER');
const dist = join(out, 'dist');
const common = {
    bundle: true,
    minify: true,
    mangleProps: /^m_/, // private by the house's rule
    target: ['chrome105', 'firefox110', 'safari16'],
    legalComments: 'inline',
    logLevel: 'warning',
    charset: 'utf8',
    absWorkingDir: here,
    write: true,
    metafile: true,
};

// The outputs of one build as a map from entry name ("core.js") to file name ("core-ABC.js"). What an entry
// imports at once, directly or not, is in `needed`.
const needed = {};
async function bundle(options) {
    const { metafile } = await esbuild.build({
        ...common,
        outdir: dist,
        entryNames: '[name]-[hash]',
        chunkNames: '[name]-[hash]',
        ...options,
    });
    const names = {};
    for (const [file, output] of Object.entries(metafile.outputs)) {
        const made = basename(file);
        const name = output.entryPoint ? made.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, '') : made;
        names[name] = made;
        needed[name] = [...closure(metafile.outputs, file)].map(path => basename(path));
    }
    return names;
}

function closure(outputs, file, found = new Set()) {
    if (!outputs[file] || found.has(file)) return found;
    found.add(file);
    for (const { path, kind } of outputs[file].imports)
        if (kind === 'import-statement') closure(outputs, path, found);
    return found;
}

// Every file beside its compressed forms, with what a server and an embedder need to know of it.
function describe(names) {
    const files = {};
    for (const [name, file] of Object.entries(names).sort()) {
        const bytes = readFileSync(join(dist, file));
        const gzip = gzipSync(bytes, { level: 9 });
        const brotli = brotliCompressSync(bytes, {
            params: {
                [constants.BROTLI_PARAM_QUALITY]: 11,
                [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
            },
        });
        writeFileSync(join(dist, `${file}.gz`), gzip);
        writeFileSync(join(dist, `${file}.br`), brotli);
        files[name] = {
            file,
            sha256: createHash('sha256').update(bytes).digest('hex'),
            integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
            immutable: /-[A-Z0-9]{8}\.\w+$/.test(file),
            bytes: bytes.length,
            gzip: gzip.length,
            brotli: brotli.length,
            needs: (needed[name] ?? []).filter(other => other !== file),
        };
    }
    return files;
}

function page(name, names) {
    const preload = needed['core.js'].map(file => `<link rel="modulepreload" href="/player/${file}">`);
    const html = readFileSync(join(here, 'page', name), 'utf8')
        .replace('%preload%', preload.join('\n'))
        .replace(
            /%([\w.]+)%/g,
            (_, file) =>
                names[file] ??
                (() => {
                    throw new Error(`no ${file} for ${name}`);
                })(),
        );
    writeFileSync(join(dist, name), html);
    return { [name]: name };
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const names = await bundle({
    entryPoints: ['loader/core.ts'],
    format: 'esm',
    splitting: true,
    plugins: plugins(esbuild),
});
Object.assign(
    names,
    await bundle({
        entryPoints: ['page/page.css', 'page/page.ts', 'page/icon.svg'],
        format: 'iife',
        loader: { '.svg': 'copy' },
    }),
);
Object.assign(
    names,
    await bundle({
        entryPoints: ['loader/loader.ts'],
        format: 'iife',
        entryNames: '[name]',
        define: { coreFiles: JSON.stringify(needed['core.js'].map(file => `./${file}`)) },
    }),
);
Object.assign(names, page('watch.html', names), page('embed.html', names));
const files = describe(names);
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify({ format: 1, files }, null, 1)}\n`);
const listed = readdirSync(dist)
    .sort()
    .map(file => `    <file alias="${file}">dist/${file}</file>`);
writeFileSync(
    join(out, 'player.qrc'),
    `<RCC>\n  <qresource prefix="/player">\n${listed.join('\n')}\n  </qresource>\n</RCC>\n`,
);
for (const [name, file] of Object.entries(files))
    console.log(`${name.padEnd(24)} ${String(file.gzip).padStart(7)} B gzip  ${file.file}`);
