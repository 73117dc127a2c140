import type { Diagnostic } from '../config/diagnostic.ts';
import { changedFact, changedHint } from '../present/changed.ts';
import type { Mistake } from '../present/mistake.ts';

/** The present mistakes in the config and its watches, until they are fixed. */
export interface Mistakes {
  list(): readonly Mistake[];
  /** The config was read again: earlier mistakes are forgotten. */
  read(diagnostics: readonly Diagnostic[]): void;
  /** The files of a service cannot be watched, for this reason. Null: they can, or need not be any more. */
  watch(service: string, problem: string | null): void;
  /** The present content of these files differs from what runs; the files are named as the user would write them. */
  changed(files: readonly string[]): void;
  /** Watched paths of a service do not exist. An empty list: all of them do. */
  missing(service: string, mistakes: readonly Mistake[]): void;
}

/** Begins with the mistakes at the start of the project. `changed` is called after every change. */
export function createMistakes(diagnostics: readonly Diagnostic[], changed: () => void): Mistakes {
  let config = diagnostics.map(mistakeOf);
  const watches = new Map<string, Mistake>();
  const missing = new Map<string, readonly Mistake[]>();
  let all: readonly Mistake[] = config;
  let edited: readonly string[] = [];
  const update = () => {
    all = [...config, ...edits(), ...watches.values(), ...[...missing.values()].flat()];
    changed();
  };
  /** After a failed reload, its mistakes say what to do. */
  function edits(): readonly Mistake[] {
    if (edited.length === 0 || config.some(({ severity }) => severity === 'error')) return [];
    const [message, hint] = [changedFact(edited), changedHint(edited)];
    return [{ severity: 'warning', message, file: null, line: null, hint }];
  }
  return {
    list: () => all,
    changed(files) {
      if (files.join('\0') === edited.join('\0')) return;
      edited = files;
      update();
    },
    read(diagnostics) {
      if (diagnostics.length === 0 && config.length === 0) return;
      config = diagnostics.map(mistakeOf);
      update();
    },
    watch(service, problem) {
      if (problem === null) {
        if (watches.delete(service)) update();
        return;
      }
      const message = `"${service}" does not restart for all changed files: ${problem}`;
      watches.set(service, { severity: 'warning', message, file: null, line: null, hint: null });
      update();
    },
    missing(service, mistakes) {
      if (mistakes.length === 0 && !missing.has(service)) return;
      if (mistakes.length === 0) missing.delete(service);
      else missing.set(service, mistakes);
      update();
    },
  };
}

function mistakeOf({ severity, message, file, line, hint }: Diagnostic): Mistake {
  return { severity, message, file, line, hint };
}
