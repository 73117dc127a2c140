import type { Event } from '../../core/event.ts';
import { externalsIn, type ServiceSpec } from '../../core/service.ts';
import type { Neighbour, Rows } from './neighbour.ts';

/** The other projects that a project waits for. */
export interface Neighbours {
  /** Follows the services of other projects that these specs wait for. */
  follow(specs: readonly ServiceSpec[]): Promise<void>;
  close(): void;
}

/** Follows nothing yet. A project that waits for no other project loads nothing. */
export function createNeighbours(parts: {
  readonly project: { readonly dir: string; readonly name: string };
  readonly send: (event: Event) => void;
}): Neighbours {
  const { project, send } = parts;
  const followed = new Map<string, Neighbour>();
  const lastRows = new Map<string, Rows>();
  const told = new Map<string, string>();
  let wanted: ReturnType<typeof externalsIn> = [];
  let closed = false;

  function forget(): void {
    const dirs = new Set(wanted.map(({ external }) => external.dir));
    for (const [dir, neighbour] of followed) {
      if (dirs.has(dir)) continue;
      neighbour.close();
      followed.delete(dir);
      lastRows.delete(dir);
    }
    const names = new Set(wanted.map(({ name }) => name));
    for (const name of told.keys()) if (!names.has(name)) told.delete(name);
  }

  return {
    async follow(specs) {
      wanted = externalsIn(specs);
      forget();
      if (wanted.length === 0) return;
      const [{ followNeighbour }, { externalStateIn }] = await Promise.all([
        import('./neighbour.ts'),
        import('./external-state.ts'),
      ]);
      const tell = (dir: string) => {
        const rows = lastRows.get(dir);
        if (rows === undefined) return;
        for (const { name, external } of wanted) {
          if (external.dir !== dir) continue;
          const seen = externalStateIn(rows, external.service, project.dir);
          const text = JSON.stringify(seen);
          if (told.get(name) === text) continue;
          told.set(name, text);
          send({ type: 'external-seen', name, seen });
        }
      };
      for (const { external } of wanted) {
        const { dir } = external;
        if (closed) return;
        // A project that is already followed has reported its services, and its next report may come late.
        if (followed.has(dir)) tell(dir);
        else {
          const changed = (rows: Rows) => {
            lastRows.set(dir, rows);
            tell(dir);
          };
          followed.set(dir, followNeighbour({ dir, as: `zdev up (${project.name})`, changed }));
        }
      }
    },
    close() {
      closed = true;
      for (const neighbour of followed.values()) neighbour.close();
    },
  };
}
