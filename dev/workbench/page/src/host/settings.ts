import { type DataSourceInstanceSettings, type DataSourceSettings, type PluginMeta } from '@grafana/data';
import { type DataSourceSrv, getBackendSrv } from '@grafana/runtime';

import type { HostState } from './state';

const UID = 'volcengine-rtc';
const PATH = `/api/datasources/uid/${UID}`;

export function loadSettings(): Promise<DataSourceSettings> {
  return getBackendSrv().get(PATH);
}

export async function saveSettings({ jsonData, secureJsonData }: DataSourceSettings): Promise<DataSourceSettings> {
  const saved: { datasource: DataSourceSettings } = await getBackendSrv().put(PATH, { jsonData, secureJsonData });
  return saved.datasource;
}

/** What a data source is made with. */
export function instanceSettings(settings: DataSourceSettings, meta: PluginMeta): DataSourceInstanceSettings {
  const { id, uid, type, name, jsonData, readOnly = false } = settings;
  return { id, uid, type, name, jsonData, readOnly, access: 'proxy', meta };
}

/** The list of data sources, which has one. */
export function createDataSources(current: () => HostState) {
  const dataSources: Pick<DataSourceSrv, 'get' | 'getList' | 'getInstanceSettings' | 'reload'> = {
    get: async () => {
      const { datasource } = current();
      if (!datasource) {
        throw new Error('The data source is not loaded yet');
      }
      return datasource;
    },
    getList: () => [current().settings].filter((settings) => settings !== undefined),
    getInstanceSettings: () => current().settings,
    reload: async () => {},
  };
  return dataSources as DataSourceSrv;
}
