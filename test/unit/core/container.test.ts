import { expect, test } from 'vitest';
import { publishedPorts } from '../../../src/core/container.ts';
import { portsOf } from '../../../src/core/service.ts';
import { service } from './scenario.ts';

test.each([
  [['80'], []],
  [['8080:80'], [8080]],
  [['127.0.0.1:8080:80/tcp'], [8080]],
  [['[::1]:8080:80'], [8080]],
  [['53:53/udp'], []],
  [['0:80'], []],
  [['127.0.0.1::80'], []],
  [
    ['8080-8082:80-82', '90:90'],
    [8080, 8081, 8082, 90],
  ],
  [['10000-60000:10000-60000'], []],
])('of %j these are looked at before the start: %j', (ports, expected) => {
  expect(publishedPorts({ ports })).toEqual(expected);
});

test('all published ports of a service have to be free, besides its own', () => {
  const container = { ports: ['8080:80', '9090:90'] } as never;
  expect(portsOf(service('a', { port: 8080, container }))).toEqual([8080, 9090]);
});
