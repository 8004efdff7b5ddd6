import {
  type AdHocVariableFilter,
  CoreApp,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';

import { adHocKeys, adHocValues, toAdHocFilters, withOwnFilters } from './adHocFilters';
import { isAlertRule } from './alertRules';
import { AnswerCache } from './answerCache';
import { withLinks } from './drillDownLinks';
import { withLabels } from './fieldLabels';
import { asksSomething, CHOICES_AND_TEXTS, defaultQuery, LISTS, setFilters } from './query';
import type { QueryType } from './queryTypes';
import { queryTypeLabel } from './queryTypeTexts';
import { askUntilWhole } from './progressive';
import { readOptions } from './readOptions';
import { COMMA_SEPARATED, readQuery } from './readQuery';
import { expandItems, expandText } from './templateVariables';
import type {
  App,
  Indicator,
  IndicatorDefinition,
  QueryTypeFacts,
  Room,
  RoomUser,
  RtcOptions,
  RtcQuery,
} from './types';
import { RtcVariableSupport } from './variables';

/** How Grafana begins the request ids of panels that mix data sources. */
const MIXED_REQUEST = 'mixed-';

/** A time range; its ends are numbers of milliseconds since 1970, or have one. */
interface FromTo {
  from: { valueOf: () => number };
  to: { valueOf: () => number };
}

/** Asks the Go backend, which does all the work: signing, planning, pacing and caching the calls. */
export class RtcDataSource extends DataSourceWithBackend<RtcQuery, RtcOptions> {
  /** App of queries that name none; empty if there is none. */
  readonly defaultAppId: string;
  /** The administrator's, which the backend lists beside those of its catalogue. */
  readonly ownIndicators: IndicatorDefinition[];
  /** Whether the administrator allows query types that show ids of rooms and users. */
  readonly allowsDrillDown: boolean;

  private readonly apps = new AnswerCache<App>();
  private readonly indicators = new AnswerCache<Indicator>();
  private readonly queryTypes = new AnswerCache<QueryTypeFacts>();

  constructor(settings: DataSourceInstanceSettings<RtcOptions>) {
    super(settings);
    const options = readOptions(settings.jsonData);
    this.defaultAppId = options.defaultAppId ?? '';
    this.ownIndicators = options.indicators ?? [];
    this.allowsDrillDown = options.drillDown ?? false;
    this.variables = new RtcVariableSupport(this);
  }

  /**
   * In an alert rule nothing: Grafana shows the default under each stored query without storing it, so what a stored query
   * leaves out would come to look like the default. The editor knows what a new rule asks.
   */
  getDefaultQuery(app?: CoreApp): Partial<RtcQuery> {
    return isAlertRule(app) ? {} : defaultQuery();
  }

  /**
   * Asks for what there is now and again until the answer is whole, so that panels fill as data comes. A mixed panel shows
   * nothing before all its data sources are done, so its query is answered once, when the answer is whole.
   */
  query(request: DataQueryRequest<RtcQuery>): Observable<DataQueryResponse> {
    const answers = request.requestId?.startsWith(MIXED_REQUEST)
      ? super.query(marked(request, false))
      : askUntilWhole((next) => super.query(next), marked(request, true));
    return request.app === CoreApp.Explore
      ? answers.pipe(map((answer) => ({ ...answer, data: this.explorable(answer.data, request) })))
      : answers;
  }

  /**
   * Answers with names and links for Explore. A dashboard has those of its panels: names in the language of whoever looks
   * at it would break its overrides and transformations.
   */
  private explorable(frames: DataQueryResponse['data'], { targets, scopedVars }: DataQueryRequest<RtcQuery>) {
    const queries = targets.map((query) => readQuery(this.applyTemplateVariables(query, scopedVars)));
    return frames.map((frame: DataFrame) => {
      const query = queries.find(({ refId }) => refId === frame.refId);
      return query ? withLinks(withLabels(frame, query), query, this) : frame;
    });
  }

  filterQuery(query: RtcQuery): boolean {
    const read = readQuery(query);
    return !read.hide && asksSomething(read, this.defaultAppId);
  }

  applyTemplateVariables(query: RtcQuery, scopedVars: ScopedVars, filters: AdHocVariableFilter[] = []): RtcQuery {
    const expanded: RtcQuery = readQuery(query);
    if (query?.progressive) {
      expanded.progressive = true;
    }
    if (filters.length > 0) {
      expanded.adHocFilters = toAdHocFilters(filters);
    }
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

  /** For Explore and alert rules, which take the queries of a panel over, and for panels with an expression. */
  interpolateVariablesInQueries(
    queries: RtcQuery[],
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): RtcQuery[] {
    return queries.map((query) => {
      const expanded = readQuery(this.applyTemplateVariables(readQuery(query), scopedVars));
      return withOwnFilters(expanded, filters);
    });
  }

  /** The keys of a dashboard's ad-hoc filter variable. */
  async getTagKeys(): Promise<MetricFindValue[]> {
    return adHocKeys();
  }

  async getTagValues({ key }: DataSourceGetTagValuesOptions<RtcQuery>): Promise<MetricFindValue[]> {
    return adHocValues(key);
  }

  getQueryDisplayText(query: RtcQuery): string {
    const read = readQuery(query);
    const { queryType, appIds, indicators = [], dimension, granularity, direction } = read;
    const apps = appIds.length > 0 ? appIds : [this.defaultAppId];
    const filters = setFilters(read).map((filter) => [read[filter]].flat().join(', '));
    return [
      queryTypeLabel(queryType),
      indicators.join(', '),
      apps.join(', '),
      dimension,
      granularity,
      direction,
      ...filters,
    ]
      .filter(Boolean)
      .join(' · ');
  }

  /** The account's apps. */
  getApps = (): Promise<App[]> => this.apps.get('', () => this.fetchApps());

  /** The known indicators of a query type. */
  getIndicators = (queryType: QueryType): Promise<Indicator[]> =>
    this.indicators.get(queryType, () => this.fetchIndicators(queryType));

  /** What the backend tells of the query types. */
  getQueryTypes = (): Promise<QueryTypeFacts[]> =>
    this.queryTypes.get('', () => this.fetchList<QueryTypeFacts>('query-types'));

  fetchApps(): Promise<App[]> {
    return this.fetchList<App>('apps');
  }

  fetchIndicators(queryType: QueryType): Promise<Indicator[]> {
    return this.fetchList<Indicator>('indicators', { queryType });
  }

  /** The rooms of a time range, the newest first. Template variables in the apps are replaced. */
  fetchRooms(appIds: string[], range: FromTo, scopedVars: ScopedVars = {}): Promise<Room[]> {
    return this.fetchList<Room>('rooms', this.listParams(appIds, range, scopedVars));
  }

  /** Who was in a room in a time range. */
  fetchRoomUsers(appIds: string[], roomId: string, range: FromTo, scopedVars: ScopedVars = {}): Promise<RoomUser[]> {
    return this.fetchList<RoomUser>('room-users', { ...this.listParams(appIds, range, scopedVars), roomId });
  }

  private listParams(appIds: string[], { from, to }: FromTo, scopedVars: ScopedVars) {
    const apps = appIds.length > 0 ? expandItems(appIds, scopedVars, true) : [this.defaultAppId];
    return { appIds: apps.join(','), from: String(from.valueOf()), to: String(to.valueOf()) };
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

/** The request with queries that may be answered in part, or that may not. */
function marked(request: DataQueryRequest<RtcQuery>, progressive: boolean): DataQueryRequest<RtcQuery> {
  return { ...request, targets: request.targets.map((query) => ({ ...query, progressive })) };
}
