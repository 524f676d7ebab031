// A virtual display, for windows whose native menus a test opens.
import { execFileSync } from 'node:child_process';
import { Process } from './process.mjs';

export class Display {
  static async start() {
    const display = new Display();
    // The server picks a free number and writes it to the given descriptor.
    display.process = new Process('Xvfb', 'Xvfb', ['-displayfd', '1', '-screen', '0', '1000x800x24', '-nolisten', 'tcp']);
    display.name = `:${(await display.process.said(/^(\d+)\n/m))[1]}`;
    return display;
  }

  /** One call of xdotool. */
  do(...args) { return execFileSync('xdotool', args.map(String), { env: { ...process.env, DISPLAY: this.name } }).toString(); }

  stop() { return this.process.stop(); }
}
