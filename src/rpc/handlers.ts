import type { Handlers } from './context.ts';
import { actHandlers } from './handlers/act.ts';
import { configHandlers } from './handlers/config.ts';
import { eventHandlers } from './handlers/events.ts';
import { logHandlers } from './handlers/logs.ts';
import { lookHandlers } from './handlers/look.ts';
import { systemHandlers } from './handlers/system.ts';
import { xinetHandlers } from './handlers/xinet.ts';
import type { MethodName } from './methods.ts';

/** What each method of the table does. */
export const HANDLERS: Handlers<MethodName> = {
  ...systemHandlers,
  ...lookHandlers,
  ...actHandlers,
  ...configHandlers,
  ...logHandlers,
  ...eventHandlers,
  ...xinetHandlers,
};
