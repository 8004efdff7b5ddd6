import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  /** Share of the row's width. 0: as wide as its content. */
  grow?: 0 | 1 | 2;
  children: ReactNode;
}

/** A field that shares the width of its row with the others, down to a width at which the row wraps. */
export function FieldBox({ grow = 1, children }: Props) {
  return <div className={useStyles2(getStyles, grow)}>{children}</div>;
}

/** Narrowest field, in units of the theme: three filters fit in a row of 600 pixels. */
const MIN_WIDTH = 20;

const getStyles = (theme: GrafanaTheme2, grow: number) =>
  grow === 0
    ? css({ flex: '0 0 auto' })
    : css({
        flex: `${grow} 1 ${theme.spacing(MIN_WIDTH * grow)}`,
        minWidth: theme.spacing(MIN_WIDTH),
      });
