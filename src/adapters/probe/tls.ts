import { loopbackLookup } from './address.ts';

const TIMEOUT_MS = 1000;

/** Whether the server accepts a TLS handshake. Never rejects. */
export async function speaksTls(url: URL, signal: AbortSignal): Promise<boolean> {
  const { connect } = await import('node:tls');
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = Number(url.port) || 80;
    const options = { host, port, rejectUnauthorized: false, autoSelectFamily: true, ...loopbackLookup(host) };
    const socket = connect(options);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('secureConnect', () => settle(true));
    signal.addEventListener('abort', () => settle(false), { once: true });
  });
}
