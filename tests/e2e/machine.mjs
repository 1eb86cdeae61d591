// Starts and stops the real parts: display, window manager, server, studio, browser. Everything ends with the test.
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync, writeFileSync, openSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

export const run = promisify(execFile);
export const bin = process.env.ICMP_BIN;
export const tests = process.env.ICMP_TESTS;
export const source = process.env.ICMP_SOURCE;
export const build = process.env.ICMP_BUILD;
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// How many seconds a wait may take before it counts as never: far more than anything needs, for a machine that
// does other things too.
export const patience = 60;

// Asks `probe` until it gives something true, or fails with `what` after `seconds`.
export async function until(what, probe, seconds = patience) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`${what} did not happen within ${seconds} s${last ? `: ${last.message}` : ''}`);
}

// A `test` for steps that stand on one another: after one that failed the next ones say so at once. `failed` looks
// at what is there, such as a picture of the screen.
export function stepwise(failed = () => undefined) {
  let broken;
  return (name, body) => test(name, async () => {
    if (broken) throw new Error(`“${broken}” failed before`);
    try {
      await body();
    } catch (error) {
      broken = name;
      await Promise.resolve(failed()).catch(() => {});
      throw error;
    }
  });
}

export class Machine {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'icmp-e2e-'));
    this.children = [];
  }

  start(program, args, options = {}) {
    const log = openSync(join(this.folder, `${options.log ?? 'program'}.log`), 'a');
    const child = spawn(program, args, {
      stdio: options.stdio ?? ['ignore', log, log],
      env: { ...process.env, ...this.env, ...options.env },
    });
    child.on('error', () => {});
    this.children.push(child);
    return child;
  }

  async display() {
    const child = this.start('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    let number = '';
    child.stdio[3].on('data', (bytes) => (number += bytes));
    await until('the display', () => number.endsWith('\n'));
    this.env = {
      DISPLAY: `:${number.trim()}`,
      QT_QPA_PLATFORM: 'xcb',
      QT_ACCESSIBILITY: '0',
      HOME: this.folder,
      XDG_DATA_HOME: join(this.folder, 'share'),
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      LC_ALL: 'C.UTF-8',
    };
    this.start('openbox', [], { log: 'openbox' });
    await sleep(300);
  }

  // Starts the sample server and tells its line.
  async server(data = join(this.folder, 'data'), port = 0) {
    const child = this.start(join(bin, 'icmp-server'), ['demo', '--data', data, '--port', String(port)], {
      stdio: ['ignore', 'pipe', openSync(join(this.folder, 'server.log'), 'a')],
    });
    const lines = createInterface({ input: child.stdout });
    const line = await new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the server said nothing for ${patience} s`)), patience * 1000);
      lines.once('line', (told) => {
        clearTimeout(late);
        done(told);
      });
    });
    return { child, data, ...JSON.parse(line) };
  }

  // Signed in at the server, if there is one; on the file, or on what was open last.
  async studio(server, file) {
    const socket = join(this.folder, `studio-${Date.now()}.sock`);
    const args = ['--automation', `unix:${socket}`];
    if (server) {
      const account = join(this.folder, 'creator.json');
      writeFileSync(account, JSON.stringify(server.accounts.find((one) => one.role === 'creator')), { mode: 0o600 });
      args.push('--server', server.http, '--account', account);
    }
    const child = this.start(join(bin, 'icmp-studio'), file ? [...args, file] : args, { log: 'studio' });
    await until('the studio', () => existsSync(socket));
    return new Studio(this, child, socket);
  }

  // Display, server and a studio that is signed in and has the keyboard.
  async desk() {
    await this.display();
    const server = await this.server();
    const studio = await this.studio(server);
    await studio.find('timeline');
    await studio.focus();
    return { server, studio };
  }

  async browser() {
    const require = createRequire(join(source, 'resources/player/package.json'));
    const { chromium } = require('playwright-core');
    this.chromium = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
        '--disable-background-networking', '--disable-component-update', '--autoplay-policy=no-user-gesture-required'],
    });
    return this.chromium;
  }

  async stop() {
    await this.chromium?.close();
    for (const child of this.children.reverse()) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    }
    await sleep(500);
    for (const child of this.children) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
    if (!process.env.ICMP_KEEP) rmSync(this.folder, { recursive: true, force: true });
  }
}

// The studio as a person has it: a mouse, a keyboard and eyes that find a control by what it says.
export class Studio {
  constructor(machine, child, socket) {
    this.machine = machine;
    this.child = child;
    this.waiting = new Map();
    this.next = 1;
    this.connection = createConnection(socket);
    this.connection.on('error', () => {});
    const lines = createInterface({ input: this.connection });
    lines.on('error', () => {}); // who kills a studio sees its line end
    lines.on('line', (line) => {
      const message = JSON.parse(line);
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
    });
  }

  call(method, params = {}) {
    const id = this.next++;
    const answer = new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${method} did not answer`)), patience * 1000).unref();
      this.waiting.set(id, (message) => {
        clearTimeout(timer);
        if (message.error) fail(new Error(`${method}: ${JSON.stringify(message.error)}`));
        else done(message.result);
      });
    });
    this.connection.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return answer;
  }

  // Waits for a control; `where` narrows it: { within } or { kind: 'edit' | 'button' }.
  find(name, where = {}) {
    return until(`"${name}" ${JSON.stringify(where)} on the screen`,
      () => this.call('view.locate', { name, ...where }));
  }

  // Whether it is on the screen now.
  isThere(name, where = {}) {
    return this.call('view.locate', { name, ...where }).then(() => true, () => false);
  }

  xdotool(...args) {
    return run('xdotool', args.map(String), { env: { ...process.env, ...this.machine.env } });
  }

  static middle(rect) {
    return [Math.round(rect.x + rect.width / 2), Math.round(rect.y + rect.height / 2)];
  }

  async clickAt(x, y, times = 1) {
    await this.xdotool('mousemove', x, y);
    await this.xdotool('click', '--repeat', times, '--delay', 60, 1);
    await sleep(150);
  }

  async click(name, where) {
    await this.clickAt(...Studio.middle(await this.find(name, where)));
  }

  // Presses at the first point, moves through the others in small steps, and lets go at the last.
  async drag(...points) {
    await this.xdotool('mousemove', ...points[0]);
    await sleep(100);
    await this.xdotool('mousedown', 1);
    for (let i = 1; i < points.length; ++i) {
      const [fromX, fromY] = points[i - 1];
      const [toX, toY] = points[i];
      for (let step = 1; step <= 12; ++step) {
        await this.xdotool('mousemove', Math.round(fromX + ((toX - fromX) * step) / 12),
          Math.round(fromY + ((toY - fromY) * step) / 12));
        await sleep(15);
      }
    }
    await sleep(250);
    await this.xdotool('mouseup', 1);
    await sleep(300);
  }

  async type(text) {
    await this.xdotool('type', '--delay', 12, text);
    await sleep(100);
  }

  async key(...keys) {
    for (const key of keys) await this.xdotool('key', key);
    await sleep(150);
  }

  // Drags a file from another program's window onto the timeline and waits until it is the scene's film.
  async dropFilm(file) {
    const browser = this.machine.start(join(tests, 'e2e-drag-source'), [file, '40', '860'], { log: 'drag-source' });
    await sleep(1000);
    const timeline = await this.find('timeline');
    await this.drag([120, 920], [timeline.x + 500, timeline.y + 160], [timeline.x + 520, timeline.y + 110]);
    const clip = await until('the film in the timeline', async () =>
      (await this.clips()).find((one) => one.media));
    const gone = new Promise((done) => browser.once('exit', done));
    browser.kill();
    await gone;
    await this.focus();
    return clip;
  }

  // Gives the studio's window the keyboard, and returns when the window manager has done so: a key pressed
  // while no window has it is lost.
  async focus() {
    const { stdout } = await this.xdotool('search', '--onlyvisible', '--pid', this.child.pid, '--name', 'ICMP Studio');
    await this.xdotool('windowactivate', '--sync', stdout.trim().split('\n').at(-1));
  }

  async project() {
    return JSON.parse(await this.call('doc.json'));
  }

  // Every clip of the project with its track.
  async clips() {
    const project = await this.project();
    return project.scenes.flatMap((scene) => scene.tracks.flatMap((track) =>
      track.clips.map((clip) => ({ ...clip, track }))));
  }

  // One edit as studio.md 3.3 names them, through the automation port.
  apply(edit) {
    return this.call('op.apply', { edit, wait: 'durable' });
  }

  async screenshot(name) {
    await run('ffmpeg', ['-v', 'error', '-f', 'x11grab', '-video_size', '1600x1000', '-i', this.machine.env.DISPLAY,
      '-frames:v', '1', '-y', join(this.machine.folder, `${name}.png`)]);
  }
}
