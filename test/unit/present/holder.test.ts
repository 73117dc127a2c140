import { expect, test } from 'vitest';
import { isForwarder, type PortHolder } from '../../../src/core/port-holder.ts';
import { holderRemedies, holderText } from '../../../src/present/holder.ts';

const proxy = '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 5432 -container-ip 172.17.0.2';

test.each<[string, PortHolder, string, RegExp]>([
  ['a process', { pid: 7, command: 'node server.js' }, 'pid 7 (node server.js)', /^kill 7, .*--free-ports/],
  [
    'a container',
    { pid: 7, command: proxy },
    'a container (pid 7, docker-proxy)',
    /^docker ps --filter publish=5432 names/,
  ],
  ['a container without a pid', { pid: null, command: 'rootlessport' }, 'a container (rootlessport)', /docker stop/],
  ['somebody of another user', { pid: null, command: null }, 'another process', /^find its process .*lsof -i :5432/],
  [
    'a connection',
    { pid: 7, command: 'curl', connection: true },
    'a connection (pid 7, curl)',
    /^the service starts when that connection is over/,
  ],
  ['a connection that is over', { pid: null, command: null, connection: true }, 'a connection', /^the service starts/],
  [
    'a service of this project',
    { pid: 7, command: 'x', owner: { service: 'db', dir: null, sameProject: true } },
    'db (pid 7)',
    /^two services have the same port/,
  ],
  [
    'a service of another project',
    { pid: 7, command: 'x', owner: { service: 'db', dir: '/home/me/shop', sameProject: false } },
    'db of project /home/me/shop (pid 7, x)',
    /^zdev down in \/home\/me\/shop/,
  ],
  [
    'a service of another checkout',
    {
      pid: 7,
      command: 'x',
      owner: { service: 'db', dir: '/home/me/shop', sameProject: false, otherCheckout: { branch: 'main' } },
    },
    'db of project /home/me/shop (branch main, pid 7, x)',
    /^zdev down, then zdev up --isolated \(or zdev up --isolated -d\) .*\nzdev down in \/home\/me\/shop/,
  ],
])('%s that holds a port', (_, holder, text, remedy) => {
  expect(holderText(holder)).toBe(text);
  expect(holderRemedies(5432, holder).join('\n')).toMatch(remedy);
});

test.each([
  ['docker-proxy', true],
  ['com.docker.backend', true],
  [proxy, true],
  ['node docker-proxy.js', false],
  ['', false],
])('%s holds ports for containers: %s', (command, is) => expect(isForwarder(command)).toBe(is));
