import { createServer } from 'node:net';
import { expect } from 'vitest';

/**
 * A service that says `up`, and `bye` when it is told to end. Its sleeps are short: a shell that has just forked takes a
 * signal for its child, and loses it.
 */
export const LIVES = `trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.2; done`;

/** A service that ends on nothing but SIGKILL. */
export const STUBBORN = `trap '' TERM INT HUP; echo up; while :; do sleep 1; done`;

/** Fails unless the text holds all parts, each after the one before it. */
export function expectInOrder(text: string, ...parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) expect.fail(`"${part}" is not where it should be (${parts.join(' < ')}) in:\n${text}`);
    from = at + part.length;
  }
}

/** How often the text holds a part. */
export function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The lines of a service in the plain stream, without their prefix. */
export function linesOf(stdout: string, service: string): string[] {
  const prefix = new RegExp(`^[0-9:]* ?${service.replaceAll('.', '\\.')} *\\| (.*)$`, 's');
  return stdout.split('\n').flatMap((line) => prefix.exec(line)?.[1] ?? []);
}

/** A TCP port that nobody holds. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Only where a test is about time itself, or about something that must not happen. */
export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
