import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type PanelData,
  type RawTimeRange,
  type ReduceDataOptions,
  renderTextPanelMarkdown,
  VizOrientation,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import {
  BigValue,
  type BigValueColorMode,
  BigValueGraphMode,
  type BigValueTextMode,
  PanelChrome,
  Text,
  useTheme2,
  VizRepeater,
} from '@grafana/ui';

import { Chart } from '../Chart';
import { hasTime } from '../drawable';
import type { Datasource } from '../host/plugin';
import { isWaiting, useIsReady } from '../host/useIsReady';
import type { PanelModel } from './model';
import { PanelTable } from './PanelTable';
import { StateTimeline } from './StateTimeline';
import { usePanelData } from './usePanelData';

interface Size {
  width: number;
  height: number;
}

interface Props extends Size {
  datasource: Datasource;
  panel: PanelModel;
  range: RawTimeRange;
}

/** A panel in Grafana's frame. */
export function DashboardPanel({ datasource, panel, range, width, height }: Props) {
  const data = usePanelData(datasource, panel, range);
  const isReady = useIsReady(data);
  const asks = (panel.targets ?? []).length > 0;
  const title = getTemplateSrv().replace(panel.title);

  if (panel.type === 'row') {
    return <Text variant="h5">{title}</Text>;
  }
  return (
    <div role="group" aria-label={title} aria-busy={asks && isWaiting(data)}>
      <PanelChrome title={title} width={width} height={height}>
        {(innerWidth, innerHeight) => (
          <Drawing panel={panel} data={isReady ? data : undefined} width={innerWidth} height={innerHeight} />
        )}
      </PanelChrome>
    </div>
  );
}

/** What Grafana draws by itself and its packages cannot is named. */
function Drawing({ panel, data, width, height }: Size & { panel: PanelModel; data?: PanelData }) {
  if (panel.type === 'text') {
    const html = renderTextPanelMarkdown(String(panel.options.content));
    return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: html }} />;
  }
  if (panel.type === 'alertlist') {
    return <Text color="secondary">Grafana lists its alerts here. The workbench has none.</Text>;
  }
  if (!data) {
    return null;
  }
  switch (panel.type) {
    case 'stat':
      return <Stat panel={panel} data={data} width={width} height={height} />;
    case 'table': {
      const [frame] = data.series;
      return frame ? <PanelTable frame={frame} height={height} /> : null;
    }
    case 'state-timeline':
      return <StateTimeline frames={data.series} range={data.timeRange} width={width} height={height} />;
    case 'timeseries': {
      const frames = data.series.filter(hasTime);
      return frames.length > 0 ? (
        <Chart frames={frames} range={data.timeRange} width={width} height={height} />
      ) : (
        <Text color="secondary">No data</Text>
      );
    }
    default:
      return <Text color="secondary">{`The workbench cannot draw ${panel.type}.`}</Text>;
  }
}

interface StatOptions {
  reduceOptions: ReduceDataOptions;
  colorMode: BigValueColorMode;
  graphMode: BigValueGraphMode;
  textMode: BigValueTextMode;
}

function Stat({ panel, data, width, height }: Size & { panel: PanelModel; data: PanelData }) {
  const theme = useTheme2();
  const options = panel.options as unknown as StatOptions;
  const values = getFieldDisplayValues({
    data: data.series,
    reduceOptions: options.reduceOptions,
    fieldConfig: panel.fieldConfig ?? { defaults: {}, overrides: [] },
    replaceVariables: getTemplateSrv().replace,
    sparkline: options.graphMode !== BigValueGraphMode.None,
    theme,
  });
  return (
    <VizRepeater
      source={data}
      getValues={() => values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderCounter={0}
      orientation={VizOrientation.Auto}
      autoGrid
      width={width}
      height={height}
      renderValue={({ value, ...size }) => (
        <BigValue
          {...size}
          value={value.display}
          sparkline={value.sparkline}
          theme={theme}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          textMode={options.textMode}
        />
      )}
    />
  );
}
