// The stand-in for Pinterest, as a process of its own on a free port.
import path from 'node:path';
import { Process } from './process.mjs';
import { server } from './paths.mjs';

export class StandIn {
  /** Starts one; `folder` takes the certificate of its authority. */
  static async start(folder, { listen = '127.0.0.1:0' } = {}) {
    const standin = new StandIn();
    standin.caFile = path.join(folder, 'standin-ca.pem');
    standin.process = new Process('tack-standin', server('tack-standin'),
      ['--listen', listen, '--ca-out', standin.caFile]);
    const [, address] = await standin.process.said(/listening on (\S+)\n/);
    standin.address = address;
    return standin;
  }

  get proxy() { return `http://${this.address}`; }

  async #call(method, what, body) {
    const response = await fetch(`${this.proxy}/_standin/${what}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_standin/${what}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  seed(what) { return this.#call('POST', 'seed', what); }
  scripts(what) { return this.#call('POST', 'scripts', what); }
  site(what) { return this.#call('POST', 'site', what); }
  fault(fault) { return this.#call('POST', 'faults', fault); }
  mend() { return this.#call('DELETE', 'faults'); }
  async pins(world = 'production') { return (await this.#call('GET', `pins?world=${world}`)).pins; }
  async boards(account = 'ada', world = 'production') {
    return (await this.#call('GET', `boards?world=${world}&account=${account}`)).boards;
  }
  async requests() { return (await this.#call('GET', 'requests')).requests; }
  async violations() { return (await this.#call('GET', 'violations')).violations; }
  hosts() { return this.#call('GET', 'hosts'); }
  async secrets() { return (await this.#call('GET', 'secrets')).secrets; }
  async handoffs() { return (await this.#call('GET', 'handoffs')).handoffs; }

  stop() { return this.process.stop(); }
}
