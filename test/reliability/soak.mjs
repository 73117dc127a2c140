// `npm run soak -- --minutes N`: a supervisor whose services restart, fail and print without a pause, asked by clients all the
// while. Prints what the supervisor holds, and fails when any of it has grown since the end of the warm-up. Linux only.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 600)) throw new Error('--minutes must be a number from 0 to 600');
if (process.platform !== 'linux') throw new Error('the soak reads /proc: it runs on Linux only');

const program = fileURLToPath(new URL('../../dist/zdev.cjs', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'zdev-soak-'));
const TOML = `
[services.steady]
exec = "exec sleep 100000"
health = { type = "exec", target = "true", interval_ms = 500 }
[services.crashes]
exec = "echo up; sleep 0.2; exit 1"
lifecycle = { restart_delay_ms = 100, restart_delay_max_ms = 100 }
[services.prints]
exec = "while :; do echo some line of output; sleep 0.005; done"
[services.restarted]
exec = "sleep 100000 & wait"
`;
/** What may be added since the warm-up: descriptors of a run that begins, memory that V8 has not collected yet. */
const ALLOWED = { descriptors: 8, memoryMb: 24, processes: 4, files: 16 };

const zdev = (...args) => execFileSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8' });

function sample(pid) {
  const processes = readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'latin1').includes(`ZDEV_SOAK=${dir}`);
    } catch {
      return false;
    }
  }).length;
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    memoryMb: Math.round(Number(rss) / 1024),
    processes,
    files: readdirSync(join(dir, '.zdev'), { recursive: true }).length,
  };
}

/** The least of a few: what comes and goes does not count. */
async function settled(pid) {
  const all = [];
  for (let i = 0; i < 5; i++) {
    all.push(sample(pid));
    await sleep(400);
  }
  return Object.fromEntries(Object.keys(ALLOWED).map((key) => [key, Math.min(...all.map((one) => one[key]))]));
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function churn(untilMs) {
  while (Date.now() < untilMs) {
    for (const args of [
      ['restart', 'restarted'],
      ['ps', '--json'],
      ['logs', '-n', '50'],
      ['why', 'crashes'],
    ]) {
      await new Promise((resolve) =>
        spawn(process.execPath, [program, ...args], { cwd: dir, stdio: 'ignore' }).on('exit', resolve),
      );
    }
  }
}

process.env.ZDEV_SOAK = dir;
process.env.XDG_CONFIG_HOME = fileURLToPath(new URL('../fixtures/user', import.meta.url));
writeFileSync(join(dir, 'zinit.toml'), TOML);
let grown = [];
try {
  zdev('up', '-d');
  const pid = JSON.parse(readFileSync(join(dir, '.zdev/zdev.pid'), 'utf8')).pid;
  const beganMs = Date.now();
  const warmMs = Math.min(minutes * 60_000 * 0.25, 180_000);
  await churn(beganMs + warmMs);
  const before = await settled(pid);
  console.log('minute', ...Object.keys(before));
  console.log((warmMs / 60_000).toFixed(1), ...Object.values(before), '(warm)');
  let now = before;
  while (Date.now() < beganMs + minutes * 60_000) {
    await churn(Math.min(Date.now() + 60_000, beganMs + minutes * 60_000));
    now = await settled(pid);
    console.log(((Date.now() - beganMs) / 60_000).toFixed(1), ...Object.values(now));
  }
  grown = Object.keys(ALLOWED).filter((key) => now[key] - before[key] > ALLOWED[key]);
  for (const key of Object.keys(ALLOWED))
    console.log(`${key}: ${before[key]} -> ${now[key]} (${grown.includes(key) ? 'GROWN' : 'flat'})`);
} finally {
  try {
    zdev('down');
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
process.exit(grown.length > 0 ? 1 : 0);
