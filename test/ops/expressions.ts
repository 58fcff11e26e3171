import { DASHBOARDS } from '../../tools/observability/files';
import { rules } from './rule-files';

/** A query of a dashboard or a rule, and where it is. */
export interface Expression {
  readonly where: string;
  readonly expr: string;
  /** How its series are called, where it is shown. */
  readonly legend?: string;
}

interface Shown {
  readonly title?: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

const ruleExpressions = (): Expression[] =>
  rules().map((rule) => ({ where: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr }));

/** Every query of the dashboards. */
export const panelExpressions = (): Expression[] =>
  Object.entries(DASHBOARDS).flatMap(([name, { panels }]) =>
    ((panels ?? []) as readonly Shown[]).flatMap(({ title, targets }) =>
      (targets ?? []).map(({ expr, legendFormat }) => ({
        where: `${name}: ${title}`,
        expr,
        ...(legendFormat !== undefined && { legend: legendFormat }),
      })),
    ),
  );

/** Every query there is. */
export const expressions = (): Expression[] => [...ruleExpressions(), ...panelExpressions()];

/** Names of what is recorded by rules, as a query of another may have it. */
export const recorded = (): string[] => rules().flatMap((rule) => ('record' in rule ? [rule.record] : []));

/** Measures that a query reads, and the labels that it picks series of each by. */
export function selectors(expr: string): { measure: string; labels: string[] }[] {
  const found = expr.matchAll(
    /\b((?:interlock|temporal|process|nodejs|tier_objective)_?[a-z0-9_:]*[a-zA-Z0-9]|up)\b(?!\s*[(=])(?:\{([^}]*)\})?/g,
  );
  return [...found].map(([, measure, inside]) => ({
    measure: measure!,
    labels: [...(inside ?? '').matchAll(/([a-z_]+)\s*(?:=|!)/g)].map(([, label]) => label!),
  }));
}

/** Labels that a query groups by or matches on. */
export const grouped = (expr: string): string[] =>
  [...expr.matchAll(/\b(?:by|on|without|group_left)\s*\(([^)]*)\)/g)].flatMap(([, inside]) =>
    inside!
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  );
