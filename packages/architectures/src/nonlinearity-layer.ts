import { canonicalJson, InvalidInput, Unsupported } from "@ntkit/core";
import { differentiate, type Expr, multiply, substitute, variable } from "@ntkit/formula";
import { withSamples } from "./finite/cotangents.ts";
import type { FiniteLayer } from "./finite/finite-layer.ts";
import { derivatives, entrywiseSeries } from "./finite/series.ts";
import type { HostDual, KernelState, Layer, LayerContext, LayerSpec } from "./layer.ts";
import type { Covariances, Dual, Nonlinearity } from "./nonlinearity.ts";
import { adaptiveTangent, differenceTangent } from "./quadrature/dual-tangent.ts";
import { adaptiveDual, integrands } from "./quadrature/numeric-dual.ts";
import { productRuleDual } from "./quadrature/product-rule.ts";

const [q11, q12, q22] = ["q11", "q12", "q22"].map(variable);

/** F and Ḟ of a nonlinearity at given covariances; Ḟ by Price's theorem, ∂F/∂q12, where the file gives none. Undefined without a closed form. */
export function closedFormDual<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S, covariances: Covariances): Required<Dual> | undefined {
  const dual = nonlinearity.dual?.(spec, { q11, q12, q22 });
  if (dual === undefined) return undefined;
  const derivative = dual.derivative ?? differentiate(dual.nngp, "q12");
  return { nngp: substitute(dual.nngp, { ...covariances }), derivative: substitute(derivative, { ...covariances }) };
}

/** F and Ḟ of a nonlinearity by quadrature, on arrays. Throws InvalidInput where there is no φ to integrate. */
export function quadratureDual<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): HostDual {
  const functions = integrands(nonlinearity, spec);
  if (functions === undefined) {
    throw new InvalidInput({
      path: nonlinearity.kind,
      problem: "a nonlinearity with neither a closed form nor a function to integrate",
      remedy: "Give its file `dual` or `apply`.",
    });
  }
  const nodes = nonlinearity.nodes?.(spec);
  if (nodes === undefined) return { ...adaptiveDual(functions), tangent: once(() => adaptiveTangent(functions)) };
  const dual = productRuleDual(functions, nodes);
  return { ...dual, tangent: once(() => differenceTangent(dual)) };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The plumbing that every nonlinearity shares: `K' = F(q11, q12, q22)`, `Θ' = Θ · Ḟ`. */
export function nonlinearityLayer<S extends LayerSpec>(nonlinearity: Nonlinearity<S>): Layer<S> {
  const { kind, schema, example, references, check } = nonlinearity;
  return {
    kind,
    schema,
    example,
    references,
    ...(check === undefined ? {} : { check }),
    shape: (_, input) => input,
    propagate(spec, state, context) {
      requireGaussian(state, context);
      const named = context.name(state);
      const { nngp, ntk, variance1, variance2 } = named;
      const dual =
        closedFormDual(nonlinearity, spec, { q11: variance1, q12: nngp, q22: variance2 }) ??
        context.dual(named, canonicalJson(spec), () => quadratureDual(nonlinearity, spec));
      return { ...state, nngp: dual.nngp, ntk: multiply(ntk, dual.derivative), gaussian: false };
    },
    ...(nonlinearity.apply === undefined ? {} : { finite: finiteNonlinearity(nonlinearity) }),
  };
}

/** `y = φ(x)` entry by entry and `dx = φ'(x) dy`, with every derivative from the formula. */
function finiteNonlinearity<S extends LayerSpec>(nonlinearity: Nonlinearity<S>): FiniteLayer<S> {
  const known = new WeakMap<S, { readonly derivative: (order: number) => Expr; readonly pull: Expr }>();
  const rulesOf = (spec: S, path: string) => {
    const rules = known.get(spec) ?? rulesFor(requireFunction(nonlinearity, spec, path), nonlinearity.derivative?.(spec, x));
    known.set(spec, rules);
    return rules;
  };
  return {
    // None; but a dual that belongs to no function is told when the network is made.
    parameters(spec, _, { path }) {
      rulesOf(spec, path);
      return {};
    },
    forward: (spec, u, { on, degree, path }) => entrywiseSeries(on, rulesOf(spec, path).derivative, u, degree),
    pull: (spec, dy, { on, path, cotangents, x }) => withSamples(on, rulesOf(spec, path).pull, dy, x, cotangents),
  };
}

function rulesFor(value: Expr, first: Expr | undefined) {
  const derivative = derivatives(value, first);
  return { derivative, pull: multiply(derivative(1), variable("dy")) };
}

const x = variable("x");

function requireFunction<S extends LayerSpec>({ kind, apply }: Nonlinearity<S>, spec: S, path: string): Expr {
  const value = apply?.(spec, x);
  if (value !== undefined) return value;
  throw new Unsupported({
    path,
    problem: `"${kind}" with these fields is known by its dual alone, which belongs to no function of one number`,
    remedy: "Ask for the kernels of the infinitely wide network, or take another nonlinearity.",
  });
}

function requireGaussian(state: KernelState, context: LayerContext): void {
  if (state.gaussian) return;
  throw new Unsupported({
    path: context.path,
    problem:
      "a nonlinearity needs zero-mean Gaussian preactivations, which neither raw inputs are nor the output of a nonlinearity, dropout, product or concat",
    remedy: "Put a dense layer before it.",
  });
}
