import { join, resolve } from 'node:path';
import { kindOf } from './files.ts';
import type { Failed, Found } from './request.ts';

/** `.venv/bin/python`, `source venv/bin/activate`: a program of a Python virtual environment. */
const IN_VIRTUALENV = /(?:^|[\s;&|("'])((?:[\w.@/~-]*\/)?\.?v?(?:irtual)?env[\w.-]*)\/(?:bin|Scripts)\/[\w.-]+/;

/** The command names a Python virtual environment that nobody has created. */
export function lookAtVirtualenv({ command, dir }: Failed): Found | null {
  const [, path] = IN_VIRTUALENV.exec(command) ?? [];
  if (path === undefined || kindOf(resolve(dir, path)) !== 'missing') return null;
  const has = (file: string) => kindOf(join(dir, file)) === 'file';
  const make = has('uv.lock')
    ? 'uv sync'
    : has('poetry.lock')
      ? 'poetry install'
      : `python3 -m venv ${path}${has('requirements.txt') ? ` && ${path}/bin/pip install -r requirements.txt` : ''}`;
  const program = command.slice(command.indexOf(`${path}/`)).split(/[\s;&|"')]/)[0] ?? path;
  return { trouble: { type: 'virtualenv-missing', path: program, make }, awaited: [resolve(dir, program)] };
}

/** Messages of other languages when packages are not installed, and the command that installs them. */
const INSTALLS: readonly { said: RegExp; file: string; install: string }[] = [
  { said: /No module named ['"]?([\w.]+)/, file: 'uv.lock', install: 'uv sync' },
  { said: /No module named ['"]?([\w.]+)/, file: 'poetry.lock', install: 'poetry install' },
  { said: /No module named ['"]?([\w.]+)/, file: 'Pipfile', install: 'pipenv install' },
  { said: /No module named ['"]?([\w.]+)/, file: 'requirements.txt', install: 'pip install -r requirements.txt' },
  { said: /No module named ['"]?([\w.]+)/, file: 'pyproject.toml', install: 'pip install -e .' },
  {
    said: /Could not find (\S+) in |command not found: (\S+)|Bundler::GemNotFound|cannot load such file -- (\S+)/,
    file: 'Gemfile',
    install: 'bundle install',
  },
  { said: /vendor\/autoload\.php/, file: 'composer.json', install: 'composer install' },
  {
    said: /no required module provides package (\S+?);?(?: |$)|missing go\.sum entry/,
    file: 'go.mod',
    install: 'go mod tidy',
  },
  { said: /Unchecked dependencies|mix deps\.get/, file: 'mix.exs', install: 'mix deps.get' },
  { said: /Cannot find (?:module|package) ["']([^"'.][^"']*)["']/, file: 'deno.json', install: 'deno install' },
];

/**
 * The packages of a project in another language are not installed. Another try may help, because no known path shows
 * when they are.
 */
export function lookAtOtherPackages({ output, dir }: Failed): Found | null {
  for (const { said, file, install } of INSTALLS) {
    if (kindOf(join(dir, file)) !== 'file') continue;
    const found = output.map((line) => said.exec(line)).find((match) => match !== null);
    if (found) return { trouble: { type: 'not-installed', what: found.slice(1).find(Boolean) ?? null, install } };
  }
  return withoutManifest(output, dir);
}

/** A project without a Gemfile loads a gem. */
function withoutManifest(output: Failed['output'], dir: string): Found | null {
  if (kindOf(join(dir, 'Gemfile')) === 'file') return null;
  const gem = output.map((line) => /cannot load such file -- ([\w-]+)(?=[\s(/]|$)/.exec(line)?.[1]).find(Boolean);
  return gem === undefined ? null : { trouble: { type: 'not-installed', what: gem, install: `gem install ${gem}` } };
}
