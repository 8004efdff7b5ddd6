import { t } from '@grafana/i18n';

import english from './locales/en-US/volcengine-rtc-datasource.json';
import { isQueryType, type QueryType } from './queryTypes';

interface Text {
  label: string;
  description: string;
}

// Every row of the table has its texts: this does not compile otherwise.
const complete: Record<QueryType, Text> = english['query-types'];

/** A query type's name in the page's language; what was stored if there is no such type. */
export function queryTypeLabel(queryType: string): string {
  return isQueryType(queryType) ? t(`query-types.${queryType}.label`, complete[queryType].label) : queryType;
}

/** What a query type gives, in a line. */
export function queryTypeDescription(queryType: QueryType): string {
  return t(`query-types.${queryType}.description`, complete[queryType].description);
}
