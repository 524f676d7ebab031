// The relay as it ships, as a process of its own: it reaches Pinterest through the stand-in, as a company behind a proxy would.
import net from 'node:net';
import path from 'node:path';
import { redirectUris } from '../../../tools/manifest.mjs';
import { root } from './paths.mjs';
import { Process } from './process.mjs';
import { until } from './until.mjs';

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Relay {
  static async start(standin, { listen, env = {} } = {}) {
    const relay = new Relay();
    const at = listen ?? `127.0.0.1:${await freePort()}`;
    relay.address = `http://${at}`;
    relay.process = new Process('tack-relay', path.join(root, 'target/release/tack-relay'), [], {
      env: {
        TACK_RELAY_LISTEN: at,
        TACK_RELAY_REDIRECT_URIS: redirectUris().join(','),
        TACK_RELAY_SEAL_KEYS: Buffer.alloc(32, 7).toString('base64'),
        PINTEREST_APP_ID: '1234567',
        PINTEREST_APP_SECRET: 'standin-app-secret',
        HTTPS_PROXY: standin.proxy,
        SSL_CERT_FILE: standin.caFile,
        ...env,
      },
    });
    await until('the relay is ready', async () => {
      if (relay.process.gone) throw Object.assign(new Error(`the relay ended: ${relay.process.output}`), { final: true });
      return (await fetch(`${relay.address}/readyz`)).ok;
    });
    return relay;
  }

  stop() { return this.process.stop(); }
}
