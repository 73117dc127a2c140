import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deleteAll } from '../../helpers/delete-all.ts';
import { lives } from '../../helpers/processes.ts';
import { until } from '../../helpers/wait.ts';
import type { Zdev } from '../../helpers/zdev-process.ts';
import { childrenOf } from '../../helpers/zdev-scan.ts';
import type { Kind } from './services.ts';
import type { World } from './world.ts';

/** What is wrong with each service, by name; nothing is wrong with one that is not in here. */
export type Verdicts = Map<string, string>;

/** What can happen to zdev, as a column of the matrix. Throws where zdev itself does not do what it should. */
export interface Happening {
  readonly name: string;
  /** Also part of the tests, where there is not much time. */
  readonly short?: true;
  readonly happen: (world: World) => Promise<Verdicts>;
}

/** The longest that the end of everything may take: the guardian's second, and a machine with other things to do. */
const END_MS = 15_000;

export const HAPPENINGS: readonly Happening[] = [
  { name: 'stop', happen: inBackground(stopped) },
  { name: 'restart', happen: inBackground(restarted(['restart'])) },
  { name: 'restart twice', happen: inBackground(restarted(['restart', '--no-wait'], ['restart'])) },
  { name: 'reload: removed', happen: inBackground(removed) },
  { name: 'reload: changed', happen: inBackground(changed) },
  { name: '.zdev deleted', short: true, happen: inBackground(deleted) },
  { name: 'taken over', short: true, happen: inBackground(takenOver) },
  { name: 'down', happen: inBackground(async () => new Map()) },
  { name: 'SIGTERM, -d', happen: inBackground((world) => signalled(world, 'SIGTERM')) },
  { name: 'Ctrl-C', happen: inForeground(true, async (_, zdev) => zdev.type('\x03')) },
  { name: 'SIGTERM', happen: inForeground(false, async (_, zdev) => zdev.kill('SIGTERM')) },
  { name: 'SIGHUP', happen: inForeground(false, async (_, zdev) => zdev.kill('SIGHUP')) },
  { name: 'terminal closed', short: true, happen: inForeground(true, async (_, zdev) => zdev.hangUp()) },
  { name: 'SIGKILL', short: true, happen: inForeground(false, async (_, zdev) => zdev.kill('SIGKILL')) },
  { name: 'guardian killed', happen: inForeground(false, guardianKilled) },
  { name: 'both killed, up again', happen: bothKilled },
];

/** Under `up -d`; what is left after `down` is a fault as well. */
function inBackground(happen: (world: World) => Promise<Verdicts>): Happening['happen'] {
  return async (world) => {
    await world.ok('up', '-d');
    await world.settled();
    const verdicts = await happen(world);
    await world.ok('down');
    return new Map([...(await leftOver(world)), ...verdicts]);
  };
}

/** Under `up --no-tui`, which is to end by what happens, with all that it has started. */
function inForeground(pty: boolean, happen: (world: World, zdev: Zdev) => Promise<void>): Happening['happen'] {
  return async (world) => {
    const zdev = world.start(['up', '--no-tui', '--exit-on', 'never'], { pty });
    await zdev.prints('keep: started');
    await until(async () => (await world.run('ps')).status === 0, { what: 'the supervisor answers' });
    await world.settled();
    await happen(world, zdev);
    await zdev.ended();
    return leftOver(world);
  };
}

/** Who still has processes when there should be none. */
async function leftOver({ kinds, processesOf }: World, keepsRunning: readonly Kind[] = kinds): Promise<Verdicts> {
  const left = () => keepsRunning.filter(({ name }) => processesOf(name).length > 0);
  await until(() => left().length === 0, { timeoutMs: END_MS }).catch(() => {});
  return new Map(left().map(({ name }) => [name, `left: ${processesOf(name).map(({ pid }) => pid)}`]));
}

async function stopped(world: World): Promise<Verdicts> {
  await world.ok('stop', ...world.kinds.map(({ name }) => name));
  const left = await leftOver(world);
  if (world.processesOf('keep').length === 0) throw new Error('a service that was not stopped is gone');
  return left;
}

/** A new run of each, and nothing of the one before it. */
function restarted(...commands: readonly (readonly string[])[]) {
  return async (world: World): Promise<Verdicts> => {
    const before = await world.rows();
    for (const [verb = '', ...options] of commands) {
      const names = world.kinds.map(({ name }) => name);
      const { status, text } = await world.run(verb, ...options, ...names);
      // what crashes, or ends at once, is told as a failure
      if (typeof status !== 'number') throw new Error(`zdev ${verb}: ${status}: ${text}`);
    }
    return renewed(world, before);
  };
}

