import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';

import { splitItem, usableVariables } from '../templateVariables';

/** An option of a combobox with the text that it is found by; Grafana's own search sees the label only. */
export interface Choice {
  option: ComboboxOption;
  searchText: string;
}

/** Makes the next list of the latest one. */
export type ListChange = (values: string[]) => string[];

/** The options that hold every word of the input, in their order. */
export function findOptions(choices: Choice[], input: string): ComboboxOption[] {
  const words = input.toLowerCase().split(/\s+/).filter(Boolean);
  return choices
    .filter(({ searchText }) => words.every((word) => searchText.toLowerCase().includes(word)))
    .map(({ option }) => option);
}

/** The dashboard's variables as choices. */
export function variableChoices(): Choice[] {
  const group = t('query-editor.variables.group', 'Variables');
  return usableVariables().map((name) => ({ option: { value: name, label: name, group }, searchText: name }));
}

/** What a combobox shows for values, also for those it has no option for: custom ones, and all while loading. */
export function selectedOptions(values: string[], choices: Choice[]): ComboboxOption[] {
  return values.map((value) => choices.find(({ option }) => option.value === value)?.option ?? { value, label: value });
}

/** The values of the selected options, without blank and repeated ones. */
export function selectedValues(options: ComboboxOption[], isCommaSeparated: boolean): string[] {
  const values = options.flatMap(({ value }) => (isCommaSeparated ? splitItem(value) : value.trim()));
  return [...new Set(values)].filter(Boolean);
}

/**
 * What a combobox changed, as a change of whatever list is the latest. A combobox reports a whole list made from what it
 * was rendered with, which a click before may have changed meanwhile.
 */
export function listChange(rendered: string[], reported: string[]): ListChange {
  const added = reported.filter((value) => !rendered.includes(value));
  const removed = rendered.filter((value) => !reported.includes(value));
  return (latest) => [
    ...latest.filter((value) => !removed.includes(value)),
    ...added.filter((value) => !latest.includes(value)),
  ];
}
