import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  /** What the field holds, which decides at which width its row wraps. */
  holds: 'list' | 'text';
  children: ReactNode;
}

/** A field that takes its share of what is left of a row. */
export function FieldBox({ holds, children }: Props) {
  return <div className={useStyles2(getStyles)[holds]}>{children}</div>;
}

/** Shows two values of a filter. */
const LIST_WIDTH = 36;
const TEXT_WIDTH = 20;

const getStyles = (theme: GrafanaTheme2) => ({
  // Two lists fit in a row however narrow it is.
  list: css({ flex: `1 1 min(${theme.spacing(LIST_WIDTH)}, 50% - ${theme.spacing(0.5)})`, minWidth: 0 }),
  text: css({ flex: `1 1 ${theme.spacing(TEXT_WIDTH)}`, minWidth: 0 }),
});
