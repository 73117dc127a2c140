import type { ServiceSpec } from '../core/service.ts';
import { error, type Problem, type Source } from './problem.ts';

interface Config {
  project: { name?: string; envFile: string[] | null; procfile?: boolean | string; autoReload: boolean };
  problems: Problem[];
}
const notYet = error('not-yet', 'zinit.toml is not read yet', null);
export const readToml = (_source: Source | null): Config => ({
  project: { envFile: null, autoReload: false },
  problems: [notYet],
});
export const readUnits = (_sources: readonly Source[]): Config => readToml(null);
export const assemble = (_options: object): { services: ServiceSpec[]; problems: Problem[] } => ({
  services: [],
  problems: [],
});
