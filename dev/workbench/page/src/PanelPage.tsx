import { CoreApp } from '@grafana/data';
import { Stack } from '@grafana/ui';

import { Answer } from './Answer';
import { Card } from './Card';
import type { Datasource, Plugin } from './host/plugin';
import { Inspector } from './Inspector';
import { Toolbar } from './Toolbar';
import type { Runs } from './useRuns';
import type { Variable } from './useVariable';
import { VariableCard } from './VariableCard';

interface Props {
  plugin: Plugin;
  datasource: Datasource;
  runs: Runs;
  variable: Variable;
}

/** What a dashboard with one panel in edit mode shows. */
export function PanelPage({ plugin, datasource, runs, variable }: Props) {
  const { QueryEditor } = plugin.components;
  const { question, data, change, run } = runs;

  return (
    <Stack direction="column" gap={2}>
      <Toolbar runs={runs} variable={variable} />
      <Answer data={data} />
      <Card title="Query A">
        {QueryEditor && (
          <QueryEditor
            app={question.asker === 'alert-rule' ? CoreApp.UnifiedAlerting : CoreApp.PanelEditor}
            datasource={datasource}
            query={question.query}
            range={data?.timeRange}
            data={data}
            queries={[question.query]}
            onChange={(query) => change({ query })}
            onRunQuery={run}
          />
        )}
      </Card>
      <VariableCard datasource={datasource} variable={variable} />
      <Inspector data={data} />
    </Stack>
  );
}
