import {
  type AdHocVariableFilter,
  CoreApp,
  type DataQuery,
  type DataQueryRequest,
  type DataQueryResponse,
  dateTime,
  LoadingState,
  type PanelData,
  type RawTimeRange,
  rangeUtil,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { type BackendDataSourceResponse, getBackendSrv, toDataQueryResponse } from '@grafana/runtime';
import { catchError, map, type Observable, of } from 'rxjs';

import type { Datasource } from './plugin';

/** Who asks: a panel, an alert rule that is being written, or Explore. */
export type Asker = 'panel' | 'alert-rule' | 'explore';

export const APPS_OF_ASKERS: Record<Asker, CoreApp> = {
  panel: CoreApp.PanelEditor,
  'alert-rule': CoreApp.UnifiedAlerting,
  explore: CoreApp.Explore,
};

/** What is asked. */
export interface Question {
  query: DataQuery;
  range: RawTimeRange;
  /** The panel's query option, such as `1h`; empty for none. */
  minInterval: string;
  asker: Asker;
  /** Those of the dashboard. */
  filters?: AdHocVariableFilter[];
  /** Variables that only this question has. */
  scopedVars?: ScopedVars;
}

const MAX_DATA_POINTS = 1000;

let asked = 0;

/** The request of a panel or a rule. A rule that is being written has a fixed interval of a second. */
export function requestOf({
  query,
  range,
  minInterval,
  asker,
  filters,
  scopedVars = {},
}: Question): DataQueryRequest<DataQuery> {
  const timeRange = resolveRange(range);
  const forRule = asker === 'alert-rule';
  const { interval, intervalMs } = rangeUtil.calculateInterval(timeRange, MAX_DATA_POINTS, minInterval || undefined);
  return {
    app: APPS_OF_ASKERS[asker],
    requestId: `Q${++asked}`,
    timezone: 'browser',
    range: timeRange,
    interval: forRule ? '1s' : interval,
    intervalMs: forRule ? 1000 : intervalMs,
    maxDataPoints: forRule ? 43_200 : MAX_DATA_POINTS,
    targets: [query],
    scopedVars,
    filters,
    startTime: Date.now(),
  };
}

/** Sends a request. Queries that the data source does not want sent are left out. */
export function ask(datasource: Datasource, request: DataQueryRequest<DataQuery>): Observable<PanelData> {
  const targets = request.targets.filter((query) => datasource.filterQuery?.(query) ?? true);
  const wanted = { ...request, targets };
  if (targets.length === 0) {
    return of({ state: LoadingState.NotStarted, series: [], timeRange: request.range, request });
  }
  const response = request.app === CoreApp.UnifiedAlerting ? askAsRule(datasource, wanted) : datasource.query(wanted);
  return response.pipe(
    catchError((error: Error) => of<DataQueryResponse>({ data: [], errors: [{ message: error.message }] })),
    map((answer) => toPanelData(answer, request))
  );
}

/** Grafana evaluates rules in its backend: nothing replaces variables there, and a header says who asks. */
function askAsRule(datasource: Datasource, request: DataQueryRequest<DataQuery>): Observable<DataQueryResponse> {
  const { intervalMs, maxDataPoints, range } = request;
  const queries = request.targets.map((query) => ({
    intervalMs,
    maxDataPoints,
    ...query,
    datasource: datasource.getRef(),
  }));
  return getBackendSrv()
    .fetch<BackendDataSourceResponse>({
      url: '/api/ds/query',
      method: 'POST',
      headers: { FromAlert: 'true' },
      data: { queries, from: String(range.from.valueOf()), to: String(range.to.valueOf()) },
    })
    .pipe(
      map((raw) => toDataQueryResponse(raw, queries)),
      catchError((error) => of(toDataQueryResponse(error)))
    );
}

function toPanelData(answer: DataQueryResponse, request: DataQueryRequest<DataQuery>): PanelData {
  const errors = answer.errors ?? (answer.error ? [answer.error] : []);
  return {
    state: answer.state ?? (errors.length > 0 ? LoadingState.Error : LoadingState.Done),
    series: answer.data,
    errors,
    timeRange: request.range,
    request: { ...request, endTime: Date.now() },
  };
}

/** `now-7d` and the like become times; absolute ones are ISO 8601, or milliseconds as in an address. */
function resolveRange(raw: RawTimeRange): TimeRange {
  const parse = (text: RawTimeRange['from']) =>
    typeof text === 'string' && !text.startsWith('now') ? dateTime(/^\d+$/.test(text) ? Number(text) : text) : text;
  return rangeUtil.convertRawToRange({ from: parse(raw.from), to: parse(raw.to) });
}
