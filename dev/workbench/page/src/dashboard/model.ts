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

export interface VariableModel {
  name: string;
  type: string;
  query?: unknown;
  multi?: boolean;
  current?: { text: string | string[]; value: string | string[] };
}

export interface DashboardModel {
  title: string;
  time: RawTimeRange;
  panels: PanelModel[];
  templating: { list: VariableModel[] };
}
