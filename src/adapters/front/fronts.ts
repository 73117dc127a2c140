import { type Front, openFront } from './front.ts';
import type { Order, Report } from './messages.ts';

/** Carries out orders about fronts, and reports. Runs in a thread of its own, or, from the sources, beside the rest. */
export function createFronts(report: (report: Report) => void, ended: () => void): (order: Order) => void {
  const fronts = new Map<string, Front>();
  return (order) => {
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
      case 'end':
        for (const front of fronts.values()) front.close();
        fronts.clear();
        return ended();
      default:
        return order satisfies never;
    }
  };
}
