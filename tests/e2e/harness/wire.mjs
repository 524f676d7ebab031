// The wire between the extension and the relay, with an ear on it: what passes is passed on as it is, and what of it is
// secret is remembered, so that a test can search for it.
import http from 'node:http';
import { text } from 'node:stream/consumers';

/** Fields of both sides that nobody else may see. */
const SECRET = ['state', 'code', 'code_verifier', 'access_token', 'refresh_handle'];

export class Wire {
  secrets = new Set();
  /** Every address that was asked for. */
  asked = [];
  /** By path, a text that comes as an answer; the relay is not asked. */
  instead = {};

  /** In front of `relay`, which may be set to another later. */
  static async start(relay) {
    const wire = new Wire();
    wire.relay = relay;
    wire.server = http.createServer((request, response) => wire.#pass(request, response).catch((error) => response.destroy(error)));
    await new Promise((resolve) => wire.server.listen(0, '127.0.0.1', resolve));
    wire.address = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  async #pass(request, response) {
    const { method, headers, url } = request;
    const body = await text(request);
    this.asked.push(url);
    this.#hear(body);
    if (headers.dpop) this.secrets.add(headers.dpop);
    const instead = method === 'OPTIONS' ? undefined : this.instead[url];
    if (instead !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': headers.origin ?? '*' }).end(instead);
      return;
    }
    const answer = await new Promise((resolve, reject) => {
      // The Host header stays the wire's: it is the address that people entered, and that proofs are made for.
      // No connection stays open: a relay that is stopped would wait for it.
      http.request(this.relay.address + url, { method, headers, agent: false }, resolve).on('error', reject).end(body);
    });
    const said = await text(answer);
    this.#hear(said);
    response.writeHead(answer.statusCode, answer.headers).end(said);
  }

  #hear(body) {
    if (!body.startsWith('{')) return;
    const fields = JSON.parse(body);
    for (const name of SECRET) if (fields[name]) this.secrets.add(fields[name]);
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
