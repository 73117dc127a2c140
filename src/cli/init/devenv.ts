import { quoteAlways } from '../../core/shell-quote.ts';
import { type Discovery, type Found, nameOf, nothingOf, readFile, type Surroundings } from './found.ts';
import { literally, placeOf } from './tree-values.ts';

/** `processes.web.exec = "…";` and `processes = { web.exec = ''…''; };`, if the value is a string literal. */
const EXEC = /(?:^|[\s{.])([A-Za-z_][\w-]*)\.exec\s*=\s*(?:"((?:[^"\\]|\\.)*)"|''((?:(?!'')[\s\S])*)'')\s*;/g;

/** The processes of a `devenv.nix`. Nix is a programming language, and computed values are not found. */
export function findDevenv(around: Surroundings): Discovery {
  const file = 'devenv.nix';
  const source = readFile(around, file);
  if (source === null || 'why' in source) return nothingOf(source);
  const text = source.text.replace(/#[^\n]*/g, '');
  const blocks = [...text.matchAll(/\bprocesses\s*=\s*\{([\s\S]*?)\n\s*\};/g)].map(([, inner]) => inner ?? '');
  const single = [
    ...text.matchAll(/\bprocesses(\.[A-Za-z_][\w-]*\.exec\s*=\s*(?:"(?:[^"\\]|\\.)*"|''(?:(?!'')[\s\S])*'')\s*;)/g),
  ];
  const found = [...single.map(([, inner]) => inner ?? ''), ...blocks].flatMap((part) => [...part.matchAll(EXEC)]);
  const services = found.flatMap(([, name = '', quoted, indented]): Found[] => {
    const exec = (quoted?.replace(/\\(.)/g, '$1') ?? indented ?? '').trim();
    if (exec === '' || exec.includes('${')) return [];
    return [
      {
        name: nameOf(name),
        from: placeOf(file, source.text, new RegExp(`\\b${literally(name)}\\.exec\\b`)),
        table: { exec: `devenv shell -- sh -c ${quoteAlways(exec)}` },
        notes: ['It runs in the environment of devenv. zdev does not see what Nix itself evaluates.'],
        confidence: 'medium',
      },
    ];
  });
  const enabled = [...text.matchAll(/\bservices\.([\w-]+)\.enable\s*=\s*true/g)].map(([, name]) => name);
  const doubts = enabled.map((name) => `${file}: services.${name} is started by devenv up, and not by this file`);
  return { services, doubts };
}
