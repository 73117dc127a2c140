import { asking } from './commands.mjs';
import { flood } from './flood.mjs';
import { reaction } from './reaction.mjs';
import { save } from './save.mjs';
import { startStop } from './start-stop.mjs';
import { tree } from './tree.mjs';

/** Every measure, in the order in which they are taken. */
export const MEASURES = [...startStop, ...asking, ...reaction, save, flood, tree];
