// Installs the npm packages of package-lock.json when they are not there yet or another lock was installed:
// node install.mjs. Quick when there is nothing to do; waits when another build is installing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const stamp = join(here, 'node_modules', '.installed');
const busy = join(here, '.installing');
const wanted = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
const patienceMs = 300_000;

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

// A folder is made by one process only, so it is the lock.
function take() {
    const until = Date.now() + patienceMs;
    for (;;) {
        try {
            mkdirSync(busy);
            return;
        } catch {
            if (Date.now() > until)
                throw new Error(`${busy} has been there for long; remove it if no build is running`);
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
        }
    }
}

if (!installed()) {
    take();
    try {
        if (!installed()) {
            const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
                cwd: here,
                stdio: 'inherit',
            });
            if (run.status !== 0)
                throw new Error('npm ci failed; is the network there, and is Node 18 or newer installed?');
            writeFileSync(stamp, wanted);
        }
    } finally {
        rmdirSync(busy);
    }
}
