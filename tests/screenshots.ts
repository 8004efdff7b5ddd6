import { resolve } from 'node:path';

import { ROOT } from './globalSetup';

/** Where screenshots go. Fonts differ from machine to machine, so the ones that are shipped change only when that is wanted. */
export const FOLDER = resolve(
  ROOT,
  process.env.UPDATE_SCREENSHOTS === '1' ? 'src/img/screenshots' : 'test-results/screenshots'
);
