import type { Curtain } from '../../tui/curtain.ts';
import { requireCached } from '../code-cache.ts';
import type { OptionValues } from '../options.ts';
import { useColor } from '../plain/color.ts';
import { type Left, type Screen, upOnScreen } from './up-screen.ts';

/**
 * `zdev up` on a terminal. The supervisor is launched first, then the terminal is taken over and shows that something
 * happens; what draws the screen is loaded when the services have been started. Gives the exit status.
 */
export async function upWithTui(values: OptionValues, names: readonly string[]): Promise<number> {
  let raising: Promise<Curtain> | undefined;
  const curtain = () => {
    raising ??= raise(values);
    return raising;
  };
  try {
    return await upOnScreen({
      values,
      names,
      launched: () => void curtain(),
      failed: async () => (await raising)?.close(),
      async runTui(screen) {
        const raised = await curtain();
        const left = await show(screen, raised);
        raised.close();
        return left;
      },
    });
  } finally {
    (await raising)?.close();
  }
}

async function raise(values: OptionValues): Promise<Curtain> {
  const { raiseCurtain } = await import('../../tui/curtain.ts');
  return raiseCurtain({
    mouse: values['no-mouse'] !== true && process.env['ZDEV_MOUSE'] !== '0',
    color: useColor({ env: process.env, isTTY: true }),
    env: process.env,
  });
}

async function show({ client, stateDir, owned, notices }: Screen, curtain: Curtain): Promise<Left> {
  const cached = requireCached<typeof import('../../tui/main.ts')>('tui-main.cjs');
  const { runTui } = cached ?? (await import('../../tui/main.ts'));
  const how = await runTui({
    curtain,
    client,
    stateDir,
    owner: owned !== null,
    env: process.env,
    notices,
    history: {
      async older(of) {
        const { readOlder } = await import('../../host/older-lines.ts');
        return readOlder({ stateDir, ...of }).map(({ seq, ...line }) => ({ ...line, at: seq, kind: 'output' }));
      },
      async file(service) {
        const { newestLogFile } = await import('../../host/older-lines.ts');
        return newestLogFile(stateDir, service);
      },
    },
  });
  if (how === 'detached') return { how };
  // A guest has no other way to know whether it ended because somebody wanted that.
  return { how: how === 'stopped' ? 'stopped' : owned ? 'ended' : 'lost' };
}
