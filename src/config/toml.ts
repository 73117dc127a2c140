/** The entry point to all code for TOML. It is reached only by a dynamic import. */
export { assemble } from './assemble.ts';
export { includeFiles } from './include.ts';
export { readToml } from './read-toml.ts';
export { readUnits } from './units.ts';
