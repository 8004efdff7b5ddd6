import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  getDefaultTimeRange,
  type MetricFindValue,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { from, map, type Observable } from 'rxjs';

import { indicatorLabel } from './catalogue';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcDataSource } from './datasource';
import { DEFAULT_QUERY_TYPE, type QueryType } from './queryTypes';
import { expandText, holdsVariable } from './templateVariables';
import type { RtcVariableQuery } from './types';
import { readVariableQuery } from './variableQuery';

/** Most rooms or users that a variable lists: a longer list is of no use to anybody, and slows the page down. */
const MAX_VALUES = 1000;

/** Query variables: the account's apps, the known indicators of a query type, rooms, or the users of a room. */
export class RtcVariableSupport extends CustomVariableSupport<RtcDataSource, RtcVariableQuery> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: RtcDataSource) {
    super();
  }

  /** Asks anew each time, so that refreshing a variable shows new apps; the backend caches. */
  query({ targets, scopedVars, range }: DataQueryRequest<RtcVariableQuery>): Observable<DataQueryResponse> {
    return from(this.values(readVariableQuery(targets[0]), scopedVars, range)).pipe(map((data) => ({ data })));
  }

  private async values(
    query: RtcVariableQuery,
    scopedVars: ScopedVars,
    range: TimeRange = getDefaultTimeRange()
  ): Promise<MetricFindValue[]> {
    switch (query.queryType) {
      case 'apps':
        return this.appValues();
      case 'indicators':
        return this.indicatorValues(expandText(query.indicatorsOf || DEFAULT_QUERY_TYPE, scopedVars) as QueryType);
      case 'rooms':
        return this.roomValues(query, scopedVars, range);
      case 'roomUsers':
        return this.userValues(query, scopedVars, range);
      default:
        throw new Error(
          t('variable-editor.unknown', 'There is no variable query {{queryType}}; choose in the editor what to list.', {
            queryType: query.queryType,
            interpolation: { escapeValue: false },
          })
        );
    }
  }

  private async appValues(): Promise<MetricFindValue[]> {
    const apps = await this.datasource.fetchApps();
    return apps.map(({ id, name }) => ({ text: name || id, value: id }));
  }

  private async indicatorValues(queryType: QueryType): Promise<MetricFindValue[]> {
    const indicators = await this.datasource.fetchIndicators(queryType);
    return indicators.map((indicator) => ({ text: indicatorLabel(indicator), value: indicator.name }));
  }

  /** The newest first. A room that several calls were held in stands there once. */
  private async roomValues({ appIds }: RtcVariableQuery, scopedVars: ScopedVars, range: TimeRange) {
    const rooms = await this.datasource.fetchRooms(appIds ?? [], range, scopedVars);
    return toValues(rooms.map(({ roomId }) => roomId));
  }

  private async userValues({ appIds, roomId = '' }: RtcVariableQuery, scopedVars: ScopedVars, range: TimeRange) {
    const room = expandText(roomId, scopedVars);
    if (!room || holdsVariable(room)) {
      // The variable before this one in the chain has no value or several, so this has none.
      return [];
    }
    const users = await this.datasource.fetchRoomUsers(appIds ?? [], room, range, scopedVars);
    return toValues(users.map(({ userId }) => userId));
  }
}

function toValues(ids: string[]): MetricFindValue[] {
  return [...new Set(ids)].slice(0, MAX_VALUES).map((id) => ({ text: id, value: id }));
}
