import { css } from '@emotion/css';
import {
  type DataFrame,
  type Field,
  formattedValueToString,
  getFieldDisplayName,
  type GrafanaTheme2,
} from '@grafana/data';
import { DataLinksContextMenu, useStyles2, useTheme2 } from '@grafana/ui';

interface Props {
  frame: DataFrame;
  height: number;
}

/** Rows as the table panel shows them, with the colours and links of their fields. */
export function PanelTable({ frame, height }: Props) {
  const styles = useStyles2(getStyles);
  const fields = frame.fields.filter(({ config }) => config.custom?.hidden !== true);

  return (
    <div className={styles.scrolled} style={{ height }}>
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
    </div>
  );
}

function Cell({ field, row }: { field: Field; row: number }) {
  const value: unknown = field.values[row];
  const shown = value === null || value === undefined ? undefined : field.display?.(value);
  const theme = useTheme2();
  const background = field.config.custom?.cellOptions?.type === 'color-background' ? shown?.color : undefined;
  const color = background && theme.colors.getContrastText(background);
  const text = shown && formattedValueToString(shown);
  const links = (text && field.getLinks?.({ valueRowIndex: row })) || [];
  return (
    <td style={{ background, color }}>
      {links.length === 0 ? (
        text
      ) : (
        <DataLinksContextMenu links={() => links}>
          {({ openMenu, targetClassName }) => (
            <span className={targetClassName} onClick={openMenu}>
              {text}
            </span>
          )}
        </DataLinksContextMenu>
      )}
    </td>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scrolled: css({ overflow: 'auto' }),
  table: css({
    width: '100%',
    ...theme.typography.bodySmall,
    'th, td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    'th, a': { color: theme.colors.text.link },
  }),
});
