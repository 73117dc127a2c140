// Writes 100,000 lines of 100 bytes a second, as evenly as timers allow.
const line = `${'x'.repeat(99)}\n`;
const beganMs = performance.now();
let lines = 0;
setInterval(() => {
  const due = Math.floor((performance.now() - beganMs) * 100) - lines;
  lines += due;
  process.stdout.write(line.repeat(due));
}, 5);
