// Replaces what differs between recordings without meaning: pids, ports, times of day and the temporary directory.
// Durations stay.

const DIRECTORY = '/home/ada/shop';
/** When the recording begins, in seconds since midnight. */
const BEGIN = 9 * 3600 + 30 * 60;
/** The pid shown for the first process. */
const FIRST_PID = 41_270;

/**
 * Returns a function that does this for a row of cells. `startedAt` is a Date; `ports` maps each port to the shown one.
 */
export function steadier({ dir, ports, startedAt }) {
  const shiftSeconds = BEGIN - secondsOfDay(startedAt);
  const pids = new Map();
  const pidFor = (pid) => {
    if (!pids.has(pid)) pids.set(pid, String(FIRST_PID + pids.size));
    return pids.get(pid);
  };
  const rules = [
    [new RegExp(escapeRegExp(dir), 'g'), () => DIRECTORY],
    [/(?<=\bpid\s+)\d+/g, pidFor],
    [new RegExp([...ports.keys()].join('|'), 'g'), (port) => ports.get(port)],
    [/\b\d\d:\d\d:\d\d\b/g, (clock) => clockText(secondsOf(clock) + shiftSeconds)],
  ];
  return (cells) => rules.reduce((row, [pattern, to]) => replaceInCells(row, pattern, to), cells);
}

/** The new text has the style of the first replaced cell. */
function replaceInCells(cells, pattern, to) {
  const text = cells.map((cell) => cell.text || ' ').join('');
  // A character of several units would shift everything after it.
  if (text.length !== cells.length) return cells;
  const row = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const { style } = cells[match.index];
    row.push(...cells.slice(at, match.index), ...Array.from(to(match[0]), (character) => ({ text: character, style })));
    at = match.index + match[0].length;
  }
  row.push(...cells.slice(at));
  return fitted(row, cells.length);
}

/** Restores the width of a row where it is least visible: in its last horizontal line, or at its end. */
function fitted(row, width) {
  const blank = { ...row.at(-1), text: ' ' };
  const line = row.findLastIndex(({ text }) => text === '─');
  const fill = Array.from({ length: Math.max(width - row.length, 0) }, () => (line < 0 ? blank : row[line]));
  const surplus = Math.max(row.length - width, 0);
  return row.toSpliced(line < 0 ? row.length - surplus : line - surplus, surplus, ...fill);
}

function secondsOfDay(date) {
  return date.getHours() * 3600 + date.getMinutes() * 60 + date.getSeconds();
}

function secondsOf(clock) {
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

function clockText(seconds) {
  const ofDay = (seconds + 86_400) % 86_400;
  return [ofDay / 3600, (ofDay / 60) % 60, ofDay % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
