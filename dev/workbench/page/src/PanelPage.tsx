import { Stack } from '@grafana/ui';
import { useCallback } from 'react';

import { Answer } from './Answer';
import { Card } from './Card';
import { APPS_OF_ASKERS } from './host/ask';
import type { Follow } from './host/links';
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
  const app = APPS_OF_ASKERS[question.asker];
  // Grafana's page of a rule shows the default under what is stored, and merges what the editor reports into it.
  const inRule = question.asker === 'alert-rule';
  const follow = useCallback<Follow>(
    (query) => {
      change({ query });
      run();
    },
    [change, run]
  );

  return (
    <Stack direction="column" gap={2}>
      <Toolbar datasource={datasource} runs={runs} variable={variable} />
      <Answer title="Panel" data={data} follow={follow} />
      <Card title="Query A">
        {QueryEditor && (
          <QueryEditor
            app={app}
            datasource={datasource}
            query={inRule ? { ...datasource.getDefaultQuery?.(app), ...question.query } : question.query}
            range={data?.timeRange}
            data={data}
            queries={[question.query]}
            onChange={(query) => change({ query: inRule ? { ...question.query, ...query } : query })}
            onRunQuery={run}
          />
        )}
      </Card>
      <VariableCard datasource={datasource} variable={variable} />
      <Inspector data={data} />
    </Stack>
  );
}
