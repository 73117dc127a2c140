import { loadProject } from '../../config/load.ts';
import type { ExitOn } from '../../core/state.ts';
import type { TerminalSize } from '../../host/terminal/run-screen.ts';
import { layoutOf } from '../../tui/model/layout.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions as readLoadOptions } from '../args/project-options.ts';
import { systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { exitStatus } from '../up/exit-status.ts';
import type { ChildReady } from '../up/handshake.ts';
import { startHeadlessSupervisor } from '../up/headless-supervisor.ts';
import { openParentLink } from '../up/parent-link.ts';
import { startNames } from '../up/start-names.ts';

/**
 * The supervisor of a screen, which `zdev up` starts on a terminal. It is not in the help. It shuts down in order when
 * its owner ends without detaching, and its services end if it is killed. Returns the exit status.
 */
export async function superviseOwned(values: OptionValues, given: readonly string[]): Promise<number> {
  const owner = openParentLink();
  const loadOptions = readLoadOptions(values);
  const project = await loadProject(loadOptions);
  const { dir: projectDir, diagnostics } = project;
  const announce = (ready: Partial<ChildReady>): number => {
    const status = ready.status ?? EXIT.ok;
    const rest = { pid: process.pid, error: null, notices: [], running: false, projectDir, diagnostics };
    owner.tell({ ...rest, ...ready, status });
    return status;
  };
  if (diagnostics.some(({ severity }) => severity === 'error')) return announce({ error: '', status: EXIT.usage });
  const said: string[] = [];
  const io = { ...systemIo(), err: (text: string) => void said.push(text) };
  const names = await startNames(values, given, project, io);
  if (!names)
    return announce({
      error: said
        .join('')
        .replace(/^error: /, '')
        .trimEnd(),
      status: EXIT.failed,
    });
  const run = await startHeadlessSupervisor({
    project,
    loadOptions,
    values,
    names,
    exitOn: exitOn(values),
    outlivesSupervisor: false,
    tty: 'all',
    ...paneSize(values['terminal-size'], project.services.length),
  });
  if ('refused' in run) return announce({ error: run.refused, running: run.running, status: EXIT.failed });
  announce({ notices: run.notices });
  owner.onGone(run.stop);
  // After the owner has detached, nobody holds the other end.
  process.stderr.on('error', () => {});

  const state = await run.finished;
  const { summaryLines } = await import('../up/summary.ts');
  const status = await exitStatus(state);
  owner.tell({ ended: true, status, lines: summaryLines(state, run.stateDir) });
  await run.end();
  return status;
}

function exitOn(values: OptionValues): ExitOn {
  const given = values['exit-on'];
  return typeof given === 'string' ? (given as ExitOn) : 'never';
}

/** The size of the output part of the screen, by the size of the whole screen, such as `120x40`. */
function paneSize(given: string | undefined, services: number): { readonly terminalSize?: TerminalSize } {
  const [, columns, rows] = /^(\d+)x(\d+)$/.exec(given ?? '') ?? [];
  if (columns === undefined || rows === undefined) return {};
  const whole = { columns: Number(columns), rows: Number(rows) };
  const { pane } = layoutOf({ ...whole, zoom: false, treeHidden: false, services });
  return { terminalSize: { columns: pane.width, rows: pane.height } };
}
