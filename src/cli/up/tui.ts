import { ignoresHangup } from '../../adapters/os/nohup.ts';
import { endedOf, portOf } from '../../core/service.ts';
import { stateDirOf } from '../../host/find-supervisor.ts';
import type { TerminalTakeover } from '../../tui/terminal-takeover.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import { holdChunks } from '../boot/hold.ts';
import { EXIT } from '../io/exit-code.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';
import { useColor } from './plain/color.ts';
import { type Left, type Screen, upOnScreen } from './up-on-screen.ts';
import { loadUserConfig, type UserConfig } from './user-config.ts';

/**
 * `zdev up` on a terminal. Launches the supervisor first, then takes over the terminal and shows a first frame. The
 * code that draws the screen is loaded after the services have been started. Returns the exit status.
 */
export async function upWithTui(values: OptionValues, names: readonly string[]): Promise<number> {
  const { config, diagnostics } = await loadUserConfig(process.env);
  if (await reportDiagnostics(diagnostics)) return EXIT.usage;
  let raising: Promise<TerminalTakeover> | undefined;
  const takeover = () => {
    raising ??= raise(values, config);
    return raising;
  };
  try {
    return await upOnScreen({
      values,
      names,
      launched: () => void takeover().then((raised) => preview(raised, values, names)),
      failed: async () => (await raising)?.close(),
      async runTui(screen) {
        const raised = await takeover();
        const left = await show(screen, raised, config);
        raised.close();
        return left;
      },
    });
  } finally {
    (await raising)?.close();
  }
}

async function raise(values: OptionValues, { theme, keys }: UserConfig): Promise<TerminalTakeover> {
  const { takeOverTerminal } = await import('../../tui/terminal-takeover.ts');
  return takeOverTerminal({
    mouse: values['no-mouse'] !== true && process.env['ZDEV_MOUSE'] !== '0',
    color: useColor({ env: process.env, isTTY: true }),
    theme,
    keys,
    env: process.env,
  });
}

/**
 * Shows the frame before there is anything to show in it, while the supervisor starts. The supervisor reports mistakes
 * in the project's files.
 */
async function preview(takeover: TerminalTakeover, values: OptionValues, names: readonly string[]): Promise<void> {
  const [{ loadProject }, { firstFrame }, { readChoices }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../tui/first-frame.ts'),
    import('../../tui/kept-choices.ts'),
  ]);
  const { name, dir, services } = await loadProject(loadOptions(values));
  const planned = services.map((spec) => ({
    ...spec,
    ended: endedOf(spec),
    port: portOf(spec) ?? null,
    starts: names.length > 0 ? names.includes(spec.name) : spec.status === 'start',
  }));
  if (services.length > 0) {
    const choices = readChoices(stateDirOf(dir));
    takeover.show((size) =>
      firstFrame({ ...takeover.appearance, ...size, project: name, services: planned, nowMs: Date.now(), choices }),
    );
  }
}

async function show(
  { client, stateDir, owned, notices }: Screen,
  takeover: TerminalTakeover,
  { notify }: UserConfig,
): Promise<Left> {
  // A guest is a screen too, whatever command started it.
  void client.call('client.introduce', { name: 'the screen', pid: process.pid }).catch(() => {});
  const loading = import('../../tui/main.ts');
  void holdChunks('cli-up-tui.cjs');
  const { runTui } = await loading;
  const how = await runTui({
    takeover,
    client,
    stateDir,
    owner: owned !== null,
    hangup: !ignoresHangup(),
    env: process.env,
    notify,
    notices,
    async loadRenderer() {
      const { createFrameRenderer } = await import('../../tui/ink/renderer.tsx');
      return createFrameRenderer();
    },
    history: {
      async older(of) {
        const { readOlder } = await import('../../host/logs/older-lines.ts');
        return readOlder({ stateDir, ...of }).map((line) => ({ ...line, kind: 'output' }));
      },
      async file(service) {
        const { newestLogFile } = await import('../../host/logs/older-lines.ts');
        return newestLogFile(stateDir, service);
      },
    },
  });
  if (how === 'detached') return { how };
  // A guest cannot know otherwise whether somebody wanted the end.
  return { how: how === 'stopped' ? 'stopped' : owned ? 'ended' : 'lost' };
}
