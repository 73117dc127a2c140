import { handleKey } from '../../../../src/tui/actions/actions.ts';
import type { ActionResult } from '../../../../src/tui/actions/context.ts';
import { viewportOf } from '../../../../src/tui/actions/logs.ts';
import { createLogs, type Logs } from '../../../../src/tui/logs/logs.ts';
import { visible } from '../../../../src/tui/logs/viewport.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { contextOf, modelOf, row } from '../rows.ts';

export const ROWS = [
  row('db', { port: 5432 }),
  row('api', { requires: ['db'], url: 'http://localhost:3000' }),
  row('web', { requires: ['api'] }),
  row('off', { state: 'inactive', intent: 'down', run: 0, pid: null }),
];

/** A screen at which keys are pressed. */
/** Presses keys on a screen with a few services. */
export class Keyboard {
  model: Model;
  asked: NonNullable<ActionResult['requests']> = [];
  readonly logs: Logs;

  constructor(more: Partial<Model> = {}, logs = createLogs()) {
    this.model = modelOf(ROWS, more);
    this.logs = logs;
  }

  /** Presses keys, one after the other; what they ask for is that of the last. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const text = [...key].length === 1 ? key : key === 'space' ? ' ' : '';
      const outcome = handleKey(contextOf(this.model, { key, logs: this.logs }), text);
      this.model = { ...this.model, ...outcome.set };
      this.asked = outcome.requests ?? [];
    }
    return this;
  }

  /** The texts of the lines on the screen. */
  get shown(): string[] {
    const { content } = contextOf(this.model, { logs: this.logs });
    const { view, ...rest } = content(this.model);
    const numbers = visible(viewportOf(this.model), { ...rest, view }).map(({ number }) => number);
    return numbers.map((number) => view.at(number)?.text ?? '');
  }
}
