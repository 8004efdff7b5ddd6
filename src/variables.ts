import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type MetricFindValue,
} from '@grafana/data';
import { from, map, type Observable } from 'rxjs';

import { indicatorLabel } from './catalogue';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcDataSource } from './datasource';
import { DEFAULT_QUERY_TYPE } from './queryTypes';
import type { RtcVariableQuery } from './types';

/** Query variables: the account's apps or the known indicators of a query type. */
export class RtcVariableSupport extends CustomVariableSupport<RtcDataSource, RtcVariableQuery> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: RtcDataSource) {
    super();
  }

  /** Asks anew each time, so that refreshing a variable shows new apps; the backend caches. */
  query(request: DataQueryRequest<RtcVariableQuery>): Observable<DataQueryResponse> {
    const [query] = request.targets;
    const values = query?.queryType === 'indicators' ? this.indicatorValues(query.indicatorsOf) : this.appValues();
    return from(values).pipe(map((data) => ({ data })));
  }

  private async appValues(): Promise<MetricFindValue[]> {
    const apps = await this.datasource.fetchApps();
    return apps.map(({ id, name }) => ({ text: name || id, value: id }));
  }

  private async indicatorValues(queryType = DEFAULT_QUERY_TYPE): Promise<MetricFindValue[]> {
    const indicators = await this.datasource.fetchIndicators(queryType);
    return indicators.map((indicator) => ({ text: indicatorLabel(indicator), value: indicator.name }));
  }
}
