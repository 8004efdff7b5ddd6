import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';

import pluginJson from '../plugin.json';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { RtcDataSource } from './datasource';
import type { RtcOptions, RtcQuery, RtcSecureOptions } from './types';

// Grafana has loaded locales/<language>/ by now; this binds the texts to it. It is done before anything renders, and not
// awaited because an AMD module that waits gives SystemJS a promise in place of its exports. Without translations the
// texts in the code show.
void initPluginTranslations(pluginJson.id);

export const plugin = new DataSourcePlugin<RtcDataSource, RtcQuery, RtcOptions, RtcSecureOptions>(RtcDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
