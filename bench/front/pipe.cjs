// The baseline for fronts: Node's own pipe(), both ways.
const { connect, createServer } = require('node:net');

const [from, to] = process.argv.slice(2).map(Number);
createServer({ allowHalfOpen: true }, (client) => {
  const backend = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
  for (const socket of [client, backend]) socket.setNoDelay(true).on('error', () => {});
  client.pipe(backend);
  backend.pipe(client);
}).listen({ port: from, host: '127.0.0.1', backlog: 4096 });
