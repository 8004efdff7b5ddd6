import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { DEMO, ROOT } from './globalSetup';

/** Of the data source. */
export const UID = 'volcengine-rtc';

export interface Server {
  url: string;
  /** The settings with which the workbench began. */
  jsonData: Record<string, unknown>;
  stop: () => Promise<void>;
}

/** Starts a simulated API, a plugin process and a workbench. */
export async function startServer(): Promise<Server> {
  const demo = spawn(DEMO, ['-serve', '-unlimited', '-addr', '127.0.0.1:0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(demo);
  const settings: Server = await (await fetch(`${url}/api/datasources/uid/${UID}`)).json();
  const stop = async () => {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  };
  return { url, jsonData: settings.jsonData, stop };
}

async function addressOf(demo: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: demo.stdout! })) {
    const address = /Workbench: (http:\/\/[^/]+)\//.exec(line)?.[1];
    if (address) {
      return address;
    }
  }
  throw new Error('The demo does not serve the workbench; start it by hand to see why: go run ./dev/demo -serve');
}
