import type { ContainerEngine, ContainerEngines } from '../../runtime/container-ports.ts';
import { call, complaintOf, PROMPT_MS } from './call.ts';
import { createEngine } from './engine.ts';
import { labelsOf } from './facts.ts';

/** After this time without an answer of the engine, a notice appears. */
const SLOW_MS = 2000;

/** The engines of this machine. zdev calls an engine for the first time when a container needs it. */
export function createEngines({
  environ,
  onNotice,
}: {
  readonly environ: NodeJS.ProcessEnv;
  readonly onNotice: (message: string) => void;
}): ContainerEngines {
  const engines = new Map<string, ContainerEngine>();
  const answering = new Map<string, Promise<string | null>>();

  function engineOf(command: string): ContainerEngine {
    const known = engines.get(command) ?? createEngine({ command, environ, onNotice });
    engines.set(command, known);
    return known;
  }

  /** Why an engine does not answer; null if it does. An engine that has answered is not asked again. */
  function problemOf(command: string): Promise<string | null> {
    const known = answering.get(command);
    if (known !== undefined) return known;
    const asked = call({ command, args: ['ps', '-q'], env: environ, timeoutMs: PROMPT_MS }).then((answer) => {
      if (answer.code === 0) return null;
      answering.delete(command);
      if (answer.missing) return MISSING;
      return answer.code === null ? `does not answer, in ${PROMPT_MS / 1000} s` : complaintOf(answer);
    });
    answering.set(command, asked);
    return asked;
  }

  return {
    engineOf,
    async find(candidates, slow) {
      const problems: string[] = [];
      for (const command of candidates) {
        const timer = setTimeout(() => slow?.(`${command} does not answer yet: is its daemon running?`), SLOW_MS);
        const problem = await problemOf(command);
        clearTimeout(timer);
        if (problem === null) return { ok: true, engine: engineOf(command) };
        if (problem !== MISSING) problems.push(`${command}: ${problem}`);
      }
      if (problems.length > 0) return { ok: false, missing: false, message: problems.join('; ') };
      return { ok: false, missing: true, message: 'no container engine' };
    },
    async labelled(command, label, value) {
      const ask = (args: string[]) => call({ command, args, env: environ, timeoutMs: PROMPT_MS });
      const { stdout } = await ask(['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}=${value}`]);
      const ids = stdout.split('\n').filter(Boolean);
      return ids.length === 0 ? [] : labelsOf((await ask(['inspect', '--type', 'container', ...ids])).stdout);
    },
  };
}

const MISSING = 'missing';
