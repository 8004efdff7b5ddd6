import { css } from '@emotion/css';
import {
  type DataFrame,
  type Field,
  formattedValueToString,
  getFieldDisplayName,
  type GrafanaTheme2,
} from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';

/** Rows as the table panel shows them, with cells that are coloured where the field says so. */
export function PanelTable({ frame }: { frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  const fields = frame.fields.filter(({ config }) => config.custom?.hidden !== true);

  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {fields.map((field) => (
            <th key={field.name}>{getFieldDisplayName(field, frame)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: frame.length }, (_, row) => (
          <tr key={row}>
            {fields.map((field) => (
              <Cell key={field.name} field={field} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ field, row }: { field: Field; row: number }) {
  const value: unknown = field.values[row];
  const shown = value === null || value === undefined ? undefined : field.display?.(value);
  const theme = useTheme2();
  const background = field.config.custom?.cellOptions?.type === 'color-background' ? shown?.color : undefined;
  const color = background && theme.colors.getContrastText(background);
  return <td style={{ background, color }}>{shown && formattedValueToString(shown)}</td>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    ...theme.typography.bodySmall,
    'th, td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    th: { color: theme.colors.text.link },
  }),
});
