// Writes coloured lines of about 100 bytes, each with another number, at this rate per second, as evenly as timers
// allow.
//   node bench/tui/writer.mjs RATE
const perMs = Number(process.argv[2]) / 1000;
const beganMs = performance.now();
let lines = 0;
setInterval(() => {
  const due = Math.floor((performance.now() - beganMs) * perMs) - lines;
  let text = '';
  for (let i = 0; i < due; i++) {
    lines++;
    text += `\x1b[32mINFO\x1b[0m GET /v1/users/${lines} 200 in ${lines % 97}ms ${'x'.repeat(55)}\n`;
  }
  if (text !== '') process.stdout.write(text);
}, 5);
