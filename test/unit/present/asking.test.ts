import { describe, expect, test } from 'vitest';
import { isQuestion } from '../../../src/core/causes/asking.ts';
import { type Cause, causesIn } from '../../../src/core/causes/cause.ts';
import { severityOf } from '../../../src/core/causes/problems.ts';
import { settlesInMs } from '../../../src/core/causes/settled.ts';
import type { Event } from '../../../src/core/event.ts';
import { remarksOn } from '../../../src/present/narrate.ts';
import { nextSteps, questionSteps } from '../../../src/present/next.ts';
import { scenario, service } from '../core/scenario.ts';

/** A service that runs, and what is said, known and advised of it after this event. */
function after(event: Partial<Event>) {
  const world = scenario([service('api')])
    .start('api')
    .spawned('api');
  const before = world.state;
  world.tell({ name: 'api', run: 1, ...event } as Event);
  const cause = causesIn(world.state, world.nowMs)('api') as Cause;
  const said = remarksOn(world.state, before, world.nowMs).map(({ text, level }) => [level, text]);
  return { world, cause, said, severity: severityOf(cause), next: nextSteps(cause) };
}

const asked = (text: string, terminal = true) =>
  after({ type: 'input-awaited', prompt: { text, terminal } } as Partial<Event>);

describe('a service that asks something', () => {
  test('is not as wanted, even where it counts as ready, and it is said how to answer', () => {
    const { cause, said, severity, next } = asked('Overwrite? [y/N]');
    expect([cause.ready, severity]).toEqual([true, 'unhealthy']);
    expect(said).toEqual([['error', 'waits for input: "Overwrite? [y/N]"']]);
    expect(next).toEqual(['it waits for an answer: zdev attach api (on the screen: Enter)']);
    expect(nextSteps(cause, 'screen')).toEqual(['it waits for an answer: press Enter on its row']);
    expect(questionSteps(cause, 'Overwrite? [y/N]')).toEqual([]);
  });

  test('cannot be answered without a terminal', () => {
    const { said, next } = asked('Overwrite? [y/N]', false);
    expect(said).toEqual([['error', 'waits for input: "Overwrite? [y/N]"; stdin is empty here: tty = true']]);
    expect(next).toEqual([]);
  });

  test('a question differs from a prompt for commands', () => {
    const { said, severity } = asked('irb(main):001>');
    expect([said, severity]).toEqual([[], null]);
  });

  test.each(['? Port:', 'Continue?', 'Reset (yes/no)', 'Overwrite? [y/N] ', 'Enter password: '])('%s', (text) => {
    expect(isQuestion(text)).toBe(true);
  });

  test.each(['psql=#', '>>> ', 'GET /users?page=2 200', 'ready'])('%s does not ask', (text) => {
    expect(isQuestion(text)).toBe(false);
  });
});

test('a suspended service is a problem, and the text says how to continue it', () => {
  const { said, severity } = after({ type: 'suspended', suspended: true } as Partial<Event>);
  expect(severity).toBe('unhealthy');
  expect(said).toEqual([
    ['error', expect.stringMatching(/^suspended \(running; continue it with: kill -CONT -- -\d+\)$/)],
  ]);
});

test('a service that asks something is not settled', () => {
  const settled = (event: Partial<Event>) => {
    const { world } = after(event);
    world.nowMs += 60_000;
    return settlesInMs('api', causesIn(world.state, world.nowMs), world.state);
  };
  const prompt = (text: string) => ({ type: 'input-awaited', prompt: { text, terminal: true } }) as Partial<Event>;
  expect(settled(prompt('Overwrite? [y/N]'))).toBeNull();
  expect(settled(prompt('irb(main):001>'))).toBe(0);
});
