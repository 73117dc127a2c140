import { FILE, JSON_OPTION } from './client-rows.ts';
import type { CommandRow } from './option-row.ts';

export const MCP = {
  name: 'mcp',
  args: '',
  summary: 'serve coding agents over stdin and stdout with the Model Context Protocol',
  options: [FILE, { name: 'read-only', summary: 'offer only tools that change nothing' }],
} as const satisfies CommandRow;

export const AGENT_GUIDE = {
  name: 'agent-guide',
  args: '',
  summary: 'print a page about zdev for the AGENTS.md of a project',
  options: [JSON_OPTION],
} as const satisfies CommandRow;

export const COMPLETION = {
  name: 'completion',
  args: 'SHELL',
  choices: ['bash', 'zsh', 'fish'],
  summary: 'print the completion script for bash, zsh or fish',
  options: [JSON_OPTION],
} as const satisfies CommandRow;

export const COMPLETE = {
  name: '__complete',
  args: '[WORD...]',
  rest: true,
  hidden: true,
  summary: 'list what could replace the last word',
  options: [],
} as const satisfies CommandRow;
