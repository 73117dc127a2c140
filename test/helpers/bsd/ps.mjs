// A stand-in for the `ps` of macOS, on Linux: the options and keywords that one knows, and no others; times in the local
// zone and language; and no environment of programs that the system protects, which is what lies in /bin and its like.
// One process answers all who ask (see `serve.mjs`): a start of Node for each look would take longer than the tests.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

const BOOLEAN = 'AaCcdEefhjlMmrSTvwXx';
const WITH_VALUE = 'GgOopstUu';
const COLUMNS = {
  pid: (p) => String(p.pid),
  ppid: (p) => String(p.ppid),
  pgid: (p) => String(p.pgid),
  tty: (p) => terminalOf(p.pid),
  uid: (p) => String(p.uid),
  stat: (p) => p.stat,
  state: (p) => p.stat,
  lstart: (p, { language }) => startOf(p.ticks, language),
  etime: (p) => clock(upSeconds() - p.ticks / 100),
  time: (p) => `${Math.floor(p.cpuTicks / 6000)}:${((p.cpuTicks % 6000) / 100).toFixed(2).padStart(5, '0')}`,
  rss: (p) => String(p.rssPages * 4),
  pcpu: () => '0.0',
  '%cpu': () => '0.0',
  comm: (p) => (p.dead ? `(${p.name})` : p.executable || p.name),
  command: (p, shows) => commandOf(p, shows),
  args: (p, shows) => commandOf(p, shows),
};

/** What it prints, with its exit status. `zone` and `language` are those of who asks. */
export function ps(args, { zone, language }) {
  if (zone === '') delete process.env.TZ;
  else process.env.TZ = zone;
  const wanted = { all: false, noTerminal: false, pids: null, environment: false, columns: [], language };
  try {
    readOptions(args, wanted);
    if (wanted.columns.length === 0) fail('the stand-in knows no default format');
  } catch (error) {
    return { out: '', error: `${error.message}\n`, status: 1 };
  }
  const rows = processes().filter((row) => isWanted(row, wanted));
  const lines = rows.map((row) => lineOf(row, wanted));
  if (wanted.columns.some(({ title }) => title !== '')) {
    lines.unshift(wanted.columns.map(({ title }) => title).join(' '));
  }
  return { out: lines.map((line) => `${line}\n`).join(''), error: '', status: rows.length === 0 ? 1 : 0 };
}

function lineOf(row, wanted) {
  const last = wanted.columns.length - 1;
  const cells = wanted.columns.map(({ name }, index) => {
    const text = COLUMNS[name](row, wanted);
    return index === last ? text : /^\d+$/.test(text) ? text.padStart(5) : text.padEnd(4);
  });
  return cells.join(' ');
}

/** Without `/dev/`, as there. */
function terminalOf(pid) {
  try {
    const path = readlinkSync(`/proc/${pid}/fd/0`);
    return path.startsWith('/dev/pts/') ? path.slice('/dev/'.length) : '??';
  } catch {
    return '??';
  }
}

function readOptions([...args], wanted) {
  while (args.length > 0) {
    const word = args.shift();
    if (!/^-[A-Za-z]/.test(word)) fail(`illegal argument: ${word}`);
    for (let at = 1; at < word.length; at++) {
      const letter = word[at];
      if (WITH_VALUE.includes(letter)) {
        const value = word.slice(at + 1) || args.shift();
        if (value === undefined) fail(`option requires an argument -- ${letter}`);
        readValue(letter, value, wanted);
        break;
      }
      if (!BOOLEAN.includes(letter)) fail(`illegal option -- ${letter}`);
      if (letter === 'E') wanted.environment = true;
      if (letter === 'x') wanted.noTerminal = true;
      if (letter === 'A' || letter === 'e') wanted.all = true;
      if (letter === 'a') wanted.everybody = true;
    }
  }
  if (wanted.everybody && wanted.noTerminal) wanted.all = true;
}

function readValue(letter, value, wanted) {
  if (letter === 'p') wanted.pids = value.split(/[ ,]+/).map(Number);
  else if (letter === 'o') {
    for (const item of value.split(/[ ,]+/)) {
      const [name, title = name.toUpperCase()] = item.split('=');
      if (!Object.hasOwn(COLUMNS, name)) fail(`${name}: keyword not found`);
      wanted.columns.push({ name, title });
    }
  } else fail(`the stand-in knows no -${letter}`);
}

function isWanted(process, wanted) {
  if (wanted.pids) return wanted.pids.includes(process.pid);
  if (wanted.all) return true;
  return process.uid === globalThis.process.getuid() && (wanted.noTerminal || process.tty !== 0);
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [look(Number(pid))];
      } catch {
        return [];
      }
    });
}

function look(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const [state, ppid, pgid, session, tty] = fields;
  const letter = { D: 'U', t: 'T', I: 'I' }[state] ?? state;
  return {
    pid,
    ppid: Number(ppid),
    pgid: Number(pgid),
    tty: Number(tty),
    dead: 'ZX'.includes(state),
    stat: letter + (Number(session) === pid ? 's' : ''),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    ticks: Number(fields[19]),
    rssPages: Number(fields[21]),
    name: text.slice(text.indexOf('(') + 1, end),
    uid: statSync(`/proc/${pid}`).uid,
    executable: attempt(() => readlinkSync(`/proc/${pid}/exe`)),
  };
}

function commandOf(process, { environment }) {
  if (process.dead) return `(${process.name})`;
  const args = words(process.pid, 'cmdline').join(' ') || `(${process.name})`;
  // Node is never among them there.
  const isProtected = /^\/(usr\/)?s?bin\/(?!node$)/.test(process.executable);
  return environment && !isProtected ? [args, ...words(process.pid, 'environ')].join(' ') : args;
}

function words(pid, file) {
  return attempt(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'))
    .split('\0')
    .filter((word) => word !== '');
}

/** As `strftime("%c")` has it: the order of the words depends on the language. */
function startOf(ticks, language) {
  const [, bootSeconds] = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
  const date = new Date(Number(bootSeconds) * 1000 + Math.floor(ticks / 100) * 1000);
  const [weekday, month, day, year, time] = date.toString().split(' ');
  const short = String(Number(day)).padStart(2);
  return /^(C|POSIX)/.test(language)
    ? `${weekday} ${month} ${short} ${time} ${year}`
    : `${weekday} ${short} ${month} ${time} ${year}`;
}

function upSeconds() {
  return Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
}

function clock(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

function attempt(read) {
  try {
    return read();
  } catch {
    return '';
  }
}

function fail(message) {
  throw new Error(`ps: ${message}`);
}
