import { CoreApp } from '@grafana/data';
import { useEffect, useMemo } from 'react';

import { asksTheSame, defaultQuery } from './query';
import type { RtcQuery } from './types';

/** Of a rule that sets no interval. */
const DEFAULT_INTERVAL_MS = 1000;

/** Whether a query is edited in an alert rule. */
export function isAlertRule(app?: CoreApp): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}

/** The interval of a rule's query in milliseconds. It is stored with the query: by the rule's options, or from a panel. */
export function ruleIntervalMs(query: RtcQuery & { intervalMs?: unknown }): number {
  return Number(query.intervalMs) || DEFAULT_INTERVAL_MS;
}

/**
 * Gives the query to edit. Grafana stores nothing of a rule's query before the editor reports something, so the default
 * of a new rule is reported at once: the rule would otherwise evaluate another query than the one shown. The default is
 * one of real-time data, as a new rule's range of 10 minutes holds no other.
 */
export function useRuleQuery(query: RtcQuery, inAlertRule: boolean, onChange: (query: RtcQuery) => void): RtcQuery {
  const isNew = inAlertRule && asksTheSame(query, { refId: query.refId, appIds: [] });
  const edited = useMemo(
    () => (isNew ? { ...query, ...defaultQuery('realTimeOperationData') } : query),
    [query, isNew]
  );
  useEffect(() => {
    if (isNew) {
      onChange(edited);
    }
  }, [edited, isNew, onChange]);
  return edited;
}
