import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type MetricFindValue,
  type ScopedVars,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { from, map, type Observable } from 'rxjs';

import { indicatorLabel } from './catalogue';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcDataSource } from './datasource';
import { DEFAULT_QUERY_TYPE, type QueryType } from './queryTypes';
import { expandText } from './templateVariables';
import type { RtcVariableQuery } from './types';
import { readVariableQuery } from './variableQuery';

/** Query variables: the account's apps or the known indicators of a query type. */
export class RtcVariableSupport extends CustomVariableSupport<RtcDataSource, RtcVariableQuery> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: RtcDataSource) {
    super();
  }

  /** Asks anew each time, so that refreshing a variable shows new apps; the backend caches. */
  query({ targets, scopedVars }: DataQueryRequest<RtcVariableQuery>): Observable<DataQueryResponse> {
    return from(this.values(readVariableQuery(targets[0]), scopedVars)).pipe(map((data) => ({ data })));
  }

  private async values(query: RtcVariableQuery, scopedVars: ScopedVars): Promise<MetricFindValue[]> {
    switch (query.queryType) {
      case 'apps':
        return this.appValues();
      case 'indicators':
        return this.indicatorValues(expandText(query.indicatorsOf || DEFAULT_QUERY_TYPE, scopedVars) as QueryType);
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
}
