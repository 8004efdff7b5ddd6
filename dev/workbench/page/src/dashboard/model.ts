import type { DataQuery, DataTransformerConfig, FieldConfigSource, RawTimeRange } from '@grafana/data';

/** A panel as a dashboard's JSON has it. */
export interface PanelModel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  interval?: string;
  targets?: DataQuery[];
  transformations?: DataTransformerConfig[];
  fieldConfig?: FieldConfigSource;
  options: Record<string, unknown>;
}

export interface DashboardModel {
  title: string;
  time: RawTimeRange;
  panels: PanelModel[];
}

/** What is asked for in the address: `?drawn=rtc-now&var-app=…`, as Grafana writes variables. */
export interface AskedDashboard {
  uid: string;
  /** Empty means all apps. */
  apps: string[];
}

export function readDrawnDashboard(): AskedDashboard | undefined {
  const address = new URLSearchParams(location.search);
  const uid = address.get('drawn');
  return uid && /^[\w-]+$/.test(uid) ? { uid, apps: address.getAll('var-app') } : undefined;
}
