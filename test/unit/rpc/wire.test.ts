import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../../helpers/wait.ts';
import type { FakeControl } from './fake-control.ts';
import { type Message, talk } from './talk.ts';
import { BETTER } from './wire-better.ts';
import { firstProject, lastProject, secondProject, thirdProject } from './wire-scenes.ts';

interface Recorded {
  readonly request: string | { readonly id: number; readonly method: string; readonly params?: unknown };
  readonly response: unknown;
  readonly note?: string;
}

const file = new URL('../../fixtures/rpc/zinit-wire.jsonl', import.meta.url);
const recording = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

/** Which project the recording is about, from which line on, and what happened in between. */
const SCENES: readonly { readonly from: number; readonly project: () => FakeControl }[] = [
  { from: 0, project: firstProject },
  { from: 82, project: secondProject },
  { from: 102, project: thirdProject },
  { from: 108, project: lastProject },
];
const BEFORE: Readonly<Record<number, (control: FakeControl) => void>> = {
  // its restart policy had brought it back
  77: (control) => control.send({ type: 'start-requested', names: ['exec-ok'], withDependencies: false }),
  99: (control) => {
    control.reloaded = { ok: true, plan: { added: [], removed: [], changed: ['pers'], adjusted: [] }, warnings: [] };
  },
  100: (control) => {
    control.reloaded = { ok: false, errors: ['Config file not found: /tmp/zinit/s2/svc/ghost.toml'] };
  },
  101: (control) => {
    control.reloaded = { ok: false, errors: ['broken.toml:4:13: unknown dependency "zzz"'] };
  },
};

describe.each(
  SCENES.map((scene, i) => ({ ...scene, to: SCENES[i + 1]?.from ?? recording.length })),
)('recorded lines from $from', ({ from, to, project }) => {
  const control = project();
  const client = talk(control);
  const lines = recording.slice(from, to).map((recorded, i) => ({ ...recorded, line: from + i }));
  test.each(lines.map((recorded) => [title(recorded), recorded] as const))('%s', async (_, recorded) => {
    BEFORE[recorded.line]?.(control);
    const better = BETTER.find(({ lines }) => lines.includes(recorded.line));
    const expected = better ? better.expected(recorded.response as Message) : recorded.response;
    const ours = await ask(client, recorded.request, expected === '');
    expect(normal(ours)).toEqual(extended(normal(expected), normal(ours)));
    if (better) expect(normal(ours)).not.toEqual(extended(normal(recorded.response), normal(ours)));
  });
});

test('every listed difference is in docs/rpc.md', () => {
  const docs = readFileSync(new URL('../../../docs/rpc.md', import.meta.url), 'utf8');
  for (const { reason } of BETTER) expect(docs).toContain(reason);
});

function title({ line, request, note }: Recorded & { line: number }): string {
  const what =
    typeof request === 'string' ? request.trim() : `${request.method} ${JSON.stringify(request.params ?? {})}`;
  return `${line}: ${what.slice(0, 80)}${note ? ` (${note})` : ''}`;
}

async function ask(client: ReturnType<typeof talk>, request: Recorded['request'], silent: boolean): Promise<unknown> {
  client.received.length = 0;
  const lines = typeof request === 'string' ? request.split('\n').slice(0, -1) : [JSON.stringify(request)];
  for (const line of lines) client.raw(line);
  if (!silent) await until(() => client.received.length >= lines.length);
  return lines.length === 1 ? (client.received[0] ?? '') : client.received;
}

/** Pids, times, streams and orders that nobody promised, made equal. */
function normal(value: unknown, key = ''): unknown {
  if (isMatcher(value)) return value;
  if (key === 'pid' && typeof value === 'number' && value > 0) return 'PID';
  if (key === 'uptime_secs') return null;
  if (key === 'stream') return 'stdout';
  if (key === 'state_path') return 'PATH';
  if (['started', 'stopped', 'deleted', 'dependencies'].includes(key) && Array.isArray(value)) {
    return value.map((item) => normal(item)).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
  if (key === 'output' || key === 'ascii') return normalText(String(value));
  if (typeof value === 'string') return value.replace('[stderr]', '[stdout]');
  if (Array.isArray(value)) return value.map((item) => normal(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, normal(entry, key)]));
}

function nameOf(value: unknown): string {
  return isObject(value) ? String(value['name']) : String(value);
}

/** Paragraphs and branches in any order: zinit's follows from the order of files in a directory. */
function normalText(text: string): string {
  const plain = text
    .replaceAll('└', '├')
    .replaceAll('│', ' ')
    .replace(/pid=[1-9]\d*/g, 'pid=PID');
  const paragraphs = plain.includes('\n\n') ? plain.split('\n\n') : plain.split(/\n(?=├)/);
  return paragraphs
    .map((paragraph) => paragraph.trim().split('\n').map(sortNames).sort().join('\n'))
    .sort()
    .join('\n\n');
}

function sortNames(line: string): string {
  const [head, names] = line.split(' required by: ');
  return names === undefined ? line : `${head} required by: ${names.split(', ').sort().join(', ')}`;
}

/** What was recorded, with the fields that zdev adds: those ride along. */
function extended(recorded: unknown, ours: unknown): unknown {
  if (Array.isArray(recorded) && Array.isArray(ours)) return recorded.map((item, i) => extended(item, ours[i]));
  if (isMatcher(recorded) || !isObject(recorded) || !isObject(ours)) return recorded;
  const keys = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in recorded ? extended(recorded[key], ours[key]) : ours[key]]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `expect.stringMatching` and its like. */
function isMatcher(value: unknown): boolean {
  return isObject(value) && 'asymmetricMatch' in value;
}
