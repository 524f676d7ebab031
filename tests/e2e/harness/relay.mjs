// The relay, as a process of its own: it reaches Pinterest through the stand-in, as a company behind a proxy would.
import { redirectUris } from '../../../tools/manifest.mjs';
import { server } from './paths.mjs';
import { Process } from './process.mjs';

export class Relay {
  static async start(standin, { listen = '127.0.0.1:0', env = {} } = {}) {
    const relay = new Relay();
    relay.process = new Process('tack-relay', server('tack-relay'), [], {
      env: {
        TACK_RELAY_LISTEN: listen,
        TACK_RELAY_REDIRECT_URIS: redirectUris().join(','),
        TACK_RELAY_SEAL_KEYS: Buffer.alloc(32, 7).toString('base64'),
        PINTEREST_APP_ID: '1234567',
        PINTEREST_APP_SECRET: 'standin-app-secret',
        HTTPS_PROXY: standin.proxy,
        SSL_CERT_FILE: standin.caFile,
        ...env,
      },
    });
    // It listens before it says so, and tells the port that it was given.
    [, relay.address] = await relay.process.said(/listening on (http:\S+)\n/);
    return relay;
  }

  stop() { return this.process.stop(); }
}
