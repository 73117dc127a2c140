import type { RunIdentity } from '../../core/restored.ts';
import type { ContainerEngine } from '../../runtime/container-ports.ts';
import type { OutputSink, ProcessEvents } from '../../runtime/ports.ts';
import { type AdoptedRun, followLeader, nothing, openPipe } from './adopt.ts';
import { followContainer } from './container-life.ts';
import { sendSignal } from './group.ts';
import { connect } from './output.ts';
import { fifoSource } from './pipe-source.ts';
import { type RunFiles, removeRunFiles } from './run-files.ts';

/** Adopts a run in a container that an earlier supervisor started, and follows it until the container is removed. */
export function adoptContainer(options: {
  readonly identity: RunIdentity & { readonly container: NonNullable<RunIdentity['container']> };
  readonly engine: ContainerEngine;
  readonly files: RunFiles;
  readonly sink: OutputSink;
  readonly events: Pick<ProcessEvents, 'exited' | 'treeGone'>;
  /** Called when it has been taken over, and when it is gone. */
  readonly began: (pid: number) => void;
  readonly ended: (pid: number) => Promise<void>;
  readonly onNotice: (message: string) => void;
}): AdoptedRun {
  const { identity, engine, files, sink, events, began, ended, onNotice } = options;
  const { pid } = identity;
  const { name, stopSignal } = identity.container;
  const life = followContainer({
    ...{ engine, name, stopSignal, onNotice },
    runs: true,
    endClient: () => alive && sendSignal(-pid, 'SIGKILL'),
  });
  const { alive, letGo } = followLeader({ pid, files }, (exit) => {
    void life.clientEnded(exit).then(async (end) => {
      events.exited(end.code, end.signal);
      await life.remove();
      await ended(pid);
      output.finish(() => {
        removeRunFiles(files);
        events.treeGone();
      });
    });
  });
  const fd = openPipe(files.pipe);
  const output = connect(sink, (source) => (fd === null ? nothing(source.ended) : fifoSource(fd, source)));
  if (alive) began(pid);
  return {
    pid,
    identity,
    signal: life.signal,
    letGo() {
      life.letGo();
      letGo();
    },
  };
}
