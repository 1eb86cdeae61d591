// Bundles the player's TypeScript tests with the player's own plugins and runs them: node bundle.mjs FOLDER
// FILES…
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = resolve(here, '..', '..', 'resources', 'player');
const require = createRequire(join(source, 'package.json'));
const esbuild = require('esbuild');
const { plugins } = await import(pathToFileURL(join(source, 'plugins.mjs')).href);
const [out, ...files] = process.argv.slice(2);

await esbuild.build({
    entryPoints: files.map(file => resolve(file)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    splitting: true,
    logLevel: 'warning',
    sourcemap: 'inline',
    plugins: plugins(esbuild),
    define: { sourceRoot: JSON.stringify(resolve(here, '..', '..')) },
});
const types = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit', '-p', source], {
    stdio: 'inherit',
});
if (types.status !== 0) process.exit(1);
const made = files.map(file => join(out, file.split('/').pop().replace(/\.ts$/, '.mjs')));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...made], { stdio: 'inherit' });
process.exit(run.status ?? 1);
