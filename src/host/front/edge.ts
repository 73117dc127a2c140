import type { EdgeQuestion, EdgeReport, EdgeRoute, TakenName } from '../../adapters/front/edge/messages.ts';
import type { EdgeName } from '../../config/edge/names.ts';
import type { Project } from '../../config/project.ts';
import { type Changed, changedServices } from '../../core/changes.ts';
import { holderText } from '../../present/holder.ts';
import type { Explained } from '../../rpc/wire/why.ts';
import { sharedSocket } from '../socket-paths.ts';
import { takesConnections } from './accepts-connections.ts';
import { edgeAnswer } from './edge-answer.ts';
import type { SharedThread } from './front-thread.ts';

/** What the edge needs from its session. */
export interface EdgeHost {
  readonly thread: SharedThread;
  /** The source of facts about services. */
  readonly control: Explained;
  readonly projectId: string;
}

/** The part of the edge that belongs to a project. */
export interface ProjectEdge {
  readonly changed: Changed;
  /** Sets the present names of the project. */
  follow(names: readonly EdgeName[]): void;
}

/** The shortest time between two updates of waiting pages. */
const NEWS_MS = 150;

/** Joins the edge, and answers for the services of this project. */
export async function openEdge(
  options: EdgeHost & {
    readonly project: Pick<Project, 'dir' | 'name'>;
    readonly port: number;
    readonly names: readonly EdgeName[];
    readonly notice: (message: string) => void;
    /** Called when the names begin or cease to lead to services. */
    readonly works: (works: boolean) => void;
  },
): Promise<ProjectEdge> {
  const { project, port, control, notice } = options;
  let { names } = options;
  const waiting = new Map<number, EdgeQuestion>();
  const said = new Set<string>();
  let trouble: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopReading: (() => void) | null = null;

  const serviceNamed = (name: string) => control.state().services.get(name);
  const routes = (): EdgeRoute[] =>
    names.map((name) => ({ ...name, serves: takesConnections(serviceNamed(name.service)) }));

  const thread = await options.thread.forEdge(handle);
  const place = { port, socket: sharedSocket(`edge-${port}.sock`), dir: project.dir, sinceMs: Date.now() };
  thread.send({ type: 'edge-open', options: place, routes: routes() });

  function handle(report: EdgeReport): void {
    switch (report.type) {
      case 'edge-works':
        return void tellProblem(report.problem);
      case 'edge-taken':
        return report.taken.forEach(tellTaken);
      case 'edge-ask':
        if (!answer(report.ask, report.question)) wait(report.ask, report.question);
        return;
      case 'edge-over':
        waiting.delete(report.ask);
        if (waiting.size === 0) rest();
        return;
      default:
        return report satisfies never;
    }
  }

  /** Answers a question. Returns false when there is nothing new to say. */
  function answer(ask: number, question: EdgeQuestion): boolean {
    const found = edgeAnswer(question, project.name, control);
    if (found === null || found.key === question.seen) return false;
    thread.send({ type: 'edge-answer', ask, answer: found });
    return true;
  }

  function wait(ask: number, question: EdgeQuestion): void {
    waiting.set(ask, question);
    stopReading ??= control.logs.onNew(lookSoon);
  }

  function rest(): void {
    stopReading?.();
    stopReading = null;
    if (timer) clearTimeout(timer);
    timer = null;
  }

  function lookSoon(): void {
    if (waiting.size === 0) return;
    timer ??= setTimeout(() => {
      timer = null;
      for (const [ask, question] of waiting) if (answer(ask, question)) waiting.delete(ask);
      if (waiting.size === 0) rest();
    }, NEWS_MS);
  }

  async function tellProblem(problem: string | null): Promise<void> {
    const before = trouble;
    trouble = problem;
    options.works(problem === null);
    if (problem === before) return;
    if (problem === null) return notice(`the names of services work again on port ${port}`);
    const { portInspector } = await import('../ports/port-inspector.ts');
    const asker = { projectId: options.projectId, root: project.dir };
    const look = portInspector({ free: () => false, notice, asker });
    const holder = problem.endsWith('in use') ? await look(port) : null;
    const by = holder === null ? '' : ` by ${holderText(holder)}`;
    notice(`no names of services: ${problem}${by}; set another "port" under [edge] in ~/.config/zdev/config.toml`);
  }

  function tellTaken({ host, dir }: TakenName): void {
    const text = `http://${host}:${port} leads to the project in ${dir}, which started first; give one of the projects another "name" under [project]`;
    if (said.has(text)) return;
    said.add(text);
    notice(text);
  }

  return {
    changed(next, previous, touched) {
      for (const { name, service, before } of changedServices(next, previous, touched)) {
        const now = takesConnections(service);
        if (now === takesConnections(before)) continue;
        for (const { service: own, host } of names)
          if (own === name) thread.send({ type: 'edge-serves', host, serves: now });
      }
      lookSoon();
    },
    follow(now) {
      names = now;
      thread.send({ type: 'edge-routes', routes: routes() });
    },
  };
}
