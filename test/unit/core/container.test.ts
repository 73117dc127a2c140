import { expect, test } from 'vitest';
import { commonWords, imageLine, publishedPorts } from '../../../src/core/container.ts';
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
])('of the ports %j, these are checked before the start: %j', (ports, expected) => {
  expect(publishedPorts({ ports })).toEqual(expected);
});

test('all published ports of a service must be free, and its own port', () => {
  const container = { ports: ['8080:80', '9090:90'] } as never;
  expect(portsOf(service('a', { port: 8080, container }))).toEqual([8080, 9090]);
});

test('the options of a container are in the order that an engine expects', () => {
  const base = {
    variables: ['A'],
    options: ['--rm'],
    ports: ['80:80'],
    network: null,
    entrypoint: [],
    image: 'web',
    words: ['run'],
  };
  expect(commonWords(base as never)).toEqual(['--env', 'A', '--publish', '80:80', '--rm', 'web', 'run']);
  const more = { ...base, network: { name: 'shop', aliases: ['api'] }, entrypoint: ['sh', '-c'] };
  expect(commonWords(more as never).join(' ')).toBe(
    '--network shop --network-alias api --env A --publish 80:80 --rm --entrypoint sh web -c run',
  );
});

test('an image is built if it is built here, and otherwise fetched: always, if it is missing, or never', () => {
  const line = (build: string[] | null, pull: 'always' | 'missing' | 'never') =>
    imageLine({ build, pull, image: 'db' } as never, 'docker');
  expect(line(['build', '.'], 'never')).toBe('docker build .');
  expect(line(null, 'always')).toBe('docker pull db');
  expect(line(null, 'missing')).toBe('docker image inspect db >/dev/null 2>&1 || docker pull db');
  expect(line(null, 'never')).toBeNull();
});
