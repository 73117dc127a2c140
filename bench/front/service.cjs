// A small service: answers each request with its pid, after 5 ms, and notes the port of each accepted client. When
// stopped, it ends without waiting for its answers, but never between accepting and noting.
const { openSync, writeSync } = require('node:fs');
const { createServer } = require('node:http');

const accepted = openSync('accepted', 'a');
const server = createServer((_, answer) => setTimeout(() => answer.end(`${process.pid}`), 5));
server.on('connection', ({ remotePort }) => writeSync(accepted, `${remotePort}\n`));
server.listen(process.env.LISTEN_FDS ? { fd: 3 } : { port: Number(process.env.PORT), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit());