async function renewed(world: World, before: Awaited<ReturnType<World['rows']>>): Promise<Verdicts> {
  const verdicts: Verdicts = new Map();
  for (const { name, ends } of world.kinds) {
    const first = before.get(name)?.run ?? 0;
    const isNew = async () => {
      const row = (await world.rows()).get(name);
      const runs = new Set(world.processesOf(name).map(({ run }) => run));
      return (row?.run ?? 0) > first && !runs.has(first) && runs.size <= 1 && (ends || runs.size === 1);
    };
    await until(isNew, { timeoutMs: END_MS }).catch(() => {
      verdicts.set(name, `run ${first} was not replaced: ${JSON.stringify(world.processesOf(name))}`);
    });
  }
  return verdicts;
}

async function removed(world: World): Promise<Verdicts> {
  world.configure([]);
  await world.ok('reload');
  await world.ok('reload');
  const left = await leftOver(world);
  const known = [...(await world.rows()).keys()];
  if (left.size === 0 && known.join() !== 'keep') throw new Error(`still known: ${known}`);
  return left;
}

async function changed(world: World): Promise<Verdicts> {
  const before = await world.rows();
  world.configure(world.kinds, 'env = { CHANGED = "1" }');
  await world.ok('reload');
  return renewed(world, before);
}

/** `git clean -fdx` beside a running zdev: nothing ends, and nothing runs twice. */
async function deleted(world: World): Promise<Verdicts> {
  const supervisor = world.supervisor();
  deleteAll(join(world.dir, '.zdev'));
  const again = await world.run('up', '-d');
  await until(() => existsSync(join(world.dir, '.zdev/zdev.pid')), { what: 'the lock is put back' });
  if (world.supervisor() !== supervisor) throw new Error('another supervisor has the lock');
  const verdicts: Verdicts = new Map();
  for (const { name, ends } of world.kinds) {
    const runs = new Set(world.processesOf(name).map(({ run }) => run));
    if (ends ? runs.size > 1 : runs.size !== 1) verdicts.set(name, `${runs.size} runs: ${again.text}`);
  }
  return verdicts;
}

/** The supervisor is killed, and another one adopts what runs: the same processes, or, on a terminal, one new run. */
async function takenOver(world: World): Promise<Verdicts> {
  const supervisor = world.supervisor();
  const before = await world.rows();
  process.kill(supervisor, 'SIGKILL');
  await until(() => !lives(supervisor));
  await world.ok('up', '-d');
  const verdicts: Verdicts = new Map();
  for (const { name, ends, terminal } of world.kinds) {
    if (ends) continue;
    const isAsBefore = async () => {
      const row = (await world.rows()).get(name);
      const runs = new Set(world.processesOf(name).map(({ run }) => run));
      return row?.state === 'running' && runs.size === 1 && (terminal || row.pid === before.get(name)?.pid);
    };
    await until(isAsBefore, { timeoutMs: END_MS }).catch(() => {
      verdicts.set(name, `not adopted: ${JSON.stringify(world.processesOf(name))}`);
    });
  }
  return verdicts;
}

/** A supervisor of the background takes SIGTERM for `down`. */
async function signalled(world: World, signal: NodeJS.Signals): Promise<Verdicts> {
  const supervisor = world.supervisor();
  process.kill(supervisor, signal);
  await until(() => !lives(supervisor), { timeoutMs: END_MS, what: 'the end of the supervisor' });
  return leftOver(world);
}

/** Nobody is left who could end the services: the next zdev does. */
async function bothKilled(world: World): Promise<Verdicts> {
  const zdev = world.start(['up', '--no-tui', '--exit-on', 'never']);
  await zdev.prints('keep: started');
  await until(async () => (await world.run('ps')).status === 0, { what: 'the supervisor answers' });
  await world.settled();
  const guardians = childrenOf(zdev.pid, 'zdev-guardian');
  process.kill(zdev.pid, 'SIGSTOP'); // it would replace its guardian
  for (const guardian of guardians) process.kill(guardian, 'SIGKILL');
  zdev.kill('SIGKILL');
  await zdev.ended();
  world.configure([]);
  await world.ok('up', '-d', '--wait');
  const left = await leftOver(world);
  await world.ok('down');
  return left;
}

/** Its guardian is killed, and then zdev: the guardian that follows ends the services. */
async function guardianKilled(_: World, zdev: Zdev): Promise<void> {
  const [guardian] = childrenOf(zdev.pid, 'zdev-guardian');
  if (guardian === undefined) throw new Error('there is no guardian');
  process.kill(guardian, 'SIGKILL');
  const next = () => childrenOf(zdev.pid, 'zdev-guardian').filter((pid) => pid !== guardian && lives(pid));
  await until(() => next().length === 1, { what: 'another guardian' });
  zdev.kill('SIGKILL');
}
