import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import * as z from 'zod';
import type { OptionValues } from '../args/options.ts';
import { EXIT } from '../io/exit-code.ts';
import { createContext } from './context.ts';
import type { Tool } from './tool.ts';
import { TOOLS } from './tools.ts';

const INSTRUCTIONS = `zdev supervises the services of this project. When something is wrong, call "why": it gives the root cause. After a change, "wait_ready" says when the services are up again, or why not. Services restart by themselves when their watched files change.`;

const PROJECT = z.string().optional().describe('directory of the project, where it is not the one of this server');

/** Serves agents on stdin and stdout until stdin ends. Returns the exit status. */
export async function serveMcp(values: OptionValues): Promise<number> {
  const server = new McpServer({ name: 'zdev', version: ZDEV_VERSION }, { instructions: INSTRUCTIONS });
  for (const [name, each] of Object.entries(TOOLS)) {
    if (!each.changes || !values['read-only']) addTool(server, name, each, values);
  }
  addResources(server, values);
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.on('end', resolve);
  });
  await server.connect(transport);
  await ended;
  await server.close();
  return EXIT.ok;
}

declare const ZDEV_VERSION: string;

function addTool(server: McpServer, name: string, { description, changes, input, run }: Tool, values: OptionValues) {
  server.registerTool(
    name,
    { description, inputSchema: { ...input, project: PROJECT }, annotations: { readOnlyHint: !changes } },
    async ({ project, ...args }: Record<string, unknown>, { signal }) => {
      const context = createContext({ values, project: project as string | undefined, signal });
      const { status, text } = await run(args, context);
      return { content: [{ type: 'text', text: text.trimEnd() || '(nothing)' }], isError: status !== EXIT.ok };
    },
  );
}

function addResources(server: McpServer, values: OptionValues): void {
  const context = (signal: AbortSignal) => createContext({ values, project: undefined, signal });
  server.registerResource(
    'config',
    'zdev://config',
    { description: 'The project as zdev reads it, without secrets', mimeType: 'application/json' },
    async ({ href }, { signal }) => {
      const { text } = await context(signal).zdev(['check', '--json', '--mask-secrets']);
      return { contents: [{ uri: href, mimeType: 'application/json', text }] };
    },
  );
  const template = new ResourceTemplate('zdev://logs/{service}', {
    async list({ signal }) {
      const { status, text } = await context(signal).zdev(['ps', '--quiet']);
      const services = status === EXIT.ok ? text.split('\n').filter((name) => name !== '') : [];
      return { resources: services.map((name) => ({ name: `logs of ${name}`, uri: `zdev://logs/${name}` })) };
    },
  });
  server.registerResource(
    'logs',
    template,
    { description: 'The last lines of a service', mimeType: 'text/plain' },
    async ({ href }, { service }, { signal }) => {
      const { text } = await TOOLS.logs.run({ names: [service].flat(), lines: 200 }, context(signal));
      return { contents: [{ uri: href, mimeType: 'text/plain', text }] };
    },
  );
}
