import { css } from '@emotion/css';
import { type GrafanaTheme2, updateDatasourcePluginJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, FieldValidationMessage, IconButton, Input, useStyles2 } from '@grafana/ui';

import { DEFAULT_QUERY_TYPE, QUERY_TYPES_WITH_INDICATORS } from '../queryTypes';
import type { IndicatorDefinition } from '../types';
import { QueryTypeSelect } from './QueryTypeSelect';
import type { SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

type Column = keyof IndicatorDefinition;

const COLUMNS: Column[] = ['name', 'queryType', 'label', 'unit', 'description'];

/** Describes indicators that the catalogue lacks, one a row. */
export function IndicatorsTable(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;
  const styles = useStyles2(getStyles);
  const rows = jsonData.indicators ?? [];
  const problem = props.problems.indicators?.text;
  const titles = columnTitles();

  const store = (next: IndicatorDefinition[]) => updateDatasourcePluginJsonDataOption(props, 'indicators', next);
  const edit = (index: number, change: Partial<IndicatorDefinition>) =>
    store(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));

  return (
    <SettingsSection
      title={t('config.indicators.title', 'Own indicators')}
      description={t(
        'config.indicators.help',
        'Indicators that the list of the query editor lacks. Names are those of the API, units are Grafana unit IDs such as percent, s or short.'
      )}
      readOnly={readOnly}
    >
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {titles[column]}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {COLUMNS.map((column) => (
                  <td key={column}>
                    <Cell
                      row={row}
                      column={column}
                      label={t('config.indicators.cell', '{{column}} of indicator {{number}}', {
                        column: titles[column],
                        number: index + 1,
                      })}
                      disabled={readOnly}
                      onChange={(change) => edit(index, change)}
                    />
                  </td>
                ))}
                <td>
                  <IconButton
                    name="trash-alt"
                    aria-label={t('config.indicators.remove', 'Remove indicator {{number}}', { number: index + 1 })}
                    disabled={readOnly}
                    onClick={() => store(rows.filter((_, at) => at !== index))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {problem && <FieldValidationMessage>{problem}</FieldValidationMessage>}
      <div className={styles.add}>
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          disabled={readOnly}
          onClick={() => store([...rows, { name: '', label: '', unit: '', description: '' }])}
        >
          {t('config.indicators.add', 'Add indicator')}
        </Button>
      </div>
    </SettingsSection>
  );
}

interface CellProps {
  row: IndicatorDefinition;
  column: Column;
  label: string;
  disabled: boolean;
  onChange: (change: Partial<IndicatorDefinition>) => void;
}

function Cell({ row, column, label, disabled, onChange }: CellProps) {
  return column === 'queryType' ? (
    <QueryTypeSelect
      aria-label={label}
      queryType={row.queryType}
      queryTypes={QUERY_TYPES_WITH_INDICATORS}
      disabled={disabled}
      onChange={(value) => onChange({ queryType: value === DEFAULT_QUERY_TYPE ? undefined : value })}
    />
  ) : (
    <Input
      aria-label={label}
      value={row[column] ?? ''}
      disabled={disabled}
      onChange={(event) => onChange({ [column]: event.currentTarget.value })}
    />
  );
}

function columnTitles(): Record<Column, string> {
  return {
    name: t('config.indicators.name', 'Name'),
    queryType: t('config.indicators.query-type', 'Query type'),
    label: t('config.indicators.label', 'Label'),
    unit: t('config.indicators.unit', 'Unit'),
    description: t('config.indicators.description', 'Description'),
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    marginTop: theme.spacing(1),
    'th, td': {
      padding: theme.spacing(0.5, 1, 0.5, 0),
      textAlign: 'left',
    },
  }),
  add: css({
    marginTop: theme.spacing(1),
  }),
});
