import type { DataSourceInstanceSettings } from '@grafana/data';

import type { Datasource } from './plugin';
import type { VariableValue } from './variable';

/** What the plugin asks the page for outside of React. */
export interface HostState {
  datasource?: Datasource;
  settings?: DataSourceInstanceSettings;
  /** By name. */
  variables: Record<string, VariableValue>;
}
