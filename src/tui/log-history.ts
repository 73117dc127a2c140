import type { Line } from './logs/line.ts';

/** Lines in the log files that are not in memory. The program that shows the screen implements it. */
export interface LogHistory {
  /** The last lines of a service before a place in one of its runs (null: before the end), oldest first. */
  older(of: {
    readonly service: string;
    readonly before: Pick<Line, 'run' | 'at' | 'atMs'> | null;
    readonly lines: number;
  }): Promise<readonly Line[]>;
  /** The newest log file of a service; null if there is none. */
  file(service: string): Promise<string | null>;
}
