import { CoreApp } from '@grafana/data';
import { Alert, Badge, Stack, Text } from '@grafana/ui';

import { Card } from './Card';
import type { Datasource } from './host/plugin';
import { VARIABLE_NAME } from './host/variable';
import type { Variable } from './useVariable';

interface Props {
  datasource: Datasource;
  variable: Variable;
}

/** The query variable and what it gives. */
export function VariableCard({ datasource, variable }: Props) {
  const { support, query, setQuery, options, error } = variable;
  const Editor = support.editor;

  return (
    <Card title={`Variable $${VARIABLE_NAME}`}>
      <Editor app={CoreApp.Dashboard} datasource={datasource} query={query} onChange={setQuery} onRunQuery={() => {}} />
      {error && <Alert severity="error" title={error} />}
      <Stack direction="column" gap={0.5}>
        <Text variant="bodySmall" color="secondary">
          {options.length} values
        </Text>
        <Stack gap={1} wrap="wrap">
          {options.map(({ value, label }) => (
            <Badge key={value} color="darkgrey" text={label} tooltip={value} />
          ))}
        </Stack>
      </Stack>
    </Card>
  );
}
