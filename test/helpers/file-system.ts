/** What the file system of a project cannot do: hard links, or permissions (everything is open to all, as on `/mnt/c` of WSL). */
export type Lack = 'links' | 'permissions';

/**
 * The environment in which programs written for Node find this below `dir`. No such file system can be mounted in a test, so
 * the calls of Node are replaced before the program begins.
 */
export function lacking(lack: Lack, dir: string): { readonly NODE_OPTIONS: string } {
  const text = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const dir = ${JSON.stringify(dir)};
const isIn = (path) => String(path).startsWith(\`\${dir}/\`);
${lack === 'links' ? NO_LINKS : NO_PERMISSIONS}
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
