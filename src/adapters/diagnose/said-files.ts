import { join } from 'node:path';
import { directoriesIn, headOf, kindOf, readText } from './files.ts';
import type { Failed } from './request.ts';

/** The example env file that contains a variable, if there is no env file yet: `.env.example`. */
export function exampleWith(name: string, { dir, root }: Failed): string | null {
  const example = [dir, root]
    .flatMap((each) => EXAMPLES.map((file) => ({ file, path: join(each, file), env: join(each, '.env') })))
    .find(
      ({ path, env }) => kindOf(env) === 'missing' && new RegExp(`^\\s*(?:export )?${name}=`, 'm').test(readText(path)),
    );
  return example?.file ?? null;
}

const EXAMPLES = ['.env.example', '.env.sample', '.env.dist', '.env.template', '.env.local.example', 'example.env'];

/** The targets of a Makefile, or the recipes of a justfile. */
export function rulesOf({ dir }: Failed): readonly string[] {
  const text = ['Makefile', 'makefile', 'GNUmakefile', 'justfile', 'Justfile', 'Taskfile.yml', 'Rakefile']
    .map((file) => readText(join(dir, file)))
    .join('\n');
  return Array.from(
    text.matchAll(/^(?: {2})?(?:task :)?([\w][\w.-]*)(?: [^:=\n]*)?:(?!=)/gm),
    (match) => match[1] as string,
  );
}

/** Possible workspace directories, and the names in their package.json. */
export function workspacesOf({ dir, root }: Failed): readonly string[] {
  const places = [dir, root].flatMap((each) =>
    ['apps', 'packages', 'services', 'libs'].map((name) => ({ each, name })),
  );
  return places.flatMap(({ each, name }) =>
    directoriesIn(join(each, name)).flatMap((found) => {
      const [, own] = /"name"\s*:\s*"([^"]+)"/.exec(headOf(join(each, name, found, 'package.json'))) ?? [];
      return [`${name}/${found}`, found, ...(own === undefined ? [] : [own])];
    }),
  );
}
