import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse as parsePlist } from 'fast-plist';
import { expect, test } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { parseProcfile } from '../../../src/config/procfile.ts';
import type { Project } from '../../../src/config/project.ts';
import type { Exported } from '../../../src/export/format.ts';
import { FORMATS } from '../../../src/export/formats.ts';
import { tempDir } from '../../helpers/temp.ts';
import { service } from '../rpc/specs.ts';
import { readIni, shlex, supervisordValue, systemdCommand, systemdWords, undouble } from './readers.ts';
import { textOf } from './rig.ts';

/** How a system starts what was exported. */
interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Undefined where a format does not say it. */
  readonly dir: string | undefined;
}

/** Reads the one service of an export as the system does that it is for. */
const LAUNCH: Readonly<Record<string, (exported: Exported) => Launch>> = {
  systemd: (exported) => {
    const keys = readIni(textOf(exported, 'shop-web.service'), 'Service');
    const pairs = keys.get('Environment')!.flatMap(systemdWords);
    const dir = keys.get('WorkingDirectory')![0]!.replaceAll('%%', '%');
    return { argv: systemdCommand(keys.get('ExecStart')![0]!), env: asEnv(pairs), dir };
  },
  launchd: (exported) => {
    const { ProgramArguments: argv, EnvironmentVariables: env, WorkingDirectory: dir } = parsePlist(textOf(exported));
    return { argv, env, dir };
  },
  compose: (exported) => {
    const { command, environment } = parseYaml(textOf(exported)).services.web;
    const literal = (text: string) => undouble(text, /\$/);
    const env = Object.entries<string>(environment).map(([key, text]) => [key, literal(text)]);
    return { argv: command.map(literal), env: Object.fromEntries(env), dir: undefined };
  },
  kubernetes: (exported) => {
    const [deployment] = parseAllDocuments(textOf(exported)).map((document) => document.toJS());
    const { args, env } = deployment.spec.template.spec.containers[0];
    const literal = (text: string) => undouble(text, /\$\(/);
    const pairs = env.map(({ name, value }: { name: string; value: string }) => [name, literal(value)]);
    return { argv: args.map(literal), env: Object.fromEntries(pairs), dir: undefined };
  },
  procfile: (exported) => {
    const { entries } = parseProcfile({ file: 'Procfile', text: textOf(exported) });
    expect(entries).toHaveLength(1);
    return { argv: ['/bin/sh', '-c', entries[0]!.command], env: {}, dir: undefined };
  },
  upstart: (exported) => {
    const script = /^script\n([\s\S]*?)\nend script$/m.exec(textOf(exported, 'shop-web.conf'))![1]!;
    return { argv: ['/bin/sh', '-e', '-c', script], env: {}, dir: undefined };
  },
  runit: (exported) => {
    const argv = ['/bin/sh', '-c', textOf(exported, 'shop-web/run'), './run', 'grouped'];
    return { argv, env: {}, dir: undefined };
  },
  supervisord: (exported) => {
    const keys = readIni(textOf(exported), 'program:shop-web');
    const value = (key: string) => supervisordValue(keys.get(key)?.[0] ?? '');
    const pairs = Array.from(value('environment').matchAll(/(\w+)="([^"]*)"/g), ([, key, text]) => `${key}=${text}`);
    return { argv: shlex(value('command')), env: asEnv(pairs), dir: value('directory') || undefined };
  },
};

function asEnv(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

const NASTY = `' " \\ $ $$ $HOME \${HOME} $(HOME) $((1)) % %% %s %(x)s %h \` & < > | ; # ! * ~ ? [ ] { } - @ : , = é 😀 \u0085 \u2028 \u2029 \ufeff`;
const word = fc.constantFrom(
  ...NASTY.split(' '),
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\nend script\n',
  ' ; ',
  ' # ',
  '\\n',
  '\u007f',
  '\u0001',
);
const text = fc
  .array(fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 8 })
  .map((parts) => parts.join('').replaceAll('\0', ''));

test.each(Object.keys(FORMATS))('%s: a command gets exactly the texts that the project says', async (name) => {
  const { write } = await FORMATS[name]!();
  const root = tempDir();
  const dir = join(root, `it's a "dir" 100% $HOME é; #1`);
  mkdirSync(dir);
  fc.assert(
    fc.property(text, text, (said, set) => {
      const quoted = `'${said.replaceAll("'", `'"'"'`)}'`;
      const exec = `printf '%s|%s|%s' ${quoted} "$SET" "$(pwd)"`;
      const web = service('web', { exec, dir, env: { SET: set, OTHER: 'other' }, image: 'node:22' });
      const project = { name: 'shop', dir: root, env: {}, services: [web] } as unknown as Project;
      const exported = write(project);
      const launch = LAUNCH[name]!(exported);
      const [file, ...args] = launch.argv;
      const { stdout, stderr } = spawnSync(file!, args, {
        cwd: launch.dir ?? root,
        env: { PATH: process.env['PATH'], ...launch.env },
        encoding: 'utf8',
      });
      const place = ['compose', 'kubernetes'].includes(name) ? root : dir;
      const expected = `${said}|${set}|${place}`;
      expect({ stdout, stderr }).toEqual({ stdout: name === 'launchd' ? inXml(expected) : expected, stderr: '' });
      if (name === 'launchd') expect(exported.warnings.length > 0).toBe(inXml(expected) !== expected);
    }),
    { numRuns: 60 },
  );
});

/** XML cannot hold control characters. */
function inXml(said: string): string {
  return said.replace(/[\u0001-\u0008\u000b-\u001f\ufffe\uffff]/g, '');
}
