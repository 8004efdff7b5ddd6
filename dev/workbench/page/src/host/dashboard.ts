import type { DataQuery, RawTimeRange, ScopedVars } from '@grafana/data';

import { PLUGIN_FOLDER } from './plugin';
import { VARIABLE_NAME } from './variable';

/** What the page shows of a dashboard: its panels with a query, and the values of its variables. */
export interface Dashboard {
  title: string;
  range: RawTimeRange;
  panels: Array<{ id: number; title: string; queries: DataQuery[] }>;
  variables: ScopedVars;
  /** The query of its variable of apps. */
  appsQuery: DataQuery;
}

interface PanelModel {
  id: number;
  title?: string;
  targets?: DataQuery[];
}

interface VariableModel {
  name: string;
  type: string;
  query?: unknown;
  current?: { text: unknown; value: unknown };
}

interface DashboardModel {
  title: string;
  time: RawTimeRange;
  panels: PanelModel[];
  templating: { list: VariableModel[] };
}

/** One of the dashboards that come with the plugin. */
export async function loadDashboard(name: string): Promise<Dashboard> {
  const response = await fetch(`${PLUGIN_FOLDER}/dashboards/${name}.json`);
  if (!response.ok) {
    throw new Error(`${name}: ${response.status} ${response.statusText}`);
  }
  const { title, time, panels, templating }: DashboardModel = await response.json();
  const ownVariables = templating.list.filter(({ type, current }) => type === 'custom' && current);
  return {
    title,
    range: time,
    appsQuery: templating.list.find(({ name: variable }) => variable === VARIABLE_NAME)?.query as DataQuery,
    panels: panels.flatMap(({ id, title = '', targets = [] }) =>
      targets.length > 0 ? [{ id, title, queries: targets }] : []
    ),
    variables: Object.fromEntries(
      ownVariables.map(({ name: variable, current }) => [variable, { text: current?.text, value: current?.value }])
    ),
  };
}
