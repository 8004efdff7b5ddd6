import { t } from '@grafana/i18n';
import { Field } from '@grafana/ui';
import { useId } from 'react';

import { isQueryType, type QueryType } from '../queryTypes';
import { FieldBox } from './FieldBox';
import { QueryTypeSelect } from './QueryTypeSelect';

interface Props {
  /** Absent means the default. */
  queryType?: QueryType | `$${string}`;
  onChange: (queryType: QueryType) => void;
  /** The types to choose from; all if absent. */
  queryTypes?: QueryType[];
}

/** What kind of data is asked for. */
export function QueryTypeField(props: Props) {
  const id = useId();
  const isUnknown = props.queryType !== undefined && !isQueryType(props.queryType) && !props.queryType.startsWith('$');
  return (
    <FieldBox holds="text">
      <Field
        label={t('query-editor.query-type.label', 'Query type')}
        htmlFor={id}
        invalid={isUnknown}
        error={isUnknown && t('query-editor.query-type.unknown', 'There is no such query type. Choose another.')}
        noMargin
      >
        <QueryTypeSelect id={id} {...props} />
      </Field>
    </FieldBox>
  );
}
