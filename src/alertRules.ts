import { CoreApp } from '@grafana/data';

/** Whether a query is edited in an alert rule. */
export function isAlertRule(app: CoreApp): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}
