import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
  type Dashboard,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import { VizLegendOptionsBuilder, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** Queries of a panel, by how their series are called: a label in braces is that label's value. */
export type Queries = Readonly<Record<string, string>>;
type PanelBuilder = Builder<Panel> & { id(id: number): PanelBuilder };

/** How a panel shows its values: seconds, a share of 1, bytes, a number, or how many a second. */
export type Unit = 's' | 'percentunit' | 'bytes' | 'short' | 'cps';

/** Whoever installs a dashboard says which Prometheus it is for. */
const SOURCE = { type: 'prometheus', uid: '${datasource}' };
/** A dashboard is 24 wide. */
const GRAPH = { width: 12, height: 8 };
const STAT = { width: 6, height: 4 };

const queries = (of: Queries): DataqueryBuilder[] =>
  Object.entries(of).map(([name, expr], index) =>
    new DataqueryBuilder()
      .datasource(SOURCE)
      .refId(String.fromCodePoint('A'.codePointAt(0)! + index))
      .expr(expr)
      .legendFormat(name.replaceAll('{', '{{').replaceAll('}', '}}'))
      .range(),
  );

/** Lines over time. @param description what they say, and what is usual */
export const graph = (title: string, unit: Unit, description: string, of: Queries): PanelBuilder =>
  new TimeseriesBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .lineWidth(2)
    .fillOpacity(8)
    .span(GRAPH.width)
    .height(GRAPH.height)
    .legend(new VizLegendOptionsBuilder().placement(LegendPlacement.Bottom).showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .targets(queries(of));

/** The newest value, large. @param worse it is yellow from the first of these on, red from the second: those of the alerts */
export const figure = (
  title: string,
  unit: Unit,
  description: string,
  of: Queries,
  worse: readonly [number, number],
): PanelBuilder =>
  new StatBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .noValue('–')
    .span(STAT.width)
    .height(STAT.height)
    .colorMode(BigValueColorMode.Background)
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        { value: null, color: 'green' },
        { value: worse[0], color: 'yellow' },
        { value: worse[1], color: 'red' },
      ]),
    )
    .targets(queries(of));

/** A choice of values of a label, all of them at first; `$<label>` in queries. @param measure that has the label */
export const choice = (label: string, measure: string): QueryVariableBuilder =>
  new QueryVariableBuilder(label)
    .label(label)
    .datasource(SOURCE)
    .query(`label_values(${measure}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*');

export interface Page {
  readonly title: string;
  readonly description: string;
  readonly choices: readonly QueryVariableBuilder[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelBuilder[] }[];
  /** Since when it shows at first. */
  readonly since: string;
}

/** @returns the dashboard as Grafana imports it */
export function dashboard({ title, description, choices, rows, since }: Page): Dashboard {
  let panels = 0;
  const builder = new DashboardBuilder(`Interlock: ${title}`)
    .uid(`interlock-${title.toLowerCase()}`)
    .description(description)
    .tags(['interlock'])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: since, to: 'now' })
    .refresh('30s')
    .link(
      new DashboardLinkBuilder('Interlock')
        .type(DashboardLinkType.Dashboards)
        .tags(['interlock'])
        .asDropdown(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const variable of choices) builder.withVariable(variable);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(++panels));
    for (const panel of row.panels) builder.withPanel(panel.id(++panels));
  }
  return builder.build();
}
