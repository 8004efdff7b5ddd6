import type { CoreApp, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { t } from '@grafana/i18n';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';

import { isAlertRule } from './alertRules';
import { AnswerCache } from './answerCache';
import { asksSomething, CHOICES_AND_TEXTS, defaultQuery, LISTS, setFilters } from './query';
import type { QueryType } from './queryTypes';
import { queryTypeLabel } from './queryTypeTexts';
import { COMMA_SEPARATED, readQuery } from './readQuery';
import { expandItems, expandText } from './templateVariables';
import type { App, Indicator, IndicatorDefinition, QueryTypeFacts, RtcOptions, RtcQuery } from './types';
import { RtcVariableSupport } from './variables';

/** Asks the Go backend, which does all the work: signing, planning, pacing and caching the calls. */
export class RtcDataSource extends DataSourceWithBackend<RtcQuery, RtcOptions> {
  /** App of queries that name none; empty if there is none. */
  readonly defaultAppId: string;
  /** The administrator's, which the backend lists beside those of its catalogue. */
  readonly ownIndicators: IndicatorDefinition[];

  private readonly apps = new AnswerCache<App>();
  private readonly indicators = new AnswerCache<Indicator>();
  private readonly queryTypes = new AnswerCache<QueryTypeFacts>();

  constructor(settings: DataSourceInstanceSettings<RtcOptions>) {
    super(settings);
    this.defaultAppId = settings.jsonData.defaultAppId ?? '';
    this.ownIndicators = settings.jsonData.indicators ?? [];
    this.variables = new RtcVariableSupport(this);
  }

  /** In an alert rule, real-time data: a new rule's range of 10 minutes holds no other. */
  getDefaultQuery(app?: CoreApp): Partial<RtcQuery> {
    return defaultQuery(app && isAlertRule(app) ? 'realTimeOperationData' : undefined);
  }

  filterQuery(query: RtcQuery): boolean {
    return !query.hide && asksSomething(readQuery(query), this.defaultAppId);
  }

  applyTemplateVariables(query: RtcQuery, scopedVars: ScopedVars): RtcQuery {
    const expanded = readQuery(query);
    for (const name of LISTS) {
      expanded[name] &&= expandItems(expanded[name], scopedVars, COMMA_SEPARATED.includes(name));
    }
    for (const name of CHOICES_AND_TEXTS) {
      // Of what has choices a variable may give anything: the backend refuses what is none.
      expanded[name] &&= expandText(expanded[name], scopedVars) as never;
    }
    expanded.legend &&= getTemplateSrv().replace(expanded.legend, scopedVars, 'text');
    return expanded;
  }

  getQueryDisplayText(query: RtcQuery): string {
    const read = readQuery(query);
    const { queryType, appIds, indicators = [], dimension, granularity } = read;
    const apps = appIds.length > 0 ? appIds : [this.defaultAppId];
    const filters = setFilters(read).map((filter) => [read[filter]].flat().join(', '));
    return [queryTypeLabel(queryType), indicators.join(', '), apps.join(', '), dimension, granularity, ...filters]
      .filter(Boolean)
      .join(' · ');
  }

  /** The account's apps. After a failure, `refresh` makes the backend ask again instead of repeating the failure. */
  getApps = (refresh = false): Promise<App[]> => this.apps.get('', () => this.fetchApps(refresh));

  /** The known indicators of a query type. */
  getIndicators = (queryType: QueryType): Promise<Indicator[]> =>
    this.indicators.get(queryType, () => this.fetchIndicators(queryType));

  /** What the backend tells of the query types. */
  getQueryTypes = (): Promise<QueryTypeFacts[]> =>
    this.queryTypes.get('', () => this.fetchList<QueryTypeFacts>('query-types'));

  fetchApps(refresh = false): Promise<App[]> {
    return this.fetchList<App>('apps', refresh ? { refresh: 'true' } : undefined);
  }

  fetchIndicators(queryType: QueryType): Promise<Indicator[]> {
    return this.fetchList<Indicator>('indicators', { queryType });
  }

  /** The editors show a failure where it happens, so Grafana's own pop-up stays away. */
  private async fetchList<T>(path: string, params?: Record<string, string>): Promise<T[]> {
    const answer: T[] | null = await this.getResource(path, params, { showErrorAlert: false });
    if (answer && !Array.isArray(answer)) {
      // Such as the page of a proxy that wants its users to sign in.
      throw new Error(t('query-editor.no-list', 'The answer of the data source is not a list.'));
    }
    return answer ?? [];
  }
}
