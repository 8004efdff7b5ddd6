import {
  applyFieldOverrides,
  CoreApp,
  type DataFrame,
  type GrafanaTheme2,
  type PanelData,
  type RawTimeRange,
  transformDataFrame,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import { mergeMap, type Observable } from 'rxjs';
import { useEffect, useState } from 'react';

import { ask, requestOf } from '../host/ask';
import type { Datasource } from '../host/plugin';
import { fieldOptions } from './fieldOptions';
import type { PanelModel } from './model';

/** The data of a panel: asked for, transformed, and with its field options applied, as Grafana does it. */
export function usePanelData(datasource: Datasource, panel: PanelModel, range: RawTimeRange): PanelData | undefined {
  const theme = useTheme2();
  const [data, setData] = useState<PanelData>();

  useEffect(() => {
    const asking = answers(datasource, panel, range, theme).subscribe(setData);
    return () => asking.unsubscribe();
  }, [datasource, panel, range, theme]);

  return data;
}

function answers(
  datasource: Datasource,
  panel: PanelModel,
  range: RawTimeRange,
  theme: GrafanaTheme2
): Observable<PanelData> {
  // The page has one data source, whatever variable a target names.
  const targets = (panel.targets ?? []).map((target) => ({ ...target, datasource: undefined }));
  const request = requestOf({ query: { refId: 'A' }, range, minInterval: panel.interval ?? '', asker: 'panel' });
  return ask(datasource, { ...request, app: CoreApp.Dashboard, targets }).pipe(
    mergeMap(async (answer) => ({ ...answer, series: await dressed(answer.series, panel, theme) }))
  );
}

async function dressed(frames: DataFrame[], panel: PanelModel, theme: GrafanaTheme2): Promise<DataFrame[]> {
  const replaceVariables = getTemplateSrv().replace;
  const context = { interpolate: (text: string) => replaceVariables(text) };
  const transformed = await new Promise<DataFrame[]>((resolve, reject) =>
    transformDataFrame(panel.transformations ?? [], frames, context).subscribe({ next: resolve, error: reject })
  );
  return applyFieldOverrides({
    data: transformed,
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    fieldConfigRegistry: fieldOptions,
    replaceVariables,
    theme,
    timeZone: 'browser',
  });
}
