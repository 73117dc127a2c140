import { type Front, openFront } from './front.ts';
import type { FrontOrder, FrontReport } from './messages.ts';

/** The fronts of a project. */
export interface OpenFronts {
  carryOut(order: FrontOrder): void;
  close(): void;
}

/** Carries out orders about fronts, and reports. */
export function createFronts(report: (report: FrontReport) => void): OpenFronts {
  const fronts = new Map<string, Front>();
  const carryOut = (order: FrontOrder) => {
    switch (order.type) {
      case 'open': {
        const { id, options } = order;
        fronts.get(id)?.close();
        const front = openFront(options, {
          listening: () => report({ type: 'listening', id }),
          refused: (address, message) => report({ type: 'refused', id, address, message }),
          waiting: () => report({ type: 'waiting', id }),
          idle: () => report({ type: 'idle', id }),
        });
        fronts.set(id, front);
        return;
      }
      case 'close':
        fronts.get(order.id)?.close();
        fronts.delete(order.id);
        return;
      case 'serve':
        return fronts.get(order.id)?.serve(order.serves);
      case 'drain': {
        const { ask } = order;
        void (fronts.get(order.id)?.drain() ?? Promise.resolve()).then(() => report({ type: 'drained', ask }));
        return;
      }
      case 'count': {
        const counts = new Map([...fronts].map(([id, front]) => [id, front.counts()] as const));
        return report({ type: 'counted', ask: order.ask, counts });
      }
      default:
        return order satisfies never;
    }
  };
  return {
    carryOut,
    close() {
      for (const front of fronts.values()) front.close();
      fronts.clear();
    },
  };
}
