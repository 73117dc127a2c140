import type { SaidTrouble } from '../../core/said-trouble.ts';
import { nearest } from '../../core/suggest.ts';
import type { Failed, Found } from './request.ts';
import { DATA_SAYINGS } from './said-data.ts';
import { exampleWith, rulesOf, workspacesOf } from './said-files.ts';
import { TOOL_SAYINGS } from './said-tools.ts';
import { type Saying, simple } from './saying.ts';

/** In order of priority. */
const SAYINGS: readonly Saying[] = [
  simple(
    /(?:file watchers|inotify|fs\.watch).*(?:limit|ENOSPC|EMFILE)|(?:ENOSPC|EMFILE).*(?:watch|inotify)|inotify_(?:init|add_watch)/i,
    'too-many-watches',
  ),
  simple(/no space left on device|\bENOSPC\b|disk quota exceeded|\bEDQUOT\b|database or disk is full/i, 'disk-full'),
  simple(/\b(?:EMFILE|ENFILE)\b|too many open files/i, 'too-many-files'),
  simple(
    /permission denied.*(?:docker|podman)(?: daemon|\.sock)|(?:docker|podman)\.sock.*permission denied/i,
    'engine-forbidden',
  ),
  simple(
    /Cannot connect to the Docker daemon|Is the docker daemon running|Cannot connect to Podman|(?:docker|podman)\.sock.*(?:no such file|refused)/i,
    'engine-down',
  ),
  simple(
    /cannot be run as root|"root" execution of the \S+ server is not permitted|(?:do not|don't|refus\w+ to|must not|cannot) (?:be )?(?:run|started?|execut\w+)(?: \w+){0,3} as root\b/i,
    'is-root',
  ),
  {
    said: /(?=.*(?:listen|bind|address))(?=.*(?:EACCES|permission denied|not permitted)).*:(\d{1,4})\b(?![\d.])/i,
    means: ([, text]) => {
      const port = Number(text);
      return port > 0 && port < 1024 ? { type: 'port-forbidden', port } : null;
    },
  },
  {
    said: /(?:already running|already exists|is another \S+ running|[Cc]heck).*?((?:[\w@./~-]*\/)?[\w@.-]+\.pid)\b|((?:[\w@./~-]*\/)?[\w@.-]+\.pid)"?:? .*(?:already|exists)/,
    means: ([, first, second]) => ({ type: 'stale-pid-file', path: (first ?? second) as string }),
  },
  {
    said: /\bengine ["']?node["']? is incompatible.*?Expected version ["']([^"']+)["']\. Got ["']([^"']+)["']/,
    means: versionOf('Node.js'),
  },
  {
    said: /Unsupported engine.*?(?:node|wanted).*?["']([<>=^~\d][^"']*)["'].*?(?:current|Got).*?["']v?([\d.]+)["']/i,
    means: versionOf('Node.js'),
  },
  {
    said: /Your Node version is incompatible|requires Node(?:\.js)? (?:version )?(?:>=? ?)?v?([\d.]+)/i,
    means: versionOf('Node.js'),
  },
  { said: /N\/A: version ["'“]?v?([\w./-]+?)["'”]? is not yet installed/, means: versionOf('Node.js') },
  {
    said: /Your Ruby version is ([\d.]+\w*), but your Gemfile specified (\S+)/,
    means: ([, found, wanted]) => version('Ruby', wanted, found),
  },
  {
    said: /requires a different Python: (\S+) not in ['"]([^'"]+)['"]/,
    means: ([, found, wanted]) => version('Python', wanted, found),
  },
  {
    said: /requires-python|This (?:project|package) requires Python ([<>=~^\d][\d.,<>= ]*)/i,
    means: versionOf('Python'),
  },
  { said: /go\.mod requires go >= ?([\d.]+\w*)(?: \(running go ([\d.]+\w*))?/, means: versionOf('Go') },
  {
    said: /UnsupportedClassVersionError|Unsupported class file major version|invalid (?:source|target) release: (\d+)/,
    means: versionOf('Java'),
  },
  { said: /requires rustc (\d[\d.]*)/, means: versionOf('Rust') },
  {
    said: /^(?:rbenv|pyenv|nodenv|goenv|asdf|mise|volta)\b.*?version ['"`]?([\w.-]+)['"`]? is not installed/,
    means: ([line, wanted]) =>
      version(/^rbenv/.test(line) ? 'Ruby' : /^pyenv/.test(line) ? 'Python' : 'the tool', wanted),
  },
  {
    said: /was compiled against a different Node\.js version|invalid ELF header|installed esbuild for another platform|Cannot find module @rollup\/rollup-|ERR_DLOPEN_FAILED/,
    means: () => ({ type: 'built-for-another', command: 'npm rebuild; or: rm -rf node_modules && npm ci' }),
  },
  {
    said: /No workspaces found:.*?--workspace[= ](\S+)|[Uu]nknown workspace ["']?([^"'\s]+?)["']?\.?$|Workspace ["']([^"']+)["'] not found|No (?:package|project)s? (?:matched|found).*?["'`]([^"'`]+)["'`]/,
    means: (words, failed) => {
      const workspace = words.slice(1).find(Boolean) as string;
      return { type: 'workspace-missing', workspace, near: nearest(workspace, workspacesOf(failed)) };
    },
  },
  {
    said: /No rule to make target ['"`‘]([^'"`’]+)|[Jj]ustfile does not contain recipe [`'"]([^`'"]+)|[Tt]ask ["']([^"']+)["'] (?:does not exist|not found|could not be found)|Don't know how to build task ['"]([^'"]+)|Command ["']([^"']+)["'] is not defined|Task not found: (\S+)|Project \S+ does not have task (\S+)/,
    means: (words, failed) => {
      const rule = words.slice(1).find(Boolean) as string;
      const tool = /(?:^|[\s;&|(/])(g?make|just|task|rake|rails|composer|deno|mix|gradlew?)\b/.exec(
        failed.command,
      )?.[1];
      if (tool === undefined || !failed.command.split(/\s+/).includes(rule)) return null;
      return { type: 'rule-missing', tool, rule, near: nearest(rule, rulesOf(failed)) };
    },
  },
  ...TOOL_SAYINGS,
  ...DATA_SAYINGS,
  {
    said: /(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)|host name "([^"]+)"|lookup ([\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|Temporary)|UnknownHostException: ([\w.-]+)|[Cc]ould not resolve host:? ([\w.-]+)|Unknown (?:MySQL server )?host ['"]?([\w.-]+)/,
    means: (words, { services }) => {
      const host = words.slice(1).find(Boolean) as string;
      return { type: 'host-unknown', host, service: services.some(({ name }) => name === host) };
    },
  },
  {
    said: /(?:ECONNREFUSED|[Cc]onnection (?:to .*)?refused|actively refused|Can't connect to .*server on|[Cc]ould not connect to (?:server|redis))/,
    means: ({ input }, { services, requires, output, port: own }) => {
      const [, named] = /(?:port |:)(\d{2,5})\b(?!.*(?:port |:)\d{2,5}\b)/.exec(input) ?? [];
      const port = named ?? portIn(output, services, own);
      if (port === undefined || Number(port) === own) return null;
      const service = services.find((each) => each.port === Number(port))?.name ?? null;
      return {
        type: 'peer-refused',
        port: Number(port),
        service,
        required: service !== null && requires.includes(service),
      };
    },
  },
  {
    said: /^(?:\S*sh: )?(?:\S+: )?(?:line )?(?:\d+: )?([A-Z][A-Z0-9_]{2,}): (?:parameter (?:not set|null or not set)|unbound variable|.*\b(?:set|required|missing|needed)\b)/,
    means: variable,
  },
  {
    said: /[Ee]nvironment variables?\b.*?(?:not found|not set|missing|undefined|required)[^A-Z]*\b([A-Z][A-Z0-9_]{2,})\b/,
    means: variable,
  },
  { said: /(?:KeyError: |key not found: )['"]([A-Z][A-Z0-9_]{2,})['"]/, means: variable },
  {
    said: /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+|DATABASE_URL|PORT)\b["'`]? ?(?:environment variable |env(?:ironment)? var(?:iable)? |config\w* )?(?:is |was |are |must be |not |has not been )*(?:not set|unset|not defined|undefined|missing|required|set\b|provided|not found|empty)/,
    means: variable,
  },
  {
    said: /(?:[Mm]issing|[Rr]equired|[Uu]nset|[Uu]ndefined|[Ii]nvalid|need|set|found)\b.*?\b(?:env(?:ironment)?(?:[ _-]?var(?:iable)?s?)?|variables?)\b[^A-Z]*\b([A-Z][A-Z0-9_]{2,})\b/,
    means: variable,
  },
  {
    said: /^\W*([A-Z][A-Z0-9_]{2,})["']?:.*\b(?:[Rr]equired|undefined|[Ii]nvalid input|must be)\b|→ at ([A-Z][A-Z0-9_]{2,})$/,
    means: ([line, first, second], failed) =>
      failed.output.some((each) => /\benv(?:ironment)?\b/i.test(each))
        ? variable([line, first ?? second], failed)
        : null,
  },
  {
    // pydantic prints the name one line above
    said: /^\s+Field required \[type=missing/,
    means: ({ input }, failed) => {
      const name = failed.output[failed.output.indexOf(input) - 1]?.trim() ?? '';
      const isOfSettings = failed.output.some((each) => /validation errors? for \w*(?:Settings|Config|Env)/.test(each));
      return isOfSettings && /^\w+$/.test(name) ? variable([input, name.toUpperCase()], failed) : null;
    },
  },
  simple(
    /EOFError: EOF when reading a line|environment is non-interactive|Interactive prompts? require|User force closed the prompt|stdin is not a (?:tty|terminal)|not a TTY|input device is not a TTY/i,
    'asks',
  ),
  {
    said: /(?:EROFS|Read-only file system|read-only file system)\b[^'"/]*['"]?(\/[^'":\s]+)|(\/[^'":\s]+)['"]?: [Rr]ead-only file system/,
    means: ([, first, second]) => ({ type: 'read-only', path: (first ?? second) as string }),
  },
  {
    said: /(?:EACCES|EPERM)[^'"]*['"]([^'"]+)['"]|\[Errno 13\] Permission denied: ['"]([^'"]+)['"]|open (\/?\S+): permission denied|([\w@.~-]*\/[\w@./~-]+): Permission denied/,
    means: (words) => ({ type: 'forbidden', path: words.slice(1).find(Boolean) as string }),
  },
];

/** The run asks a question at the end of its output, and nobody can answer. */
const QUESTION = /(?:\[y\/n\]|\(y\/n\)|\(yes\/no\)|\[yes\/no\])\W*$|^\? .*[?:]\s*$/i;

/** The trouble that a failed run reports itself, if people know how to fix it. */
export function lookAtSaid(failed: Failed): Found | null {
  const lines = failed.output.filter((line) => line.length < MAX_CHARS);
  for (const { said, means } of SAYINGS) {
    for (const line of lines) {
      const words = said.exec(line);
      const trouble = words && means(words, failed);
      if (trouble) return { trouble };
    }
  }
  return QUESTION.test(lines.findLast((line) => line.trim() !== '') ?? '') ? { trouble: { type: 'asks' } } : null;
}

const MAX_CHARS = 2000;

function variable([line, name]: readonly (string | undefined)[], failed: Failed): SaidTrouble | null {
  if (name === undefined || NO_VARIABLES.has(name) || /^E[A-Z]+$/.test(name) || line === '') return null;
  return { type: 'variable-missing', variable: name, example: exampleWith(name, failed) };
}

const NO_VARIABLES = new Set([
  'ERROR',
  'FATAL',
  'WARN',
  'WARNING',
  'INFO',
  'DEBUG',
  'HINT',
  'DETAIL',
  'NOTICE',
  'TRACE',
  'SQL',
  'URL',
  'API',
  'HTTP',
  'JSON',
  'TLS',
  'SSL',
]);

function versionOf(what: string): Saying['means'] {
  return ([, wanted, found]) => version(what, wanted, found);
}

function version(what: string, wanted?: string, found?: string): SaidTrouble {
  return { type: 'wrong-version', what, wanted: wanted ?? null, found: found ?? null };
}

/** The port of another service in the output, for a line without a port: a traceback shows the call. */
function portIn(output: Failed['output'], services: Failed['services'], own: number | undefined): string | undefined {
  const ports = services.flatMap(({ port }) => (port === undefined || port === own ? [] : [`${port}`]));
  return ports.find((port) => output.slice(-TRACE_LINES).some((line) => new RegExp(`\\b${port}\\b`).test(line)));
}

const TRACE_LINES = 40;
