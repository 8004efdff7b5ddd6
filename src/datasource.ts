import type { DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';

import { DEFAULT_DATA_DELAY, DEFAULT_QUERY, isSendable, withDefaults } from './query';
import { expandItems } from './templateVariables';
import type { App, Granularity, Indicator, RtcOptions, RtcQuery } from './types';
import { RtcVariableSupport } from './variables';

/** Asks the Go backend, which does all the work: signing, planning, pacing and caching the calls. */
export class RtcDataSource extends DataSourceWithBackend<RtcQuery, RtcOptions> {
  /** App of queries that name none; empty if there is none. */
  readonly defaultAppId: string;
  /** Grafana duration after which a bucket is final. */
  readonly dataDelay: string;

  /** The account's apps, fetched once for as long as the page lives. A failure is not kept. */
  readonly getApps = once(() => this.fetchApps());
  /** The known indicators, fetched once for as long as the page lives. A failure is not kept. */
  readonly getIndicators = once(() => this.fetchIndicators());

  constructor(settings: DataSourceInstanceSettings<RtcOptions>) {
    super(settings);
    this.defaultAppId = settings.jsonData.defaultAppId ?? '';
    this.dataDelay = settings.jsonData.dataDelay || DEFAULT_DATA_DELAY;
    this.variables = new RtcVariableSupport(this);
  }

  getDefaultQuery(): Partial<RtcQuery> {
    return DEFAULT_QUERY;
  }

  filterQuery(query: RtcQuery): boolean {
    return !query.hide && isSendable(query, this.defaultAppId);
  }

  applyTemplateVariables(query: RtcQuery, scopedVars: ScopedVars): RtcQuery {
    const { appIds, indicators, granularity, legend } = withDefaults(query);
    const expanded = {
      ...query,
      appIds: expandItems(appIds, scopedVars),
      indicators: expandItems(indicators, scopedVars),
      // The backend refuses what is none.
      granularity: getTemplateSrv().replace(granularity, scopedVars) as Granularity,
    };
    return legend ? { ...expanded, legend: getTemplateSrv().replace(legend, scopedVars, 'text') } : expanded;
  }

  getQueryDisplayText(query: RtcQuery): string {
    const { appIds, indicators, granularity } = withDefaults(query);
    const apps = appIds.length > 0 ? appIds : [this.defaultAppId].filter(Boolean);
    return [indicators.join(', '), apps.join(', '), granularity].filter(Boolean).join(' · ');
  }

  fetchApps(): Promise<App[]> {
    return this.fetchList<App>('apps');
  }

  fetchIndicators(): Promise<Indicator[]> {
    return this.fetchList<Indicator>('indicators');
  }

  /** The editors show a failure where it happens, so Grafana's own pop-up stays away. */
  private async fetchList<T>(path: string): Promise<T[]> {
    return (await this.getResource<T[] | null>(path, undefined, { showErrorAlert: false })) ?? [];
  }
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= load().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
