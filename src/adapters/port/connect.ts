import { connect } from 'node:net';

/** Far longer than a listener on this machine takes to accept a connection. */
const TIMEOUT_MS = 500;

/** Whether anything accepts a connection on the port, on either loopback address. Never rejects. */
export async function accepts(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => acceptsOn(host, port)));
  return answers.includes(true);
}

function acceptsOn(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    // A listener with a full queue lets a connection wait, so the port is taken anyway.
    socket.setTimeout(TIMEOUT_MS, () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('connect', () => settle(socket.localPort !== port));
  });
}
