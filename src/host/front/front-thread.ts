import type { EdgeReport } from '../../adapters/front/edge/messages.ts';
import type { FrontReport, Report } from '../../adapters/front/messages.ts';
import { type FrontThread, startFrontThread } from '../../adapters/front/thread.ts';

/** One thread for the fronts of a project and its part of the edge. The first of them starts it. */
export interface SharedThread {
  forFronts(handle: (report: FrontReport) => void): Promise<FrontThread>;
  forEdge(handle: (report: EdgeReport) => void): Promise<FrontThread>;
  /** Settles when everything is closed. */
  end(): Promise<void>;
}

/** Prepares the thread without starting it. */
export function shareThread(): SharedThread {
  let toFronts: (report: FrontReport) => void = () => {};
  let toEdge: (report: EdgeReport) => void = () => {};
  let thread: Promise<FrontThread> | null = null;
  const started = () => {
    thread ??= startFrontThread((report) => (isOfEdge(report) ? toEdge(report) : toFronts(report)));
    return thread;
  };
  return {
    forFronts(handle) {
      toFronts = handle;
      return started();
    },
    forEdge(handle) {
      toEdge = handle;
      return started();
    },
    end: async () => (await thread)?.end(),
  };
}

function isOfEdge(report: Report): report is EdgeReport {
  return report.type.startsWith('edge-');
}
