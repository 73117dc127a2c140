import type { Handlers } from './context.ts';
import { configHandlers } from './handlers/config.ts';
import { controlHandlers } from './handlers/control.ts';
import { eventHandlers } from './handlers/events.ts';
import { logHandlers } from './handlers/logs.ts';
import { queryHandlers } from './handlers/query.ts';
import { systemHandlers } from './handlers/system.ts';
import { xinetHandlers } from './handlers/xinet.ts';
import type { MethodName } from './methods.ts';

/** The handler of each method in the table. */
export const HANDLERS: Handlers<MethodName> = {
  ...systemHandlers,
  ...queryHandlers,
  ...controlHandlers,
  ...configHandlers,
  ...logHandlers,
  ...eventHandlers,
  ...xinetHandlers,
};
