import { expect, test } from 'vitest';
import type { ProbeError } from '../../../src/core/observation.ts';
import { probeRemedies, probeText } from '../../../src/present/probe.ts';

const refused = (address: string, port: number): ProbeError => ({
  type: 'refused',
  target: 'localhost:3000',
  port: 3000,
  text: 'connect ECONNREFUSED 127.0.0.1:3000',
  listening: [{ address, port, pid: 9 }],
});

const status = (more: object): ProbeError => ({
  type: 'status',
  request: 'GET http://localhost:3000/healthz',
  status: 404,
  expected: null,
  location: null,
  body: null,
  ...more,
});

test.each<[ProbeError, string, RegExp | null]>([
  [
    refused('127.0.0.1', 3001),
    'no process listens on localhost:3000; it (pid 9) listens on 127.0.0.1:3001',
    /port 3001/,
  ],
  [refused('::1', 3000), 'no process listens on localhost:3000; it (pid 9) listens on [::1]:3000 only', /\[::1\]:3000/],
  [status({ body: 'not found' }), 'GET http://localhost:3000/healthz → 404: not found', /health\.target/],
  [
    status({ status: 302, location: '/login', expected: 200 }),
    'GET http://localhost:3000/healthz → 302 → /login, expected 200',
    /expect_status = 302/,
  ],
  [
    { ...refused('', 0), listening: [] } as ProbeError,
    'connect ECONNREFUSED 127.0.0.1:3000',
    /no process listens on port 3000 yet. .*start_timeout_ms/,
  ],
  [
    { type: 'no-answer', withinMs: 1000, target: 'localhost:3000' },
    'localhost:3000: no answer within 1 s',
    /timeout_ms/,
  ],
  [{ type: 'no-answer', withinMs: 1000 }, 'no answer within 1 s', /timeout_ms/],
  [{ type: 'no-http', target: 'http://x/' }, 'http://x/: the port answers, but not in HTTP', /type = "tcp"/],
  [{ type: 'speaks-tls', target: 'http://x/' }, 'http://x/: the port answers in TLS', /https/],
  [
    { type: 'stranger', port: 3000, holder: { pid: 41, command: 'node other.js' } },
    'port 3000 answers, but it is pid 41 (node other.js)',
    /kill 41/,
  ],
  [
    { type: 'no-line', pattern: 'Ready', lines: 0, nearest: null, piped: true },
    'waits for a line that matches /Ready/: no output on the pipe yet',
    /tty = true/,
  ],
  [
    { type: 'command', code: 2, signal: null, first: ['unknown option'], omitted: 7, last: ['see --help'] },
    'exit 2: unknown option | … 7 more lines … | see --help',
    null,
  ],
])('%j', (error, text, remedy) => {
  expect(probeText(error)).toBe(text);
  if (remedy) expect(probeRemedies(error).join('\n')).toMatch(remedy);
  else expect(probeRemedies(error)).toEqual([]);
});
