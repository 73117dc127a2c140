import type { Finding, Source } from '../finding.ts';
import { mapTexts, type Node } from './node.ts';
import { parseYaml } from './yaml.ts';

/** Whether a text is probably a process-compose file. */
const IS_ONE = /^["']?processes["']?\s*:/m;

/**
 * Parses a YAML file. process-compose expands variables in the text before it parses it, so it accepts `[A=${B}]`. If a
 * file of its kind is not valid YAML, it is parsed with its variables hidden.
 */
export function parseYamlFile(source: Source): { root: Node | null; problems: Finding[] } {
  const parsed = parseYaml(source);
  if (parsed.root !== null || !source.text.includes('${') || !IS_ONE.test(source.text)) return parsed;
  const hidden = parseYaml(source, source.text.replace(/\$\{[^{}\n]*\}/g, hide));
  return hidden.root === null ? parsed : { ...hidden, root: mapTexts(hidden.root, show) };
}

/** Private-use characters, which mean nothing in YAML. Places stay as they are. */
const NOBODYS = 0xe000;

const hide = (text: string) =>
  text.replace(/[\u0000-\u007f]/g, (char) => String.fromCharCode(char.charCodeAt(0) + NOBODYS));
const show = (text: string) =>
  text.replace(/[\ue000-\ue07f]/g, (char) => String.fromCharCode(char.charCodeAt(0) - NOBODYS));
