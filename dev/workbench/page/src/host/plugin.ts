import type { DataQuery, DataSourceInstanceSettings, DataSourcePlugin, PluginMeta } from '@grafana/data';
import type { DataSourceWithBackend } from '@grafana/runtime';
import i18next from 'i18next';

export type Datasource = DataSourceWithBackend<DataQuery>;
export type Plugin = DataSourcePlugin<Datasource>;

const PLUGIN_ID = 'volcengine-rtc-datasource';
export const PLUGIN_FOLDER = `/public/plugins/${PLUGIN_ID}`;

/** Loads the built plugin as Grafana does: first its translations, then its module. */
export async function loadPlugin(): Promise<{ plugin: Plugin; meta: PluginMeta }> {
  const meta: PluginMeta & { languages?: string[] } = await getJSON(`${PLUGIN_FOLDER}/plugin.json`);
  for (const language of meta.languages ?? []) {
    const texts: object = await getJSON(`${PLUGIN_FOLDER}/locales/${language}/${PLUGIN_ID}.json`);
    i18next.addResourceBundle(language, PLUGIN_ID, texts, true, false);
  }
  const module: { plugin: Plugin } = await System.import(`${PLUGIN_FOLDER}/module.js`);
  return { plugin: module.plugin, meta };
}

/** A data source with the settings that are saved. */
export function createDatasource(plugin: Plugin, settings: DataSourceInstanceSettings): Datasource {
  const datasource = new plugin.DataSourceClass(settings);
  datasource.meta = settings.meta;
  return datasource;
}

async function getJSON<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  return response.json();
}
