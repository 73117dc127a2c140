// Answers who asks for `ps`, until its own input ends: node serve.mjs DIR
// Who asks has a named pipe, `DIR/N`, and writes its question into `DIR/N.ask`; its name in `DIR/asked` brings the answer.
import { closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ps } from './ps.mjs';

const [dir] = process.argv.slice(2);
process.stdin.resume().on('end', () => process.exit());
// Open for writing as well, so that it has no end.
const fd = openSync(join(dir, 'asked'), constants.O_RDWR | constants.O_NONBLOCK);
// Not by a stream of files: an exit would wait for its read.
createInterface({ input: new Socket({ fd, readable: true, writable: false }) }).on('line', answer);

function answer(name) {
  try {
    const [zone, language, ...args] = readFileSync(`${name}.ask`, 'utf8').split('\n').slice(0, -1);
    const { out, error, status } = ps(args, { zone, language });
    writeFileSync(`${name}.out`, out);
    writeFileSync(`${name}.error`, error);
    const reply = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(reply, `${status}\n`);
    closeSync(reply);
  } catch (error) {
    // Who asked was killed meanwhile.
    if (error.code !== 'ENXIO' && error.code !== 'ENOENT') throw error;
  }
}
