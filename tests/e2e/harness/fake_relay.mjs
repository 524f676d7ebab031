// A relay that a test makes up: what a broken, old or hostile one would answer.
import http from 'node:http';

const CONFIG = {
  service: 'tack-relay', protocol: 1, oldest_protocol: 1, version: '0.1.0', configured: true, app_id: '1234567',
  environments: ['production', 'sandbox'], authorize_url: 'https://www.pinterest.com/oauth/', redirect_uris_count: 2,
  scopes: ['boards:read', 'boards:read_secret', 'pins:read', 'pins:write', 'pins:read_secret', 'pins:write_secret', 'user_accounts:read'],
};

export class FakeRelay {
  /** An answer that does not come as long as the relay runs. */
  static SILENCE = Symbol('silence');

  /** `answers`: by path, what is sent as JSON, text as it stands, or SILENCE. */
  static async start(answers = {}) {
    const relay = new FakeRelay();
    relay.server = http.createServer((request, response) => {
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
      response.setHeader('access-control-allow-headers', 'content-type, dpop');
      response.setHeader('access-control-allow-methods', 'GET, POST');
      if (request.method === 'OPTIONS') return response.writeHead(204).end();
      const answer = { '/v1/config': { ...CONFIG, now: Math.floor(Date.now() / 1000) }, ...answers }[request.url];
      if (answer === undefined) return response.writeHead(404).end();
      if (answer === FakeRelay.SILENCE) return undefined;
      response.setHeader('content-type', typeof answer === 'string' ? 'text/html' : 'application/json');
      return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
    await new Promise((resolve) => relay.server.listen(0, '127.0.0.1', resolve));
    relay.address = `http://127.0.0.1:${relay.server.address().port}`;
    return relay;
  }

  /** The announcement of a good relay, with the given changes. */
  static config(changes) { return { ...CONFIG, now: Math.floor(Date.now() / 1000), ...changes }; }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
