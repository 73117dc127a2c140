import { plain } from '../text/cut.ts';

/** Why a service cannot be shown yet, from the answer of `service.why`. */
export interface NotReady {
  readonly project: string;
  readonly name: string;
  /** The state of the service in words. */
  readonly reason: string;
  /** The chain down to the causes. */
  readonly lines: readonly string[];
  readonly roots: readonly {
    readonly name: string;
    readonly reason: string;
    readonly details: readonly string[];
    readonly next: readonly string[];
    readonly output: readonly string[];
  }[];
  /** A path whose answer comes after a change or a while: 202 means no change, any other status means a change. */
  readonly wait: string;
}

/** Waits for a change and shows it. Nobody answers while the edge moves to another zdev. */
const SCRIPT = `const again=()=>fetch(document.documentElement.dataset.wait,{cache:'no-store'}).then(a=>a.status===202?again():location.reload(),()=>setTimeout(again,500));again()`;

/** The hash of `SCRIPT`, checked by a test. No other script runs on the page, whatever gets into it. */
const SCRIPT_HASH = 'sha256-lXliSyemvOyc34b76i8E7fk0RXs27RM6lFY8v6W4eqk=';

const STYLE = `:root{color-scheme:light dark;--bad:#b3261e;--dim:#6b6b6b;--box:#f3f3f3}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--dim:#a0a0a0;--box:#1f1f1f}}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:3rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}
p.reason{margin:.25rem 0 0;color:var(--bad)}p.dim,footer{color:var(--dim)}footer{margin-top:2.5rem;font-size:.875rem}
pre{font:13px/1.5 ui-monospace,monospace;background:var(--box);padding:.75rem 1rem;border-radius:6px;overflow-x:auto;margin:.5rem 0}
ul{margin:.5rem 0;padding-left:1.25rem}`;

/**
 * The page that replaces a service while it is not ready: the causes and the last output. It loads nothing from
 * elsewhere, and shows the service by itself as soon as it is ready.
 */
export function edgePage(why: NotReady): string {
  const { project, name, reason, lines, roots, wait } = why;
  const rules = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; connect-src 'self'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en" data-wait="${escaped(wait)}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<meta name="viewport" content="width=device-width">
<noscript><meta http-equiv="refresh" content="2"></noscript>
<title>${escaped(name)} is not ready · ${escaped(project)}</title>
<style>${STYLE}</style>
<h1>${escaped(name)} is not ready</h1>
<p class="reason">${escaped(reason)}
${lines.length > 1 ? `<h2>Why</h2>\n${block(lines)}` : ''}
${roots.map(rootPart).join('\n')}
<footer>Project ${escaped(project)}. This page shows ${escaped(name)} as soon as it is ready.</footer>
<script>${SCRIPT}</script>
</html>
`;
}

/** The reason for a service that is healthy but accepts no connections. */
export function refusesText(port: number | undefined): string {
  return `it is ready, but accepts no connections on port ${port} of localhost`;
}

function rootPart({ name, reason, details, next, output }: NotReady['roots'][number]): string {
  return [
    `<h2>${escaped(name)}: ${escaped(reason)}</h2>`,
    list(details),
    list(next.map((step) => `next: ${step}`)),
    ...(output.length > 0 ? [`<p class="dim">Last output of ${escaped(name)}`, block(output)] : []),
  ].join('\n');
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>\n${items.map((item) => `<li>${escaped(item)}`).join('\n')}\n</ul>`;
}

function block(lines: readonly string[]): string {
  return `<pre>${lines.map(escaped).join('\n')}</pre>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for a browser, so that it contains neither markup nor control characters. */
function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
