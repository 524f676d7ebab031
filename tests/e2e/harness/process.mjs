// A child process whose whole output is kept: to wait for a line of it, and to search it for secrets.
import { spawn } from 'node:child_process';
import { until } from './until.mjs';

export class Process {
  constructor(name, command, args, { env = {}, cwd } = {}) {
    this.name = name;
    this.output = '';
    this.child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (data) => { this.output += data; });
    }
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => { this.output += `\n${error}`; resolve(); });
      this.child.on('close', resolve);
    });
    this.ended.then(() => { this.gone = true; });
  }

  /** The match of `pattern` in what was said so far, once there is one. */
  said(pattern, within = 30_000) {
    return until(`${this.name} says ${pattern}`, () => {
      const match = this.output.match(pattern);
      if (!match && this.gone) throw Object.assign(new Error(`${this.name} ended: ${this.output}`), { final: true });
      return match;
    }, { within });
  }

  async stop() {
    if (!this.gone) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    await this.ended;
    clearTimeout(timer);
  }
}
