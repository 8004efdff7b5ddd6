import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');
export const DEMO = resolve(ROOT, 'test-results/demo');

const NEEDED = [
  { file: 'dist/module.js', command: 'npm run build' },
  { file: 'dev/workbench/page/dist/index.html', command: 'npm run build:workbench' },
  { file: 'dev/workbench/page18/dist/index.html', command: 'npm run build:workbench18' },
];

/** Builds the demo, which serves the workbench; the plugin and the pages have to be built already. */
export default function globalSetup(): void {
  for (const { file, command } of NEEDED) {
    if (!existsSync(resolve(ROOT, file))) {
      throw new Error(`${file} is missing. To build it: ${command}`);
    }
  }
  execFileSync('go', ['build', '-o', DEMO, './dev/demo'], { cwd: ROOT, stdio: 'inherit' });
}
