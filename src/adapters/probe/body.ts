import type { IncomingMessage } from 'node:http';

/** How much of a body is read for its first line, and for how long: a body may have no end. */
const MAX_BYTES = 4096;
const PATIENCE_MS = 200;
const MAX_CHARS = 200;

/** The first line of a body that is not empty; for a page, its title. Null for an empty body. */
export function firstLineOf(response: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      clearTimeout(timer);
      resolve(lineIn(text));
    };
    const timer = setTimeout(done, PATIENCE_MS);
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.length >= MAX_BYTES) done();
    });
    for (const end of ['end', 'close', 'error']) response.once(end, done);
  });
}

function lineIn(text: string): string | null {
  const [, title] = /<title[^>]*>\s*([^<]+?)\s*<\/title>/i.exec(text) ?? [];
  const [, heading] = /<h1[^>]*>\s*([^<]+?)\s*<\/h1>/i.exec(text) ?? [];
  const page = /^\s*<(?:!doctype|html)/i.test(text) ? (heading ?? title) : undefined;
  const line = page ?? text.split(/[\r\n]+/).find((each) => each.trim() !== '');
  return line?.trim().slice(0, MAX_CHARS) || null;
}
