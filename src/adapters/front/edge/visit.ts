import type { Socket } from 'node:net';
import { dial } from '../dial.ts';
import { pump } from '../pump.ts';
import type { Directory, Found } from './directory.ts';
import { type FirstBytes, type Head, readHead } from './head.ts';
import type { EdgeAnswer, EdgeQuestion, EdgeRoute } from './messages.ts';
import { plainReply, type Reply, reply } from './reply.ts';

/** The edge answers this path below every name while the service does not serve. See `present/edge-page.ts`. */
export const WAIT_PATH = '/.zdev/wait';

/** Browsers open connections in advance, and may not use them. */
const HEAD_MS = 60_000;
/** How long a program waits for a service that is starting. A person sees the page after a moment. */
const PROGRAM_WAIT_MS = 30_000;
const PERSON_WAIT_MS = 300;
/** The open page asks again after this time. */
const NEWS_MS = 25_000;
/** A busy supervisor may take this long to answer. */
const ANSWER_MS = 5000;
/** A ready service may refuse connections for this long. */
const REFUSED_MS = 1000;
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 100;

/** What a visit needs to know. */
interface Where {
  readonly directory: Directory;
  readonly port: number;
  /** Before this time, names may be missing, because projects have not sent all of them. */
  readonly completeAtMs: number;
}

/** Serves one connection to the edge. Its first request decides where the whole connection goes. */
export function receive(client: Socket, where: Where): void {
  client.setNoDelay(true);
  client.on('error', () => {});
  const timer = setTimeout(() => client.destroy(), HEAD_MS);
  let bytes: Buffer = Buffer.alloc(0);
  const stop = () => {
    clearTimeout(timer);
    client.off('data', read).off('end', left).off('close', stop);
  };
  const left = () => client.destroy();
  const read = (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const head = readHead(bytes);
    if (head.is === 'unfinished') return;
    stop();
    client.pause();
    if (head.is === 'request') void serve({ client, head, bytes, ...where }).catch(() => client.destroy());
    else reply(client, refusal(head, where));
  };
  client.on('data', read).on('end', left).on('close', stop);
  client.resume();
}

interface Visit extends Where {
  readonly client: Socket;
  readonly head: Head;
  /** All bytes read so far, to be forwarded. */
  readonly bytes: Buffer;
}

async function serve(visit: Visit): Promise<void> {
  const { client, head, directory } = visit;
  const begunMs = performance.now();
  const isPage = head.wantsHtml;
  if (!directory.find(head.host)) await change(directory, () => directory.find(head.host) !== undefined, visit);
  if (!directory.find(head.host)) return reply(client, unknownHost(visit));
  const [path, query = ''] = head.target.split('?');
  if (path === WAIT_PATH) return tellNews(visit, new URLSearchParams(query).get('seen'));
  const deadlineMs = begunMs + (isPage ? PERSON_WAIT_MS : PROGRAM_WAIT_MS);
  for (let known: EdgeAnswer | null = null; ; ) {
    const found = directory.find(head.host);
    if (!found || client.destroyed) return reply(client, plainReply(503, `${head.host} has just ended`));
    const { service, serves } = found.route;
    if (serves && (await forward(visit))) return;
    const seen: string | null = serves ? null : (known?.key ?? null);
    const timeoutMs = known && !serves ? deadlineMs - performance.now() : ANSWER_MS;
    const news = await nextNews(visit, found, { service, seen, refused: serves }, timeoutMs);
    if (news === 'changed') continue;
    if (news !== 'late') known = news;
    const isOver = news === 'late' || serves || performance.now() >= deadlineMs;
    if (isOver || !known?.hopeful) return reply(client, why(known, head, service));
  }
}

/**
 * Settles when the service serves or its name is gone ('changed'), when there is another answer, or when the time is
 * over.
 */
