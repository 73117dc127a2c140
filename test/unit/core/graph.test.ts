import { describe, expect, test } from 'vitest';
import { buildGraph, closure, dependentsOf } from '../../../src/core/graph.ts';
import { service } from './scenario.ts';

describe('buildGraph', () => {
  test('orders by requires and after, and otherwise as declared', () => {
    const { order } = buildGraph([
      service('web', { requires: ['api'] }),
      service('mail'),
      service('api', { after: ['logger'], requires: ['db'] }),
      service('logger'),
      service('db'),
    ]);
    expect(order).toEqual(['db', 'logger', 'api', 'web', 'mail']);
  });

  test('conflicts hold in both directions, once, and not with itself', () => {
    const { conflicts } = buildGraph([
      service('a', { conflicts: ['b', 'a', 'nobody'] }),
      service('b', { conflicts: ['a'] }),
      service('c'),
    ]);
    expect(Object.fromEntries(conflicts)).toEqual({ a: ['b'], b: ['a'], c: [] });
  });

  test('a cycle that passed the config keeps every name', () => {
    const { order } = buildGraph([service('a', { requires: ['b'] }), service('b', { requires: ['a'] })]);
    expect([...order].sort()).toEqual(['a', 'b']);
  });

  test('a chain of 20,000 needs no more stack than one of two', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => service(`s${i}`, { requires: i ? [`s${i - 1}`] : [] }));
    expect(buildGraph(chain.reverse()).order.slice(0, 2)).toEqual(['s0', 's1']);
  });
});

describe('closure', () => {
  test('dependents, directly and through others, without the start', () => {
    const graph = buildGraph([
      service('db'),
      service('api', { requires: ['db'] }),
      service('web', { requires: ['api'] }),
      service('mail'),
    ]);
    expect([...dependentsOf(graph, ['db'])].sort()).toEqual(['api', 'web']);
  });

  test('contains a start that is reached again', () => {
    const next: Record<string, string[]> = { a: ['b'], b: ['a'] };
    expect([...closure(['a'], (name) => next[name] ?? [])].sort()).toEqual(['a', 'b']);
  });
});

test('a cycle is reported, and a service that is reached twice is not a cycle', () => {
  const ring = [service('a', { requires: ['b'] }), service('b', { requires: ['a'] })];
  expect(buildGraph(ring).isCyclic).toBe(true);
  const diamond = [service('top'), service('l', { requires: ['top'] }), service('r', { requires: ['top'] })];
  expect(buildGraph([service('end', { requires: ['l', 'r'] }), ...diamond]).isCyclic).toBe(false);
});
