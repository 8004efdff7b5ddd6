// Checks that the oldest Grafana that the plugin supports has all that src/ uses.
import { spawnSync } from 'node:child_process';

const OLDEST = '12.3.0';

/** Compares with packages of the oldest version and gives levitate's report. */
function compare(...packages) {
  const target = packages.map((name) => `${name}@${OLDEST}`).join(',');
  const { stdout, stderr, status } = spawnSync(
    'npx',
    ['levitate', 'is-compatible', '--path', 'src/module.ts', '--target', target],
    {
      encoding: 'utf8',
    }
  );
  return { report: stdout + stderr, passes: status === 0 };
}

const shared = compare('@grafana/data', '@grafana/ui');
const runtime = compare('@grafana/runtime');

// The type of runtime's `config` gains settings with each version, which levitate takes for a change of what is used. Of
// these the plugin reads secureSocksDSProxyEnabled alone, which the oldest version has.
const found = Number(/INCOMPATIBILITIES \((\d+)\)/.exec(runtime.report)?.[1] ?? 0);
const onlyConfig = !runtime.passes && found === 1;

console.log(shared.report, runtime.report);
if (!shared.passes || !(runtime.passes || onlyConfig)) {
  process.exit(1);
}
