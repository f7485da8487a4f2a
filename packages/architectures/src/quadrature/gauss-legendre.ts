/** Nodes and weights of a quadrature rule. */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, Rule>();

/** The n-point Gauss–Legendre rule on [−1, 1]: Newton's method on P_n from the Chebyshev-like first guess. */
export function gaussLegendre(n: number): Rule {
  const known = rules.get(n);
  if (known !== undefined) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= n; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (n * (x * p1 - p0)) / (x * x - 1);
      const change = p1 / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[n - 1 - i] = x;
    weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/**
 * A composite rule: `order` Gauss–Legendre points on every interval between neighbouring `edges`.
 * Integrates a function that is smooth between the edges.
 */
export function compositeRule(edges: readonly number[], order: number): Rule {
  const { nodes, weights } = gaussLegendre(order);
  const panels = edges.length - 1;
  const rule = { nodes: new Float64Array(panels * order), weights: new Float64Array(panels * order) };
  for (let p = 0; p < panels; p++) {
    const half = (edges[p + 1] - edges[p]) / 2;
    const middle = (edges[p + 1] + edges[p]) / 2;
    for (let i = 0; i < order; i++) {
      rule.nodes[p * order + i] = middle + half * nodes[i];
      rule.weights[p * order + i] = half * weights[i];
    }
  }
  return rule;
}
