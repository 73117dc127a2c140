/**
 * How well a line of output explains why a run failed, judged by the shapes in which languages and tools write their
 * errors. From the error that ended the process to lines that only sound like trouble.
 */
export type Worth = 'fatal' | 'error' | 'located' | 'trouble' | 'summary';

/** From the most telling to the least. */
export const BY_WORTH: readonly Worth[] = ['fatal', 'error', 'located', 'trouble', 'summary'];

/** The worth of a line without escape sequences; null if it explains nothing. */
export function worthOf(line: string): Worth | null {
  if (FRAME.test(line) || HARMLESS.test(line)) return null;
  if (matches(SUMMARY, line)) return 'summary';
  if (matches(FATAL, line)) return 'fatal';
  if (matches(ERROR, line)) return 'error';
  if (LOCATED.test(line)) return 'located';
  return TROUBLE.test(line) ? 'trouble' : null;
}

const matches = (shapes: readonly RegExp[], line: string) => shapes.some((shape) => shape.test(line));

/** Stack frames, and the marks under a piece of source. */
const FRAME =
  /^\s+(?:at\s|File "|from\s+\S+:\d|\S+\.go:\d+|\d+: 0x|~*\^+~*\s*$)|^(?:goroutine \d+|Traceback \(most recent|\s*\.\.\. \d+ more|\s*[\^~]+\s*$|stack backtrace:)|^\s+from .*:in |^node:internal\/|^\s*throw(?: new)? /;

/** Lines that contain such a word but are harmless. */
const HARMLESS =
  /\b(?:0|no|zero|without|ignoring|ignore) (?:\w+ )?(?:errors?|failures?|failed)\b|\berrors?: ?(?:0|none|null|false)\b|\bfailed[:=] ?0\b|\berror=(?:null|nil|<nil>|none|false)\b|"(?:error|err)":(?:null|false|"")|DeprecationWarning|\b(?:0 failed|error[- ]?(?:handler|page|log|report(?:ing|er)|boundary|tracking|level)s?)\b/i;

/** Lines that a wrapper prints after its program has failed. They are true but do not help. */
const SUMMARY: readonly RegExp[] = [
  /^npm (?:ERR!|error|warn|WARN)(?:\s*$| (?:code|errno|syscall|path|dest|file|command|signal|cwd|enoent This is related|A complete log|Lifecycle script|Exit status|Failed at the|This is probably not|location|in workspace|workspace|To see a list|or$|\s+\/|[\w@./-]+ \w+: `))/,
  /^\s*(?:ELIFECYCLE|.{0,3}ELIFECYCLE.{0,3}|ERR_PNPM_RECURSIVE)|\bELIFECYCLE\b|^error Command failed|^info Visit https:\/\/yarnpkg|^error: script ".*" (?:exited|was terminated)/,
  /^g?make(?:\[\d+\])?: \*\*\* \[.*\] (?:Error \d+|Killed|Terminated)/,
  /^error: (?:could not compile|aborting due to|process didn't exit)|^For more information about this error/,
  /\bexit(?:ed with)?(?: code| status)[ :=]+\d+\s*\.?$|^exit status \d+$|^Found \d+ errors?|^\d+ errors?\b|^\[nodemon\] app crashed/i,
  /^FAILURE: Build failed|^BUILD FAILED|^\[ERROR\] (?:->|To see|Re-run|For more|After correcting|\s*$)/,
  /^Node\.js v\d/,
];

/** The process ended because of this, or a compiler or an init refused to continue. */
const FATAL: readonly RegExp[] = [
  /^panic: |^fatal error: |^fatal: /,
  /^(?:\[[^\]]*\] )?thread '.*'(?: \(\d+\))? panicked at/,
  /^(?:\S* ?Uncaught (?:\(in promise\) )?|Unhandled (?:promise )?rejection:? )/i,
  /^(?:\[\w+\] )?(?:[\w$]+[.:]+)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Failure|Configured|NotFound|DoesNotExist)(?: \[[A-Z_]+\])?(?: \(\d+\))?(?:: |:?$)/,
  /^(?:error: )?Error: |^\[?\w*\]? ?Error \[[A-Z_]+\]: |^(?:Range|Type|Syntax|Reference|Internal|System)Error\b/,
  /^Exception in thread |^Caused by: |^Unhandled exception/i,
  /:in [`'].*\([A-Z]\w*(?:::\w+)*\)\s*$|:\d+:.*\((?:[A-Z]\w*::)*\w*(?:Error|Exception)\)\s*$/,
  /^(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error: |^In \S+\.php line \d+/,
  /^\*\* \((?:\w|\.)+\) /,
  /\bFATAL\b|\[(?:emerg|alert|crit|fatal|panic)\]|\blevel=(?:fatal|panic|crit)/,
  /"level":(?:60|"(?:fatal|panic|critical)")|"s":"F"/i,
  /\bCRITICAL\b/,
  /\berror(?:\[[A-Z]\d+\]| [A-Z]{1,6}\d+):/,
  /(?::\d+:\d+|\(\d+,\d+\)|:\d+): (?:fatal )?error\b/,
  /^(?:g?make(?:\[\d+\])?): \*\*\* /,
  /^ERROR in |Module not found: |^(?:✘|✗|⨯|×|X) \[?ERROR\]?|^✘ |^\s*⨯ |^error during build|^failed to load config|^Type error: |Internal server error:/,
  /^terminate called |^Segmentation fault|\bSegmentation fault\b|Assertion .*failed|ERROR: AddressSanitizer|JavaScript heap out of memory|^Out of memory|OutOfMemoryError/,
  /^Can't locate \S+\.pm|^.* at \S+\.p[lm] line \d+\.$/,
  /^npm (?:ERR!|error) /,
  /^(?:docker|podman): |^Error response from daemon|Cannot connect to the Docker daemon/,
  /^(?:\S*sh|env|\/usr\/bin\/env)(?:: line \d+|: \d+)?: .*(?:not found|Permission denied|No such file or directory|bad interpreter|cannot execute)/,
  /^\*{3,} ?.*\bERROR\b|^={3,}.*(?:CRASH|ERROR) REPORT|APPLICATION FAILED TO START|^bundler: failed|^Kernel pid terminated/,
];

/** The author of the line calls it an error. */
const ERROR: readonly RegExp[] = [
  /(?:^|[\s[|"(<])(?:ERROR|SEVERE|ERR|Error|error|E)[\])>]?(?: \[[\w-]+\])?: |\[ERROR\]|\bERROR\b|\blevel=err(?:or)?\b|\[error\]/,
  /"level":(?:50|"err(?:or)?")|"s":"E"|"severity":"ERROR"/i,
  /^E\d{4} \d\d:/,
  /\b(?:EADDRINUSE|EACCES|ECONNREFUSED|ENOENT|EPERM|ENOTFOUND|EMFILE|ENOSPC|ETIMEDOUT)\b/,
  /\b[A-Z]\w+(?:Error|Exception)\b/,
];

/** `config.yml:3: …`, `src/main.ts:14:7 …`: a place in a file, and the mistake there. */
const LOCATED = /^\S*[\w-]\.[A-Za-z]\w*[:(]\d+(?:[:,]\d+)?\)?(?::| -)? \S/;

const TROUBLE =
  /\b(?:errors?|fail(?:ed|ure|s)?|cannot|can't|could not|couldn't|unable to|denied|refused|not found|no such|does not exist|doesn't exist|missing|invalid|illegal|unexpected|unknown|unsupported|unrecognized|undefined|not allowed|not permitted|forbidden|unauthorized|already (?:in use|exists|running)|in use|exception|abort(?:ed|ing)?|crash(?:ed)?|killed|terminated|corrupt(?:ed)?|wrong|bad|timed? ?out|must (?:be|have|set|not)|is required|expected|exceeded|no space|too many|mismatch|incompatible)\b/i;
