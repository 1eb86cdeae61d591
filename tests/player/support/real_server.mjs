// The real icmp-server with its sample show, as a process of its own on a folder that outlives it. It can be killed
// and started again on the same port and folder.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(process.env.ICMP_BIN ?? join(root, 'build', 'release', 'bin'), 'icmp-server');

export class RealServer {
    constructor() {
        this.folder = mkdtempSync(join(tmpdir(), 'icmp-player-'));
        this.port = 0;
    }

    async start() {
        assert.ok(existsSync(program), `build icmp-server first: no ${program}`);
        const options = ['demo', '--data', this.folder, '--port', String(this.port)];
        this.child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] });
        this.gone = new Promise(done => this.child.once('exit', done));
        const lines = createInterface({ input: this.child.stdout });
        const [first] = await Promise.race([
            new Promise(done => lines.once('line', line => done([line]))),
            this.gone.then(() => []),
        ]);
        assert.ok(first, 'icmp-server ended before it was ready');
        this.told = JSON.parse(first);
        this.origin = this.told.http;
        this.port = Number(new URL(this.origin).port);
        this.event = this.told.event;
    }

    // As a power cut would: nothing is flushed, nobody is told.
    async kill() {
        this.child.kill('SIGKILL');
        await this.gone;
    }

    async stop() {
        if (this.child?.exitCode === null && this.child.signalCode === null) {
            this.child.kill('SIGTERM');
            await this.gone;
        }
        rmSync(this.folder, { recursive: true, force: true });
    }
}
