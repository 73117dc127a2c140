// Answers a number with as many bytes, and 0 with endless bytes.
const { createServer } = require('node:net');

const CHUNK = Buffer.alloc(65_536, 'x');
createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (line) => {
    const count = Number(line.toString('latin1'));
    let left = count === 0 ? Number.POSITIVE_INFINITY : count;
    const send = () => {
      while (left > 0) {
        const piece = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
        left -= piece.length;
        if (left === 0) return socket.end(piece);
        if (!socket.write(piece)) return;
      }
    };
    socket.on('drain', send);
    send();
  });
}).listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 });
