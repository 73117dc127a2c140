// Collects the licences of the packages whose code is in dist/, by the inputs of the build (`dist/chunks.json`).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Packages without a licence file, and the copyright from their repositories. */
const MIT_WITHOUT_A_FILE = {
  '@xterm/headless': `Copyright (c) 2017-2019, The xterm.js authors (https://github.com/xtermjs/xterm.js)
Copyright (c) 2014-2016, SourceLair Private Company (https://www.sourcelair.com)
Copyright (c) 2012-2013, Christopher Jeffrey (https://github.com/chjj/)`,
  'yoga-layout': 'Copyright (c) Facebook, Inc. and its affiliates.',
};

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** The text of THIRD-PARTY-LICENSES. Throws if the licence of a package is missing or unknown. */
export function thirdPartyLicences(root) {
  const chunks = JSON.parse(readFileSync(join(root, 'dist/chunks.json'), 'utf8'));
  const dirs = Object.values(chunks).flatMap((inputs) => inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []));
  const sections = new Set([...new Set(dirs)].sort().map((dir) => sectionOf(join(root, dir))));
  const head = 'The program in dist/ contains code of these packages, under these licences.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

function sectionOf(dir) {
  const { name, version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const files = readdirSync(dir).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(dir, file), 'utf8'));
  const copyright = MIT_WITHOUT_A_FILE[name];
  if (texts.length === 0 && copyright && license === 'MIT') texts.push(`${copyright}\n\n${MIT}`);
  if (texts.length === 0) throw new Error(`${name} has no file with its licence: add it to ${import.meta.filename}`);
  const body = texts.map((text) =>
    text
      .replaceAll('\r', '')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  );
  return `${name} ${version} (${license})\n\n${body.join('\n\n')}\n`;
}
