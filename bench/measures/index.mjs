import { save } from './save.mjs';

/** Every measure, in the order in which they are taken. */
export const MEASURES = [save];
