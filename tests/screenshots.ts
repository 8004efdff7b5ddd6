import { resolve } from 'node:path';

import { ROOT } from './globalSetup';

// Fonts differ from machine to machine, so the screenshots that are kept change only when that is wanted.
const isKept = process.env.UPDATE_SCREENSHOTS === '1';

/** Where the screenshots of the README, the documents and the catalogue go. */
export const FOLDER = resolve(ROOT, isKept ? 'src/img/screenshots' : 'test-results/screenshots');

/** Where those go that are only for whoever changes the layout. */
export const LAYOUT_FOLDER = resolve(ROOT, 'test-results/screenshots');
