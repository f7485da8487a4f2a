import { InvalidInput, Unsupported } from "@ntkit/core";
import { differentiate, type Expr, multiply, substitute, variable } from "@ntkit/formula";
import type { HostDual, HostDualTangent, KernelState, Layer, LayerContext, LayerSpec } from "./layer.ts";
import type { Nonlinearity } from "./nonlinearity.ts";
import { adaptiveTangent, differenceTangent } from "./quadrature/dual-tangent.ts";
import { adaptiveDual, gaussHermiteDual, integrands } from "./quadrature/numeric-dual.ts";

/** F and Ḟ of a nonlinearity at given covariances; Ḟ by Price's theorem, ∂F/∂q12, where the file gives none. */
export function closedFormDual<S extends LayerSpec>(
  nonlinearity: Nonlinearity<S>,
  spec: S,
  covariances: { q11: Expr; q12: Expr; q22: Expr },
): { nngp: Expr; derivative: Expr } | undefined {
  const [q11, q12, q22] = [variable("q11"), variable("q12"), variable("q22")];
  const dual = nonlinearity.dual?.(spec, { q11, q12, q22 });
  if (dual === undefined) return undefined;
  const derivative = dual.derivative ?? differentiate(dual.nngp, "q12");
  return { nngp: substitute(dual.nngp, { ...covariances }), derivative: substitute(derivative, { ...covariances }) };
}

/** F and Ḟ of a nonlinearity by quadrature, on arrays. Throws InvalidInput where there is no φ to integrate. */
export function quadratureDual<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): HostDual {
  const functions = functionsOf(nonlinearity, spec);
  const nodes = nodesOf(spec);
  return nodes === undefined ? adaptiveDual(functions) : gaussHermiteDual(functions, nodes);
}

/** The derivative of `quadratureDual` along tangents of the covariances. */
function quadratureTangent<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): HostDualTangent {
  const functions = functionsOf(nonlinearity, spec);
  const nodes = nodesOf(spec);
  return nodes === undefined ? adaptiveTangent(functions) : differenceTangent(gaussHermiteDual(functions, nodes));
}

const nodesOf = (spec: LayerSpec): number | undefined => ("nodes" in spec && typeof spec.nodes === "number" ? spec.nodes : undefined);

function functionsOf<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): NonNullable<ReturnType<typeof integrands>> {
  const functions = integrands(nonlinearity, spec);
  if (functions === undefined) {
    throw new InvalidInput({
      path: nonlinearity.kind,
      problem: "a nonlinearity with neither a closed form nor a function to integrate",
      remedy: "Give its file `dual` or `apply`.",
    });
  }
  return functions;
}

/** The plumbing that every nonlinearity shares: `K' = F(q11, q12, q22)`, `Θ' = Θ · Ḟ`. */
export function nonlinearityLayer<S extends LayerSpec>(nonlinearity: Nonlinearity<S>): Layer<S> {
  const { kind, schema, example, references } = nonlinearity;
  return {
    kind,
    schema,
    example,
    references,
    shape: (_, input) => input,
    propagate(spec, state, context) {
      requireGaussian(state, context);
      const named = context.name(state);
      const { nngp, variance1, variance2 } = named;
      const at = (q11: Expr, q12: Expr, q22: Expr) => closedFormDual(nonlinearity, spec, { q11, q12, q22 });
      const closed = at(variance1, nngp, variance2);
      const dual = closed ?? context.dual(named, quadratureDual(nonlinearity, spec), () => quadratureTangent(nonlinearity, spec));
      return {
        ...named,
        nngp: dual.nngp,
        ntk: multiply(named.ntk, dual.derivative),
        gaussian: false,
      };
    },
  };
}

function requireGaussian(state: KernelState, context: LayerContext): void {
  if (state.gaussian) return;
  throw new Unsupported({
    path: context.path,
    problem: "a nonlinearity needs zero-mean Gaussian preactivations, and here come raw inputs or the output of another nonlinearity",
    remedy: "Put a dense layer before it.",
  });
}
