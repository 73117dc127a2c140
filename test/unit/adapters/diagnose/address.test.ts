import { expect, test } from 'vitest';
import { addressInUse } from '../../../../src/adapters/diagnose/address.ts';

test.each([
  ['node', 'Error: listen EADDRINUSE: address already in use :::3000', 3000],
  ['node, one address', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:15480', 15480],
  ['go', '2024/01/02 10:11:12 listen tcp :8080: bind: address already in use', 8080],
  ['go, one address', '2024/01/02 10:11:12 listen tcp 127.0.0.1:8080: bind: address already in use', 8080],
  [
    'uvicorn',
    "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    8000,
  ],
  ['gunicorn', "[2024-01-02 10:11:12 +0000] [7] [ERROR] Connection in use: ('127.0.0.1', 8001)", 8001],
  [
    'flask',
    'Address already in use\nPort 5000 is in use by another program. Either identify and stop that program',
    5000,
  ],
  ['ruby', 'Address already in use - bind(2) for "127.0.0.1" port 3000 (Errno::EADDRINUSE)', 3000],
  ['spring', 'Web server failed to start. Port 8080 was already in use.', 8080],
  ['php', '[Tue] Failed to listen on localhost:8002 (reason: Address already in use)', 8002],
  ['nginx', 'nginx: [emerg] bind() to 0.0.0.0:8088 failed (98: Address already in use)', 8088],
  [
    'postgres',
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster already running on port 5433? If not, wait',
    5433,
  ],
  ['redis', '# Warning: Could not create server TCP listening socket *:6379: bind: Address already in use', 6379],
  ['vite', 'Error: Port 5173 is already in use', 5173],
  ['docker', 'Bind for 0.0.0.0:8443 failed: port is already allocated', 8443],
  ['.net', 'System.IO.IOException: Failed to bind to address http://127.0.0.1:5001: address already in use.', 5001],
  ['node, as an object', "Error: listen EADDRINUSE\n  code: 'EADDRINUSE',\n  port: 9000", 9000],
  ['rust', 'Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }', null],
  ['python', 'OSError: [Errno 98] Address already in use', null],
])('%s', (_, output, port) => expect(addressInUse(output.split('\n'))).toEqual({ port }));

test.each(['listening on port 3000', 'the address book is in use', ''])('%j is no such thing', (line) => {
  expect(addressInUse([line])).toBeNull();
});