function nextNews(
  { directory, head }: Visit,
  { member, route }: Found,
  question: EdgeQuestion,
  timeoutMs: number,
): Promise<EdgeAnswer | 'changed' | 'late'> {
  return new Promise((resolve) => {
    let cancel = () => {};
    const settle = (news: EdgeAnswer | 'changed' | 'late') => {
      clearTimeout(timer);
      stop();
      cancel();
      resolve(news);
    };
    const timer = setTimeout(() => settle('late'), Math.max(timeoutMs, 0));
    const stop = directory.onChange(() => {
      const now = directory.find(head.host);
      if (now?.member !== member || now.route.serves !== route.serves) settle('changed');
    });
    cancel = member.ask(question, settle);
  });
}

/** Answers the page: 200 to load again, 202 to keep waiting. */
async function tellNews(visit: Visit, seen: string | null): Promise<void> {
  const found = visit.directory.find(visit.head.host);
  const news =
    !found || found.route.serves
      ? 'changed'
      : await nextNews(visit, found, { service: found.route.service, seen, refused: false }, NEWS_MS);
  reply(visit.client, { status: news === 'late' ? 202 : 200, type: 'text/plain', body: '' });
}

/** Forwards a whole connection. False if the service does not accept it. */
async function forward(visit: Visit): Promise<boolean> {
  const { client, bytes, head, directory } = visit;
  const giveUpMs = performance.now() + REFUSED_MS;
  for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS)) {
    const route = directory.find(head.host)?.route;
    if (!route?.serves) return false;
    const backend = (await open('127.0.0.1', route)) ?? (await open('::1', route));
    if (backend) {
      if (client.destroyed) {
        backend.destroy();
        return true;
      }
      backend.setNoDelay(true);
      backend.write(bytes);
      pump(client, backend, { fromClient: () => {}, fromBackend: () => {} });
      // The client had sent everything before the connection was forwarded.
      if (client.readableEnded) backend.end();
      return true;
    }
    if (performance.now() > giveUpMs) return false;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function open(host: string, { port }: EdgeRoute): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = dial({ host, port }, (taken) => resolve(taken ? socket : null));
  });
}

/** Waits for a change that makes the condition true, at most until the names are complete. */
function change(directory: Directory, isSo: () => boolean, { completeAtMs }: Where): Promise<void> {
  const leftMs = completeAtMs - performance.now();
  if (leftMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(settle, leftMs);
    const stop = directory.onChange(() => isSo() && settle());
  });
}

/** The answer that explains why the service cannot be shown. */
function why(answer: EdgeAnswer | null, { method, wantsHtml }: Head, service: string): Reply {
  const headOnly = method === 'HEAD';
  if (answer === null)
    return { ...plainReply(503, `${service} is not ready, and its zdev does not say why`), headOnly };
  const rest = { status: 503, headers: { 'Retry-After': String(answer.retryAfterS) }, headOnly };
  if (wantsHtml) return { ...rest, type: 'text/html', body: answer.html };
  return { ...rest, type: 'application/json', body: answer.json };
}

/**
 * A request for a foreign name that leads here (DNS rebinding) learns nothing. After a typo in a local name, the answer
 * lists the existing names.
 */
function unknownHost({ head: { host }, ...where }: Visit): Reply {
  const isOurs = host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]';
  if (!isOurs) return plainReply(421, `${host} is not the name of a service here`);
  return plainReply(404, `no service that runs has the name ${host}\n\n${namesText(where)}`);
}

function refusal(bytes: Exclude<FirstBytes, Head | { is: 'unfinished' }>, where: Where): Reply {
  if (bytes.is === 'bad') return plainReply(bytes.status, bytes.message);
  const text = 'HTTP/2 without TLS does not say first which name it wants: use the port of the service itself';
  return plainReply(505, `${text}\n\n${namesText(where)}`);
}

function namesText({ directory, port }: Where): string {
  const lines = directory.list().map((route) => `http://${route.host}:${port} is http://localhost:${route.port}`);
  return lines.length === 0 ? 'no service has a name now' : lines.join('\n');
}
