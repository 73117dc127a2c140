/**
 * What the file system of a project cannot do: hard links, or permissions (everything is open to all, as on `/mnt/c` of WSL);
 * it has no room left, or is read-only.
 */
export type Lack = 'links' | 'permissions' | 'room' | 'writing';

/**
 * The environment in which programs written for Node find this below `dir`. No such file system can be mounted in a test, so
 * the calls of Node are replaced before the program begins.
 */
export function lacking(lack: Lack, dir: string): { readonly NODE_OPTIONS: string } {
  const text = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const dir = ${JSON.stringify(dir)};
const isIn = (path) => String(path).startsWith(\`\${dir}/\`);
${TEXTS[lack]}
syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(text)}` };
}

const NO_LINKS = `const { linkSync } = fs;
fs.linkSync = (from, to) => {
  if (!isIn(to)) return linkSync(from, to);
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', errno: -1, syscall: 'link' });
};`;

const NO_PERMISSIONS = `const { chmodSync } = fs;
fs.chmodSync = (path, mode) => { if (!isIn(path)) chmodSync(path, mode); };
for (const name of ['lstatSync', 'statSync']) {
  const look = fs[name];
  fs[name] = (path, options) => {
    const stats = look(path, options);
    if (stats && isIn(path)) stats.mode |= typeof stats.mode === 'bigint' ? 0o777n : 0o777;
    return stats;
  };
}`;

const FAILS = `const fail = (code, call) => {
  throw Object.assign(new Error(\`\${code}: \${call}\`), { code, errno: -1, syscall: call });
};`;

/** Files can be made, but stay empty, as on ext4 and tmpfs. */
const NO_ROOM = `${FAILS}
const own = new Set();
const { openSync, closeSync, writeSync } = fs;
fs.openSync = (path, ...rest) => {
  const fd = openSync(path, ...rest);
  if (isIn(path) && fs.fstatSync(fd).isFile()) own.add(fd);
  return fd;
};
fs.closeSync = (fd) => { own.delete(fd); closeSync(fd); };
fs.writeSync = (fd, ...rest) => own.has(fd) ? fail('ENOSPC', 'write') : writeSync(fd, ...rest);`;

/** Pipes can still be written to. */
const NO_WRITING = `${FAILS}
const { openSync, accessSync } = fs;
const isPipe = (path) => fs.statSync(path, { throwIfNoEntry: false })?.isFIFO();
fs.openSync = (path, flags = 'r', ...rest) => {
  const writes = flags !== 'r' && (typeof flags === 'string' || (flags & 3) !== 0);
  return writes && isIn(path) && !isPipe(path) ? fail('EROFS', 'open') : openSync(path, flags, ...rest);
};
fs.accessSync = (path, mode = 0) => isIn(path) && (mode & 2) ? fail('EROFS', 'access') : accessSync(path, mode);
for (const name of ['mkdirSync', 'linkSync', 'renameSync', 'unlinkSync', 'rmSync', 'rmdirSync', 'chmodSync', 'writeFileSync']) {
  const call = fs[name];
  fs[name] = (...args) => args.slice(0, 2).some(isIn) ? fail('EROFS', name) : call(...args);
}`;

const TEXTS: Readonly<Record<Lack, string>> = {
  links: NO_LINKS,
  permissions: NO_PERMISSIONS,
  room: NO_ROOM,
  writing: NO_WRITING,
};
