import {
  type DataFrame,
  FieldColorModeId,
  FieldType,
  getDisplayProcessor,
  getFieldDisplayName,
  type GrafanaTheme2,
} from '@grafana/data';

/** The look of a line, as a new time series panel has it. */
const LINE = { drawStyle: 'line', lineWidth: 1, fillOpacity: 8, pointSize: 5, showPoints: 'auto', spanNulls: false };

/** Whether a frame's rows are points in time, as those of values by place and of lists are not. */
export function hasTime({ fields, meta }: DataFrame): boolean {
  return fields.some(({ type }) => type === FieldType.time) && meta?.preferredVisualisationType !== 'table';
}

/** Frames with what @grafana/ui needs to draw them: display processors, names and colours. */
export function drawable(frames: DataFrame[], theme: GrafanaTheme2): DataFrame[] {
  let seriesIndex = 0;
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const config =
        field.type === FieldType.number
          ? { ...field.config, color: { mode: FieldColorModeId.PaletteClassic }, custom: LINE }
          : field.config;
      const state = field.type === FieldType.number ? { seriesIndex: seriesIndex++ } : {};
      const drawn = { ...field, config, state };
      const displayName = getFieldDisplayName(field, frame, frames);
      return { ...drawn, state: { ...state, displayName }, display: getDisplayProcessor({ field: drawn, theme }) };
    }),
  }));
}
