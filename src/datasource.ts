import type { DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';

import {
  CHOICES_AND_TEXTS,
  DEFAULT_DATA_DELAY,
  defaultQuery,
  isSendable,
  LISTS,
  setFilters,
  withDefaults,
} from './query';
import type { QueryType } from './queryTypes';
import { queryTypeLabel } from './queryTypeTexts';
import { expandItems, expandText } from './templateVariables';
import type { App, Indicator, IndicatorDefinition, RtcOptions, RtcQuery } from './types';
import { RtcVariableSupport } from './variables';

/** Asks the Go backend, which does all the work: signing, planning, pacing and caching the calls. */
export class RtcDataSource extends DataSourceWithBackend<RtcQuery, RtcOptions> {
  /** App of queries that name none; empty if there is none. */
  readonly defaultAppId: string;
  /** Grafana duration after which a bucket that is not of real-time data is final. */
  readonly dataDelay: string;
  /** The administrator's, which the backend lists beside those of its catalogue. */
  readonly ownIndicators: IndicatorDefinition[];

  /** The account's apps, fetched once for as long as the page lives. A failure is not kept. */
  readonly getApps = oncePerKey<void, App>(() => this.fetchApps());
  /** The known indicators of a query type, fetched once for as long as the page lives. A failure is not kept. */
  readonly getIndicators = oncePerKey<QueryType, Indicator>((queryType) => this.fetchIndicators(queryType));

  constructor(settings: DataSourceInstanceSettings<RtcOptions>) {
    super(settings);
    this.defaultAppId = settings.jsonData.defaultAppId ?? '';
    this.dataDelay = settings.jsonData.dataDelay || DEFAULT_DATA_DELAY;
    this.ownIndicators = settings.jsonData.indicators ?? [];
    this.variables = new RtcVariableSupport(this);
  }

  getDefaultQuery(): Partial<RtcQuery> {
    return defaultQuery();
  }

  filterQuery(query: RtcQuery): boolean {
    return !query.hide && isSendable(query, this.defaultAppId);
  }

  applyTemplateVariables(query: RtcQuery, scopedVars: ScopedVars): RtcQuery {
    const expanded = withDefaults(query);
    for (const name of LISTS) {
      expanded[name] &&= expandItems(expanded[name], scopedVars);
    }
    for (const name of CHOICES_AND_TEXTS) {
      // Of what has choices a variable may give anything: the backend refuses what is none.
      expanded[name] &&= expandText(expanded[name], scopedVars) as never;
    }
    expanded.legend &&= getTemplateSrv().replace(expanded.legend, scopedVars, 'text');
    return expanded;
  }

  getQueryDisplayText(query: RtcQuery): string {
    const { queryType, appIds, indicators = [], dimension, granularity } = withDefaults(query);
    const apps = appIds.length > 0 ? appIds : [this.defaultAppId];
    const filters = setFilters(query).map((filter) => [query[filter]].flat().join(', '));
    return [queryTypeLabel(queryType), indicators.join(', '), apps.join(', '), dimension, granularity, ...filters]
      .filter(Boolean)
      .join(' · ');
  }

  fetchApps(): Promise<App[]> {
    return this.fetchList<App>('apps');
  }

  fetchIndicators(queryType: QueryType): Promise<Indicator[]> {
    return this.fetchList<Indicator>('indicators', { queryType });
  }

  /** The editors show a failure where it happens, so Grafana's own pop-up stays away. */
  private async fetchList<T>(path: string, params?: Record<string, string>): Promise<T[]> {
    return (await this.getResource<T[] | null>(path, params, { showErrorAlert: false })) ?? [];
  }
}

function oncePerKey<Key, Item>(load: (key: Key) => Promise<Item[]>): (key: Key) => Promise<Item[]> {
  const answers = new Map<Key, Promise<Item[]>>();
  return (key) => {
    const answer =
      answers.get(key) ??
      load(key).catch((error: unknown) => {
        answers.delete(key);
        throw error;
      });
    answers.set(key, answer);
    return answer;
  };
}
