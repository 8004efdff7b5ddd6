import {
  type DataFrame,
  type DataQuery,
  type Field,
  getFieldDisplayValuesProxy,
  type LinkModel,
  mapInternalLinkToExplore,
  type TimeRange,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

/** Asks what a link leads to. */
export type Follow = (query: DataQuery) => void;

/** The links of a value to another query, as Explore makes them. */
export function linksOf(
  frame: DataFrame,
  field: Field,
  rowIndex: number,
  range: TimeRange,
  follow: Follow
): Array<LinkModel<Field>> {
  const scopedVars = {
    __value: { text: '', value: { raw: field.values[rowIndex] } },
    __data: { text: '', value: { fields: getFieldDisplayValuesProxy({ frame, rowIndex }) } },
  };
  return (field.config.links ?? []).flatMap((link) =>
    link.internal
      ? mapInternalLinkToExplore({
          link,
          internalLink: link.internal,
          scopedVars,
          range,
          field,
          onClickFn: (options) => options?.queries[0] && follow(options.queries[0]),
          replaceVariables: (text, vars, format) => getTemplateSrv().replace(text, vars, format),
        })
      : []
  );
}
