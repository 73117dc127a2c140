import { join, resolve } from 'node:path';
import { kindOf } from './files.ts';
import type { Failed, Found } from './request.ts';

/** `.venv/bin/python`, `source venv/bin/activate`: a program of a Python virtual environment. */
const IN_VIRTUALENV = /(?:^|[\s;&|("'])((?:[\w.@/~-]*\/)?\.?v?(?:irtual)?env[\w.-]*)\/(?:bin|Scripts)\/[\w.-]+/;

/** A Python virtual environment that the command names, and that nobody has made. */
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

/** What other languages say when their packages are not installed, and what installs them. */
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

/** Packages of a project in another language that are not installed. Trying again may help: nothing says where they would be. */
export function lookAtOtherPackages({ output, dir }: Failed): Found | null {
  for (const { said, file, install } of INSTALLS) {
    if (kindOf(join(dir, file)) !== 'file') continue;
    const found = output.map((line) => said.exec(line)).find((match) => match !== null);
    if (found) return { trouble: { type: 'not-installed', what: found.slice(1).find(Boolean) ?? null, install } };
  }
  return withoutManifest(output, dir);
}

/** A gem that is loaded in a project without a Gemfile. */
function withoutManifest(output: Failed['output'], dir: string): Found | null {
  if (kindOf(join(dir, 'Gemfile')) === 'file') return null;
  const gem = output.map((line) => /cannot load such file -- ([\w-]+)(?=[\s(/]|$)/.exec(line)?.[1]).find(Boolean);
  return gem === undefined ? null : { trouble: { type: 'not-installed', what: gem, install: `gem install ${gem}` } };
}
