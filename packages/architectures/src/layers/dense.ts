import { scaled, type Tensor } from "@ntkit/backend";
import { type Shape, ShapeMismatch } from "@ntkit/core";
import { add, type Expr, multiply } from "@ntkit/formula";
import { z } from "zod";
import { affine } from "../finite/affine.ts";
import { weightByActivations } from "../finite/blocks.ts";
import { bilinear } from "../finite/series.ts";
import type { Layer, Parameterization } from "../layer.ts";
import { biasAgrees, biasDisagreement, describeWeights, hasBias, scalesOf, weightFields } from "../weights.ts";

const schema = z
  .strictObject({ kind: z.literal("dense"), width: z.int().positive().meta({ description: "output features" }), ...weightFields })
  .refine(biasAgrees, biasDisagreement);

export type DenseSpec = z.infer<typeof schema>;

/**
 * A fully connected layer.
 *
 *     "ntk":       z = σw/√fanIn · W a + σb b,  W, b ~ N(0, 1):   K' = σw² K + σb²,  Θ' = K' + σw² Θ
 *     "standard":  z = W a + b,  W ~ N(0, σw²/fanIn), b ~ N(0, σb²):  the same K',  Θ' = fanIn·K + [1 with a bias] + σw² Θ
 *
 * `fanIn` is the width written in the layer below (the input's at the bottom).
 */
export const dense: Layer<DenseSpec> = {
  kind: "dense",
  schema,
  example: { kind: "dense", width: 16, weightStd: 1.2, biasStd: 0.3, trainable: true },
  shape({ width }, input, { path }) {
    if (input.length !== 1) {
      throw new ShapeMismatch({
        path,
        problem: "a dense layer needs one axis of features",
        found: `[${input.join(", ")}]`,
        remedy: 'Put {"kind": "flatten"} before it.',
      });
    }
    return [width];
  },
  propagate(spec, state, { parameterization, parameter }) {
    const { weightStd, biasStd, trainable } = spec;
    const square = (std: Expr) => multiply(std, std);
    const scale = square(parameter("weightStd", weightStd));
    const nngp = add(multiply(scale, state.nngp), square(parameter("biasStd", biasStd)));
    const ownTerm = parameterization === "ntk" ? nngp : add(multiply(fanIn(state.shape), state.nngp), hasBias(spec) ? 1 : 0);
    const inherited = multiply(scale, state.ntk);
    return { ...state, nngp, ntk: trainable ? add(ownTerm, inherited) : inherited, gaussian: true, independent: true };
  },
  finite: {
    parameters: (spec, input, { parameterization }) => describeWeights(spec, [fanIn(input), spec.width], parameterization),
    forward(spec, x, { on, parameterization, parameter, degree }) {
      const scale = scales(spec, x[0], parameterization);
      const products = bilinear(on, x, parameter("weight"), degree, (a, w) => on.matmul(a, w));
      return affine(on, products, scale.weight, hasBias(spec) ? { values: parameter("bias"), scale: scale.bias } : undefined);
    },
    pull: (spec, dy, { on, x, parameterization, parameter }) => on.gram(dy, parameter("weight"), scales(spec, x, parameterization).weight),
    grad(spec, { x, dy }, { on, parameterization }) {
      const scale = scales(spec, x, parameterization);
      const weight = on.matmul(x, scaled(on, dy, scale.weight), { transposeA: true });
      return hasBias(spec) ? { weight, bias: scaled(on, on.sum(dy, 0), scale.bias) } : { weight };
    },
    gram(spec, left, right, { on, parameterization }) {
      const scale = scales(spec, left.x, parameterization);
      const activations = on.gram(left.x, right?.x ?? null, scale.weight ** 2);
      const sensitivities = on.gram(left.dy, right?.dy ?? null, 1);
      const weight = weightByActivations(on, activations, sensitivities);
      return hasBias(spec) ? { weight, bias: scaled(on, sensitivities, scale.bias ** 2) } : { weight };
    },
  },
  references: ["Jacot et al. 2018, arXiv:1806.07572, theorem 1", "Sohl-Dickstein et al. 2020, arXiv:2001.07301, section 3"],
};

/** What weights and biases are multiplied by in the forward pass. */
const scales = (spec: DenseSpec, x: Tensor, parameterization: Parameterization) => scalesOf(spec, fanIn(x.shape), parameterization);

const fanIn = (shape: Shape): number => shape[shape.length - 1];
