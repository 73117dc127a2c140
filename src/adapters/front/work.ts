import type { Edge } from './edge/edge.ts';
import { createFronts } from './fronts.ts';
import type { Order, Report } from './messages.ts';

/**
 * Carries out orders about fronts and the edge, and reports. Runs in a separate thread or, from the sources, in the
 * main one. The edge is loaded with the first order about it.
 */
export function createWork(report: (report: Report) => void, ended: () => void): (order: Order) => void {
  const fronts = createFronts(report);
  let edge: Promise<Edge> | null = null;
  return (order) => {
    switch (order.type) {
      case 'edge-open':
        edge = import('./edge/edge.ts').then(({ openEdge }) => openEdge(order.options, order.routes, report));
        return;
      case 'edge-routes':
      case 'edge-serves':
      case 'edge-answer':
        return void edge?.then((open) => open.carryOut(order));
      case 'end':
        fronts.close();
        return void (edge?.then((open) => open.close()) ?? Promise.resolve()).then(ended);
      default:
        return fronts.carryOut(order);
    }
  };
}
