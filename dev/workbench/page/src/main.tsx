import { setBackendSrv, setDataSourceSrv, setTemplateSrv } from '@grafana/runtime';
import { createRoot } from 'react-dom/client';

import { readLook } from './address';
import { Workbench } from './Workbench';
import { readDrawnDashboard } from './dashboard/asked';
import { DrawnDashboard } from './dashboard/DrawnDashboard';
import { createBackend } from './host/backend';
import { initLanguage } from './host/language';
import { loadPlugin } from './host/plugin';
import { createDataSources, loadSettings } from './host/settings';
import { shareModules } from './host/sharedModules';
import type { HostState } from './host/state';
import { createTemplates, VARIABLE_NAME } from './host/variable';

/** Where Grafana says that its typeface is. */
Object.assign(window, { __grafana_public_path__: '/public/' });

async function start(root: HTMLElement): Promise<void> {
  const look = readLook();
  const host: HostState = { variables: { [VARIABLE_NAME]: { texts: [], values: [] } } };
  setBackendSrv(createBackend());
  setTemplateSrv(createTemplates(() => host.variables));
  setDataSourceSrv(createDataSources(() => host));
  await initLanguage(look.language);
  shareModules();
  const [{ plugin, meta }, settings] = await Promise.all([loadPlugin(), loadSettings()]);
  const asked = readDrawnDashboard();
  createRoot(root).render(
    asked ? (
      <DrawnDashboard host={host} plugin={plugin} meta={meta} settings={settings} look={look} asked={asked} />
    ) : (
      <Workbench host={host} plugin={plugin} meta={meta} savedSettings={settings} initialLook={look} />
    )
  );
}

const root = document.getElementById('root');
if (root) {
  start(root).catch((error: Error) => {
    root.textContent = `The workbench cannot start. ${error.message}`;
  });
}
