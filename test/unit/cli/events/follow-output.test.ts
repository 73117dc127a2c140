import { expect, test } from 'vitest';
import { followOutput } from '../../../../src/cli/events/follow-output.ts';
import type { Teller } from '../../../../src/cli/events/teller.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { until } from '../../../helpers/wait.ts';
import { FakeControl } from '../../rpc/fake-control.ts';
import { scriptedClient } from '../../rpc/scripted-client.ts';
import { serveIn, shop } from '../rig.ts';

test('when the connection is lost before the answer, the lines of the next supervisor are told', async () => {
  const dir = tempDir();
  const texts: string[] = [];
  const teller: Teller = {
    add: (item) => item.type === 'line' && void texts.push(item.entry.text),
    tell() {},
    cursor: () => ({ flight: { file: 0, line: 0 }, part: 0, log: 'life_0', skip: 0, atMs: 0, told: 0 }),
  };
  const first = scriptedClient();
  const output = followOutput({ dir, stateDir: `${dir}/.zdev` }, teller);
  const begun = output.begin(first.client);
  first.answer('logs.read', { cursor: 'life_0' });
  await until(() => first.asked('logs.read', 2));
  first.answer('logs.read', { cursor: 'life_0', missed: 0, entries: [] });
  await until(() => first.asked('events.subscribe'));
  first.close();
  await expect(begun).rejects.toThrow('closed the connection');

  const control = new FakeControl(shop()).up();
  await serveIn(dir, control);
  await output.connect();
  control.logs.add('api', 'from the second');
  await until(() => texts.includes('from the second'));
  output.close();
});
