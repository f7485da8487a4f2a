import { type Shape, ShapeMismatch } from "@ntkit/core";
import { add, multiply } from "@ntkit/formula";
import { z } from "zod";
import type { Layer } from "../layer.ts";

const schema = z
  .strictObject({
    kind: z.literal("dense"),
    width: z.int().positive().meta({ description: "output features" }),
    weightStd: z.number().nonnegative().default(1).meta({ description: "standard deviation of the weights, σw" }),
    biasStd: z.number().nonnegative().default(0).meta({ description: "standard deviation of the bias, σb" }),
    bias: z.boolean().optional().meta({ description: "whether there is a bias to train; left out: if biasStd is above 0" }),
    trainable: z.boolean().default(true).meta({ description: "false: frozen at initialisation, adds nothing of its own to the NTK" }),
  })
  .refine(({ bias, biasStd }) => bias !== false || biasStd === 0, {
    path: ["bias"],
    message: "no bias, but a biasStd above 0",
    params: { remedy: "Leave one of the two out." },
  });

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
  propagate({ weightStd, biasStd, bias, trainable }, state, { parameterization }) {
    const scale = weightStd ** 2;
    const nngp = add(multiply(scale, state.nngp), biasStd ** 2);
    const ownTerm = parameterization === "ntk" ? nngp : add(multiply(fanIn(state.shape), state.nngp), (bias ?? biasStd > 0) ? 1 : 0);
    const inherited = multiply(scale, state.ntk);
    return { ...state, nngp, ntk: trainable ? add(ownTerm, inherited) : inherited, gaussian: true, independent: true };
  },
  references: ["Jacot et al. 2018, arXiv:1806.07572, theorem 1", "Sohl-Dickstein et al. 2020, arXiv:2001.07301, section 3"],
};

const fanIn = (shape: Shape): number => shape[shape.length - 1];
