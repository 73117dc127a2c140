import * as z from 'zod';
import type { Context } from './context.ts';
import type { CommandResult } from './zdev-command.ts';

/** One thing that an agent can do. */
export interface Tool {
  /** What it does, and when to use it. An agent knows nothing else about it. */
  readonly description: string;
  /** Whether it changes anything. If so, `--read-only` hides it. */
  readonly changes: boolean;
  readonly input: z.ZodRawShape;
  run(args: unknown, context: Context): Promise<CommandResult>;
}

/** Connects the type of the arguments with the schema of a tool. */
export function tool<Shape extends z.ZodRawShape>(options: {
  readonly description: string;
  readonly changes: boolean;
  readonly input: Shape;
  readonly run: (args: z.infer<z.ZodObject<Shape>>, context: Context) => Promise<CommandResult>;
}): Tool {
  return { ...options, run: (args, context) => options.run(args as z.infer<z.ZodObject<Shape>>, context) };
}

/** Names of services as agents pass them: one, or a list. */
export const names = (description: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe(description);

/** One name, a list, or nothing, as a list. */
export const listed = (given: string | readonly string[] | undefined): readonly string[] => [given ?? []].flat();

/** How long to wait, in seconds. */
export const timeout = z.number().positive().max(3600).default(60).describe('seconds to wait (default 60)');
