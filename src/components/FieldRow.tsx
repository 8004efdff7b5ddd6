import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  /** The first field has a fixed width and the second the rest. Otherwise fields wrap where they do not fit. */
  hasLead?: boolean;
  children: ReactNode;
}

/** A row of fields. The distance between fields is that between rows. */
export function FieldRow({ hasLead, children }: Props) {
  const styles = useStyles2(getStyles);
  return <div className={cx(styles.row, hasLead ? styles.lead : styles.flow)}>{children}</div>;
}

/** Leaves two apps visible in a panel 800 pixels wide. */
const LEAD_WIDTH = 28;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ gap: theme.spacing(1), alignItems: 'flex-start' }),
  lead: css({ display: 'grid', gridTemplateColumns: `minmax(0, ${theme.spacing(LEAD_WIDTH)}) minmax(0, 1fr)` }),
  flow: css({ display: 'flex', flexWrap: 'wrap' }),
});
