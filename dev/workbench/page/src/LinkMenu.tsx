import { type DataFrame, dateTimeFormat, getLinksSupplier } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { ContextMenu, linkModelToContextMenuItems, MenuGroup, MenuItem, type TimeSeries } from '@grafana/ui';
import { minBy, range } from 'lodash';
import { type ComponentProps, useLayoutEffect, useState } from 'react';

type Config = Parameters<NonNullable<ComponentProps<typeof TimeSeries>['children']>>[0];
type Plot = Parameters<NonNullable<Parameters<Config['addHook']>[1]>>[0];

interface Props {
  config: Config;
  /** What is drawn: the fields of all series beside one time. */
  data: DataFrame;
}

interface Point {
  field: number;
  row: number;
}

/** A click on a chart offers the links of the nearest point, as the tooltip of Grafana's panel does. */
export function LinkMenu({ config, data }: Props) {
  const [clicked, setClicked] = useState<Point & { x: number; y: number }>();

  useLayoutEffect(() => {
    config.addHook('init', (plot: Plot) => {
      plot.over.addEventListener('click', ({ clientX: x, clientY: y }) => {
        const point = nearest(plot);
        setClicked(point && { ...point, x, y });
      });
    });
  }, [config]);

  const field = clicked && data.fields[clicked.field];
  if (!clicked || !field?.config.links?.length) {
    return null;
  }
  const { x, y, row } = clicked;
  const linksOf = getLinksSupplier(data, field, {}, getTemplateSrv().replace, 'browser');
  const items = linkModelToContextMenuItems(() => linksOf({ valueRowIndex: row }));
  return (
    <ContextMenu
      x={x}
      y={y}
      onClose={() => setClicked(undefined)}
      renderMenuItems={() => (
        <MenuGroup label={dateTimeFormat(data.fields[0]?.values[row], { format: 'HH:mm:ss' })}>
          {items.map(({ label, url }) => (
            <MenuItem key={label} label={label} url={url} />
          ))}
        </MenuGroup>
      )}
    />
  );
}

/** The point of the moment under the mouse that is nearest to it, if a series has a value there. */
function nearest(plot: Plot): Point | undefined {
  const { idx: row, top = 0 } = plot.cursor;
  if (row === null || row === undefined) {
    return undefined;
  }
  const drawn = range(1, plot.series.length).filter((field) => typeof plot.data[field]?.[row] === 'number');
  const field = minBy(drawn, (index) =>
    Math.abs(plot.valToPos(plot.data[index]![row]!, plot.series[index]!.scale ?? 'y') - top)
  );
  return field === undefined ? undefined : { field, row };
}
